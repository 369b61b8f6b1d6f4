# METADATA
# title: Each way of remote access was approved, with its terms
# description: |
#   The rules ask that each type of remote access is authorized before it is
#   used, and that its limits, its requirements and its guidance are written
#   down.
#   We read, as far as it is asked for, the approval of each open way, which had
#   come before its first use, and the documents that it names. What they say,
#   and ways that nobody listed, are not seen: this can show the rule broken,
#   not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-17
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [remote-access]
#   applies-to: [network]
#   method: EXAMINE
#   severity: moderate
#   params:
#     remote-terms:
#       description: "what a way must have: approved, restrictions, requirements, guidance"
#   remediation: Have each way listed approved and its terms written down, or close it.
package policies.common.remote.terms

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

_asked := data.assay.params["remote-terms"]

_used contains way if {
	some way in input.ways
	way.open == true
}

_known contains [way.id, "approved", value] if {
	some way in input.ways
	value := facts.approved(way.approved_by, way.approved_on, way.first_used)
}

_known contains [way.id, "restrictions", facts.written(way.restrictions)] if some way in input.ways

_known contains [way.id, "requirements", facts.written(way.requirements)] if some way in input.ways

_known contains [way.id, "guidance", facts.written(way.guidance)] if some way in input.ways
