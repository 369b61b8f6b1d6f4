# METADATA
# title: Nobody holds duties that must be separate
# description: |
#   The rules ask that the privileges for duties that need separation are given to
#   separate people.
#   We read, for each pair or group of duties on record, who holds more than one
#   of its roles by grants in use. One person under two names, and grants in other
#   stores, are not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-05
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.1.4[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [access-grants]
#   applies-to: [identity-provider, application, database, kubernetes-cluster]
#   method: TEST
#   severity: high
#   supports:
#     cmmc: [ac.l2-3.1.4_obj.c]
#   informs:
#     cmmc: [ac.l2-3.1.4_obj.b]
#     nist-800-53: [ac-5_obj.b]
#   remediation: Take one of the roles away from each person who holds both.
package policies.common.access.duties_separated

import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: every entry of duties; one without an outcome is undecided
# entrypoint: true
subjects contains conflict.id if some conflict in input.conflicts

# METADATA
# description: one outcome per entry
# entrypoint: true
observations contains observe.pass(conflict.id, "no holder has two of its roles") if {
	some conflict in _applying
	count(conflict.roles) > 1
	not conflict.id in _broken
	not conflict.id in _unsure
}

observations contains observe.fail(conflict.id, "somebody holds two of its roles") if {
	some conflict in _applying
	conflict.id in _broken
}

observations contains observe.skip(conflict.id, "applies no longer") if {
	some conflict in input.conflicts
	conflict.retired == true
}

_applying contains conflict if {
	some conflict in input.conflicts
	not conflict.retired == true
}

# An entry of which one holder has two roles.
_broken contains conflict.id if {
	some conflict in input.conflicts
	some role in conflict.roles
	some other in conflict.roles
	role != other
	some holder in _holders[role]
	holder in _holders[other]
}

# An entry with a role that nobody lists: who holds it is not known.
_unsure contains conflict.id if {
	some conflict in input.conflicts
	some role in conflict.roles
	not role in _roles
}

# Everything may be among the rights of somebody whose grant names no role.
_unsure contains conflict.id if {
	some conflict in input.conflicts
	some grant in input.grants
	grant.active == true
	not grant.id in _by_role
}

_by_role contains grant.id if {
	some grant in input.grants
	texts.given(grant.role)
}

_roles contains role.id if some role in input.roles

_holders[grant.role] contains lower(trim_space(grant.holder)) if {
	some grant in input.grants
	grant.active == true
}
