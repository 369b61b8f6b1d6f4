# METADATA
# title: Duties that must be separate are defined, with their roles
# description: |
#   The rules ask that duties that need separation are identified and
#   documented, and that access authorizations are defined to support it.
#   We read, as far as it is asked for, that each entry names at least two
#   duties, was approved, and names at least two roles, which exist. Whether all
#   such duties are listed is not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-05
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.1.4[a]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [access-grants]
#   applies-to: [identity-provider, application, database, kubernetes-cluster]
#   method: EXAMINE
#   severity: low
#   params:
#     duty-terms:
#       description: "what an entry must have: duties, approved, roles"
#   remediation: Complete each entry listed and have it approved.
package policies.common.access.duties_defined

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains conflict.id if some conflict in input.conflicts

# METADATA
# description: one outcome per pair of duties; each thing that is wrong
# entrypoint: true
observations contains observe.pass(conflict.id, concat(", ", _asked)) if {
	some conflict in _used
	facts.kept(_known, conflict.id, _asked)
}

observations contains observe.fail(conflict.id, sprintf("not so: %s", [fact])) if {
	some conflict in _used
	some fact in facts.broken(_known, conflict.id, _asked)
}

observations contains observe.skip(conflict.id, "applies no longer") if {
	some conflict in input.conflicts
	conflict.retired == true
}

_asked := data.assay.params["duty-terms"]

_used contains conflict if {
	some conflict in input.conflicts
	not conflict.retired == true
}

_known contains [conflict.id, "duties", count(conflict.duties) > 1] if some conflict in input.conflicts

_known contains [conflict.id, "approved", value] if {
	some conflict in input.conflicts
	value := facts.approved(conflict.approved_by, conflict.approved_on, null)
}

_known contains [conflict.id, "roles", count(named) > 1] if {
	some conflict in input.conflicts
	is_array(conflict.roles)
	named := {role | some role in conflict.roles; role in _roles}
}

_roles contains role.id if some role in input.roles
