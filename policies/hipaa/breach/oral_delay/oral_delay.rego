# METADATA
# title: An oral request of law enforcement delays for 30 days at most
# description: |
#   The rule lets an oral statement of law enforcement delay a notice for no
#   longer than 30 days, unless a written one follows.
#   We read the day of an oral request and the last day of the delay it was
#   used for.
# related_resources:
#   - description: 45 CFR 164.412(b)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-D
# custom:
#   evidence: [breach-log]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: low
#   params:
#     oral-delay-days:
#       description: days an oral request may delay a notice
#   decides:
#     hipaa: [hipaa-164.412.b]
#   remediation: Send the notices that the delay held back, or obtain the written statement.
package policies.hipaa.breach.oral_delay

import data.policies.lib.dates
import data.policies.lib.observe

# METADATA
# description: every incident of the log; one without an outcome is undecided
# entrypoint: true
subjects contains incident.id if some incident in input.incidents

# METADATA
# description: one outcome per incident
# entrypoint: true
observations contains observe.pass(incident.id, sprintf("delayed for %d days", [length])) if {
	some incident in _oral
	length := dates.days(incident.delay_requested, incident.delay_until)
	length <= data.assay.params["oral-delay-days"]
}

observations contains observe.fail(incident.id, sprintf("delayed for %d days", [length])) if {
	some incident in _oral
	length := dates.days(incident.delay_requested, incident.delay_until)
	length > data.assay.params["oral-delay-days"]
}

observations contains observe.skip(incident.id, "no oral request") if {
	some incident in input.incidents
	incident.judgement in {"breach", "under-assessment"}
	is_null(incident.delay_until)
}

observations contains observe.skip(incident.id, "a written request") if {
	some incident in input.incidents
	incident.judgement in {"breach", "under-assessment"}
	incident.delay_statement == "written"
}

observations contains observe.skip(incident.id, sprintf("no breach: %s", [incident.judgement])) if {
	some incident in input.incidents
	incident.judgement in {"low-probability", "exception", "secured-phi"}
}

_oral contains incident if {
	some incident in input.incidents
	incident.judgement in {"breach", "under-assessment"}
	incident.delay_statement == "oral"
}
