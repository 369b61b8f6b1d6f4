# METADATA
# title: Visitors are recorded and escorted
# description: |
#   The rules ask that visitors are escorted, that there are records of their
#   visits, and that somebody looks at these records.
#   We read, for each visit, who came, when they came and went, who escorted
#   them, and when the record was looked at. What is not in the register, and
#   how well a step was done, are not seen: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, PE-03d. and PE-08
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.10.3
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [physical-access]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     visit-steps:
#       description: "what is asked of each visit: escorted, recorded, reviewed"
#     max-visit-review-days:
#       description: days from a visit until its record is looked at
#       controls: [pe-08_odp.02]
#   remediation: Complete the record of each visit listed, and see that visitors are not left alone.
package policies.common.physical.visits

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.steps
import data.policies.lib.texts

# METADATA
# description: every record
# entrypoint: true
subjects contains visit.id if some visit in input.visits

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["visit-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

# Of a record that does not say whether it counts, nothing is said.
_asked_of contains visit.id if {
	some visit in input.visits
	visit.cancelled == false
	visit.id in subjects
}

_aside contains [visit.id, "did not take place"] if {
	some visit in input.visits
	visit.cancelled == true
}

_taken contains [visit.id, "escorted"] if {
	some visit in input.visits
	texts.given(visit.host)
	seen.happened(visit.entered)
}

_taken contains [visit.id, "recorded"] if {
	some visit in input.visits
	texts.given(visit.visitor)
	seen.happened(visit.left)
	dates.until(visit.entered, visit.left)
}

_taken contains [visit.id, "reviewed"] if {
	some visit in input.visits
	dates.days(visit.entered, visit.reviewed_on) <= data.assay.params["max-visit-review-days"]
	seen.happened(visit.reviewed_on)
}

_missing contains [visit.id, "escorted"] if {
	some visit in input.visits
	is_null(visit.host)
	seen.happened(visit.entered)
}

_missing contains [visit.id, "recorded"] if {
	some visit in input.visits
	is_null(visit.visitor)
	seen.happened(visit.entered)
}

_missing contains [visit.id, "reviewed"] if {
	some visit in input.visits
	seen.happened(visit.reviewed_on)
	dates.days(visit.entered, visit.reviewed_on) > data.assay.params["max-visit-review-days"]
}

_missing contains [visit.id, "reviewed"] if {
	some visit in input.visits
	steps.undone(visit.reviewed_on)
	seen.days_then(visit.entered) > data.assay.params["max-visit-review-days"]
}
