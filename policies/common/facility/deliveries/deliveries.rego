# METADATA
# title: What comes and goes is allowed, checked and recorded
# description: |
#   The rules ask that components are authorized and controlled as they enter
#   and leave the facility, and that there are records of them.
#   We read, for each movement in the direction asked for, who allowed it, who
#   checked it, and when it was written down. What is not in the register, and
#   how well a step was done, are not seen: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, PE-16
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: 45 CFR 164.310(d)(1)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [facility]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     delivery-steps:
#       description: "what is asked of each movement: authorized, controlled, recorded"
#     delivery-directions:
#       description: "directions that are asked for: in, out"
#   remediation: Find out who allowed and checked each movement listed, and complete its record.
package policies.common.facility.deliveries

import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.steps
import data.policies.lib.texts

# METADATA
# description: every record asked for
# entrypoint: true
subjects contains delivery.id if {
	some delivery in input.deliveries
	delivery.direction in data.assay.params["delivery-directions"]
}

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["delivery-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

_asked_of := subjects - {record | some [record, _] in _aside}

_aside contains [delivery.id, "has not passed"] if {
	some delivery in input.deliveries
	is_null(delivery.moved_on)
}

_taken contains [delivery.id, "authorized"] if {
	some delivery in input.deliveries
	texts.given(delivery.authorized_by)
}

_taken contains [delivery.id, "controlled"] if {
	some delivery in input.deliveries
	texts.given(delivery.checked_by)
}

_taken contains [delivery.id, "recorded"] if {
	some delivery in input.deliveries
	seen.happened(delivery.recorded_on)
}

_missing contains [delivery.id, "authorized"] if {
	some delivery in input.deliveries
	is_null(delivery.authorized_by)
	seen.happened(delivery.moved_on)
}

_missing contains [delivery.id, "controlled"] if {
	some delivery in input.deliveries
	is_null(delivery.checked_by)
	seen.happened(delivery.moved_on)
}

_missing contains [delivery.id, "recorded"] if {
	some delivery in input.deliveries
	steps.undone(delivery.recorded_on)
	seen.happened(delivery.moved_on)
}
