# METADATA
# title: The business associate names the people affected
# description: |
#   The rule asks a business associate to name each affected individual to
#   the covered entity, as far as possible.
#   We read that the log says so for each breach in which we acted as
#   business associate.
# related_resources:
#   - description: 45 CFR 164.410(c)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-D
# custom:
#   evidence: [breach-log]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   decides:
#     hipaa: [hipaa-164.410.c]
#   remediation: Send the names of the people affected to the covered entity of each breach listed.
package policies.hipaa.breach.affected_named

import data.policies.lib.observe

# METADATA
# description: every incident of the log; one without an outcome is undecided
# entrypoint: true
subjects contains incident.id if some incident in input.incidents

# METADATA
# description: one outcome per incident
# entrypoint: true
observations contains observe.pass(incident.id, "the people affected were named") if {
	some incident in _ours
	incident.affected_identified == true
}

observations contains observe.fail(incident.id, "the people affected were not named") if {
	some incident in _ours
	incident.affected_identified == false
}

observations contains observe.skip(incident.id, "we acted as covered-entity") if {
	some incident in input.incidents
	incident.judgement == "breach"
	incident.acting_as == "covered-entity"
}

observations contains observe.skip(incident.id, sprintf("no breach: %s", [incident.judgement])) if {
	some incident in input.incidents
	incident.judgement in {"low-probability", "exception", "secured-phi"}
}

_ours contains incident if {
	some incident in input.incidents
	incident.judgement == "breach"
	incident.acting_as == "business-associate"
}
