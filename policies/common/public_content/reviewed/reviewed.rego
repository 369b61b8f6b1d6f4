# METADATA
# title: Public content is reviewed in time
# description: |
#   The rules ask that public content is reviewed for non-public information in
#   a defined rhythm.
#   We read the last review of each public place: in time by the assessment, or
#   too old by the collection; in between it is undecided. How well was looked,
#   and places that nobody listed, are not seen: this can show the rule broken,
#   not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-22d.[01]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.1.22[d]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [public-content]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     max-public-review-days:
#       description: days between reviews of public content
#       controls: [ac-22_odp]
#   needs: [now]
#   supports:
#     cmmc: [ac.l2-3.1.22_obj.d, ac.l1-b.1.iv_obj.3.1.22.d]
#     nist-800-53: [ac-22_obj.d-1]
#   remediation: Review each place listed for non-public information and record the day.
package policies.common.public_content.reviewed

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains place.id if some place in input.places

# METADATA
# description: one outcome per place; each thing that is wrong
# entrypoint: true
observations contains observe.pass(place.id, concat(", ", _asked)) if {
	some place in _used
	facts.kept(_known, place.id, _asked)
}

observations contains observe.fail(place.id, sprintf("not so: %s", [fact])) if {
	some place in _used
	some fact in facts.broken(_known, place.id, _asked)
}

observations contains observe.skip(place.id, "not public") if {
	some place in input.places
	place.public == false
}

_asked := ["reviewed in time"]

_used contains place if {
	some place in input.places
	place.public == true
}

_known contains [place.id, "reviewed in time", value] if {
	some place in input.places
	value := facts.lately(place.reviewed_on, data.assay.now, data.assay.params["max-public-review-days"])
}
