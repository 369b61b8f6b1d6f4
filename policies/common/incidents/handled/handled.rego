# METADATA
# title: Incidents go through every phase in time
# description: |
#   The rules ask for a capability that analyses incidents, contains them,
#   removes their cause, brings systems back and learns from it, helped by
#   tools; that others in the supply chain are told; and that spilled
#   information is isolated and removed.
#   We read, for each incident, the time of each step and the tool that
#   helped. While time is left a step that is not taken is undecided. The
#   steps: analysed, contained, eradicated, recovered, learned from, followed
#   by changes, supporting users, isolated, told to others, handled by tools,
#   reported by tools. What is not in the register, and how well a step was
#   done, are not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, IR-04, IR-06 and IR-09
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.6.1
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: 45 CFR 164.308(a)(6)(ii)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [incident-records]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     incident-steps:
#       description: what is asked of each incident, in the words of the description
#     max-incident-step-days:
#       description: days from detection until a step is taken
#   remediation: Take the missing step for each incident listed, and find out why it was late.
package policies.common.incidents.handled

import data.policies.lib.observe
import data.policies.lib.steps
import data.policies.lib.texts

# METADATA
# description: every record
# entrypoint: true
subjects contains incident.id if some incident in input.incidents

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["incident-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

_asked_of := subjects - {record | some [record, _] in _aside}

_aside contains [incident.id, "a false alarm"] if {
	some incident in input.incidents
	incident.classification == "false-alarm"
}

_taken contains [incident.id, "analysed"] if {
	some incident in input.incidents
	incident.classification == "incident"
	steps.prompt(incident.detected, incident.analyzed_on, data.assay.params["max-incident-step-days"] * 24)
}

_taken contains [incident.id, "contained"] if {
	some incident in input.incidents
	incident.classification == "incident"
	steps.prompt(incident.detected, incident.contained_on, data.assay.params["max-incident-step-days"] * 24)
}

_taken contains [incident.id, "eradicated"] if {
	some incident in input.incidents
	incident.classification == "incident"
	steps.prompt(incident.detected, incident.eradicated_on, data.assay.params["max-incident-step-days"] * 24)
}

_taken contains [incident.id, "recovered"] if {
	some incident in input.incidents
	incident.classification == "incident"
	steps.prompt(incident.detected, incident.recovered_on, data.assay.params["max-incident-step-days"] * 24)
}

_taken contains [incident.id, "learned from"] if {
	some incident in input.incidents
	incident.classification == "incident"
	steps.prompt(incident.detected, incident.lessons_on, data.assay.params["max-incident-step-days"] * 24)
}

_taken contains [incident.id, "followed by changes"] if {
	some incident in input.incidents
	incident.classification == "incident"
	steps.prompt(incident.detected, incident.changes_made_on, data.assay.params["max-incident-step-days"] * 24)
}

_taken contains [incident.id, "supporting users"] if {
	some incident in input.incidents
	incident.classification == "incident"
	steps.prompt(incident.detected, incident.users_helped_on, data.assay.params["max-incident-step-days"] * 24)
}

_taken contains [incident.id, "isolated"] if {
	some incident in input.incidents
	incident.classification == "incident"
	incident.spill == false
}

_taken contains [incident.id, "isolated"] if {
	some incident in input.incidents
	incident.classification == "incident"
	steps.prompt(incident.detected, incident.isolated_on, data.assay.params["max-incident-step-days"] * 24)
}

_taken contains [incident.id, "told to others"] if {
	some incident in input.incidents
	incident.classification == "incident"
	incident.others_affected == false
}

_taken contains [incident.id, "told to others"] if {
	some incident in input.incidents
	incident.classification == "incident"
	steps.prompt(incident.detected, incident.others_told_on, data.assay.params["max-incident-step-days"] * 24)
}

_taken contains [incident.id, "handled by tools"] if {
	some incident in input.incidents
	incident.classification == "incident"
	texts.given(incident.tool)
}

_taken contains [incident.id, "reported by tools"] if {
	some incident in input.incidents
	incident.classification == "incident"
	texts.given(incident.reported_by)
}

_missing contains [incident.id, "analysed"] if {
	some incident in input.incidents
	incident.classification == "incident"
	steps.late(incident.detected, incident.analyzed_on, data.assay.params["max-incident-step-days"] * 24)
}

_missing contains [incident.id, "contained"] if {
	some incident in input.incidents
	incident.classification == "incident"
	steps.late(incident.detected, incident.contained_on, data.assay.params["max-incident-step-days"] * 24)
}

_missing contains [incident.id, "eradicated"] if {
	some incident in input.incidents
	incident.classification == "incident"
	steps.late(incident.detected, incident.eradicated_on, data.assay.params["max-incident-step-days"] * 24)
}

_missing contains [incident.id, "recovered"] if {
	some incident in input.incidents
	incident.classification == "incident"
	steps.late(incident.detected, incident.recovered_on, data.assay.params["max-incident-step-days"] * 24)
}

_missing contains [incident.id, "learned from"] if {
	some incident in input.incidents
	incident.classification == "incident"
	steps.late(incident.detected, incident.lessons_on, data.assay.params["max-incident-step-days"] * 24)
}

_missing contains [incident.id, "followed by changes"] if {
	some incident in input.incidents
	incident.classification == "incident"
	steps.late(incident.detected, incident.changes_made_on, data.assay.params["max-incident-step-days"] * 24)
}

_missing contains [incident.id, "supporting users"] if {
	some incident in input.incidents
	incident.classification == "incident"
	steps.late(incident.detected, incident.users_helped_on, data.assay.params["max-incident-step-days"] * 24)
}

_missing contains [incident.id, "isolated"] if {
	some incident in input.incidents
	incident.classification == "incident"
	incident.spill == true
	steps.late(incident.detected, incident.isolated_on, data.assay.params["max-incident-step-days"] * 24)
}

_missing contains [incident.id, "told to others"] if {
	some incident in input.incidents
	incident.classification == "incident"
	incident.others_affected == true
	steps.late(incident.detected, incident.others_told_on, data.assay.params["max-incident-step-days"] * 24)
}

_missing contains [incident.id, "handled by tools"] if {
	some incident in input.incidents
	incident.classification == "incident"
	is_null(incident.tool)
}

_missing contains [incident.id, "reported by tools"] if {
	some incident in input.incidents
	incident.classification == "incident"
	incident.reportable == true
	is_null(incident.reported_by)
}
