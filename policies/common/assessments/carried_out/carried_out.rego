# METADATA
# title: Assessments are planned, independent and reported
# description: |
#   The rules ask that assessments and penetration tests have an approved plan
#   and an assessor, that assessors are independent, and that there is a
#   report which those who must have it get.
#   We read, for each assessment done of the sorts asked for, who made it,
#   whether they are independent, and the days of plan, report and delivery. A
#   look back at all that were done: one that is put right is judged by its
#   record. What is not in the register, and how well a step was done, are not
#   seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CA-02, CA-07(01) and CA-08
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.12.1
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: 45 CFR 164.308(a)(8)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [assessments]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     assessment-steps:
#       description: "what is asked of each assessment: assigned, planned, independent, reported, delivered"
#     assessment-sorts:
#       description: sorts of assessment that are asked for
#     max-report-days:
#       description: days from the end of an assessment until its report is there
#   remediation: Complete each assessment listed, or have it made again by people who are independent.
package policies.common.assessments.carried_out

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.steps
import data.policies.lib.texts

# METADATA
# description: every record asked for
# entrypoint: true
subjects contains assessment.id if {
	some assessment in input.assessments
	assessment.sort in data.assay.params["assessment-sorts"]
}

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["assessment-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

_asked_of := subjects - {record | some [record, _] in _aside}

_aside contains [assessment.id, "not done"] if {
	some assessment in input.assessments
	assessment.status != "done"
	is_null(assessment.finished_on)
}

_taken contains [assessment.id, "assigned"] if {
	some assessment in input.assessments
	assessment.status == "done"
	texts.given(assessment.assessor)
}

_taken contains [assessment.id, "planned"] if {
	some assessment in input.assessments
	assessment.status == "done"
	dates.until(assessment.plan_approved_on, assessment.started_on)
}

_taken contains [assessment.id, "independent"] if {
	some assessment in input.assessments
	assessment.status == "done"
	assessment.independent == true
}

_taken contains [assessment.id, "reported"] if {
	some assessment in input.assessments
	assessment.status == "done"
	seen.happened(assessment.reported_on)
}

_taken contains [assessment.id, "delivered"] if {
	some assessment in input.assessments
	assessment.status == "done"
	seen.happened(assessment.sent_on)
}

_missing contains [assessment.id, "assigned"] if {
	some assessment in input.assessments
	assessment.status == "done"
	is_null(assessment.assessor)
}

_missing contains [assessment.id, "planned"] if {
	some assessment in input.assessments
	assessment.status == "done"
	is_null(assessment.plan_approved_on)
}

_missing contains [assessment.id, "planned"] if {
	some assessment in input.assessments
	assessment.status == "done"
	dates.after(assessment.plan_approved_on, assessment.started_on)
}

_missing contains [assessment.id, "independent"] if {
	some assessment in input.assessments
	assessment.status == "done"
	assessment.independent == false
}

_missing contains [assessment.id, "reported"] if {
	some assessment in input.assessments
	seen.days_then(assessment.finished_on) > data.assay.params["max-report-days"]
	assessment.status == "done"
	steps.undone(assessment.reported_on)
}

_missing contains [assessment.id, "delivered"] if {
	some assessment in input.assessments
	seen.days_then(assessment.finished_on) > data.assay.params["max-report-days"]
	assessment.status == "done"
	steps.undone(assessment.sent_on)
}
