# METADATA
# title: Entries are controlled, watched and logged
# description: |
#   The rules ask that entries to the facility, to cabling and to printers let
#   in those who may pass, that there are logs of them which somebody reads,
#   and that alarms and cameras watch the facility.
#   We read, for each entry of the sorts asked for, what stops people there,
#   the last record of its log, the last look at that log, the last test of
#   its alarm and the last picture of its camera. What must recur passes while
#   it is recent at the assessment, and fails when it was too old at the
#   collection. What is not in the register, and how well a step was done, are
#   not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, PE-03 to PE-06
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.10.1, 3.10.2 and 3.10.4
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: 45 CFR 164.310(a)(1) and (c)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [physical-access]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     entry-steps:
#       description: "what is asked of each entry: controlled, logged, reviewed, alarmed, watched"
#     entry-sorts:
#       description: sorts of entry that are asked for
#     max-log-gap-days:
#       description: days since the end of a log
#     max-physical-review-days:
#       description: days between looks at a log of an entry
#       controls: [pe-06_odp.01]
#     max-equipment-test-days:
#       description: days between tests of protective equipment
#   needs: [now]
#   remediation: Close each entry listed, or give it what is missing.
package policies.common.physical.entries

import data.policies.lib.observe
import data.policies.lib.steps

# METADATA
# description: every record asked for
# entrypoint: true
subjects contains entry.id if {
	some entry in input.entries
	entry.sort in data.assay.params["entry-sorts"]
}

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["entry-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

# Of a record that does not say whether it counts, nothing is said.
_asked_of contains entry.id if {
	some entry in input.entries
	entry.in_use == true
	entry.id in subjects
}

_aside contains [entry.id, "closed"] if {
	some entry in input.entries
	entry.in_use == false
}

_taken contains [entry.id, "controlled"] if {
	some entry in input.entries
	count(entry.controls) > 0
}

_taken contains [entry.id, "logged"] if {
	some entry in input.entries
	steps.recent(entry.logged_until, data.assay.params["max-log-gap-days"], data.assay.now)
}

_taken contains [entry.id, "reviewed"] if {
	some entry in input.entries
	steps.recent(entry.log_reviewed_on, data.assay.params["max-physical-review-days"], data.assay.now)
}

_taken contains [entry.id, "alarmed"] if {
	some entry in input.entries
	steps.recent(entry.alarm_tested_on, data.assay.params["max-equipment-test-days"], data.assay.now)
}

_taken contains [entry.id, "watched"] if {
	some entry in input.entries
	steps.recent(entry.camera_seen_on, data.assay.params["max-log-gap-days"], data.assay.now)
}

_missing contains [entry.id, "controlled"] if {
	some entry in input.entries
	count(entry.controls) == 0
}

_missing contains [entry.id, "logged"] if {
	some entry in input.entries
	steps.overdue(entry.logged_until, data.assay.params["max-log-gap-days"])
}

_missing contains [entry.id, "reviewed"] if {
	some entry in input.entries
	steps.overdue(entry.log_reviewed_on, data.assay.params["max-physical-review-days"])
}

_missing contains [entry.id, "alarmed"] if {
	some entry in input.entries
	steps.overdue(entry.alarm_tested_on, data.assay.params["max-equipment-test-days"])
}

_missing contains [entry.id, "watched"] if {
	some entry in input.entries
	steps.overdue(entry.camera_seen_on, data.assay.params["max-log-gap-days"])
}
