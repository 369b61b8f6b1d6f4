# METADATA
# title: Each grant was approved before it was given
# description: |
#   The rules ask that access, above all to security functions and
#   security-relevant information, is authorized.
#   We read the approval of each grant in use of what is asked about, which had
#   come before it was given. What the approver considered, and rights that
#   nobody listed, are not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-03 and AC-06(01)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [access-grants]
#   applies-to: [identity-provider, application, database, kubernetes-cluster]
#   method: TEST
#   severity: high
#   params:
#     grant-parts:
#       description: "grants that are asked about: all, privileged, hardware, software, firmware, information"
#   remediation: Have each grant listed approved, or take it away.
package policies.common.access.approved

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains grant.id if some grant in input.grants

# METADATA
# description: one outcome per grant; each thing that is wrong
# entrypoint: true
observations contains observe.pass(grant.id, concat(", ", _asked)) if {
	some grant in _used
	facts.kept(_known, grant.id, _asked)
}

observations contains observe.fail(grant.id, sprintf("not so: %s", [fact])) if {
	some grant in _used
	some fact in facts.broken(_known, grant.id, _asked)
}

observations contains observe.skip(grant.id, "ended") if {
	some grant in input.grants
	grant.active == false
}

observations contains observe.skip(grant.id, "gives nothing of that") if {
	some grant in input.grants
	grant.active == true
	is_boolean(grant.privileged)
	is_array(grant.reaches)
	asked := {part | some part in _parts; [grant.id, part] in _of}
	count(asked) == 0
}

_asked := ["approved before"]

_used contains grant if {
	some grant in input.grants
	grant.active == true
	some part in _parts
	[grant.id, part] in _of
}

_known contains [grant.id, "approved before", value] if {
	some grant in input.grants
	is_string(grant.granted_on)
	value := facts.approved(grant.approved_by, grant.approved_on, grant.granted_on)
}

_parts := data.assay.params["grant-parts"]

# What each grant gives, in the words of the parameter.
_of contains [grant.id, "all"] if some grant in input.grants

_of contains [grant.id, "privileged"] if {
	some grant in input.grants
	grant.privileged == true
}

_of contains [grant.id, part] if {
	some grant in input.grants
	some part in grant.reaches
}
