# METADATA
# title: Privileged work from outside is authorized, has a need and leaves a record
# description: |
#   The rules ask that privileged commands and security-relevant information are
#   reached remotely only with authorization, for defined needs and in a form
#   that can be examined, and that the security plan gives the reason.
#   We read, as far as it is asked for, what each open way by which these can be
#   reached says of it. What is then done, and ways that nobody listed, are not
#   seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-17(4)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.1.15[c] and 3.1.15[d]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [remote-access]
#   applies-to: [network]
#   method: TEST
#   severity: high
#   params:
#     privileged-remote-terms:
#       description: "what a way must have: approved, recorded, need, planned"
#   remediation: Record privileged sessions of each way listed, and write down its need, or take privileged use from it.
package policies.common.remote.privileged

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains way.id if some way in input.ways

# METADATA
# description: one outcome per way; each thing that is wrong
# entrypoint: true
observations contains observe.pass(way.id, concat(", ", _asked)) if {
	some way in _used
	facts.kept(_known, way.id, _asked)
}

observations contains observe.fail(way.id, sprintf("not so: %s", [fact])) if {
	some way in _used
	some fact in facts.broken(_known, way.id, _asked)
}

observations contains observe.skip(way.id, "closed") if {
	some way in input.ways
	way.open == false
}

observations contains observe.skip(way.id, "nothing privileged can be reached by it") if {
	some way in input.ways
	way.open == true
	way.privileged == false
}

_asked := data.assay.params["privileged-remote-terms"]

_used contains way if {
	some way in input.ways
	way.open == true
	way.privileged == true
}

_known contains [way.id, "approved", value] if {
	some way in input.ways
	value := facts.approved(way.approved_by, way.approved_on, way.first_used)
}

_known contains [way.id, "recorded", way.recorded] if some way in input.ways

_known contains [way.id, "need", facts.written(way.need)] if some way in input.ways

_known contains [way.id, "planned", facts.written(way.plan_section)] if some way in input.ways
