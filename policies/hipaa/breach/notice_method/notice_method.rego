# METADATA
# title: The notice to individuals is sent by mail
# description: |
#   The rule asks for first-class mail, or e-mail to individuals who agreed
#   to it.
#   We read how the notice was sent. A substitute notice has rules of its own
#   and is for a person to judge.
# related_resources:
#   - description: 45 CFR 164.404(d)(1)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-D
# custom:
#   evidence: [breach-log]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: low
#   decides:
#     hipaa: [hipaa-164.404.d.1]
#   remediation: Send the notice again by mail for each breach listed.
package policies.hipaa.breach.notice_method

import data.policies.lib.observe

# METADATA
# description: every incident of the log; one without an outcome is undecided
# entrypoint: true
subjects contains incident.id if some incident in input.incidents

# METADATA
# description: one outcome per incident
# entrypoint: true
observations contains observe.pass(incident.id, sprintf("sent by %s", [incident.notice_method])) if {
	some incident in _ours
	incident.notice_method in {"mail", "email-agreed"}
}

observations contains observe.fail(incident.id, "sent in no accepted way") if {
	some incident in _ours
	incident.notice_method == "none"
	is_string(incident.individuals_notified)
}

observations contains observe.skip(incident.id, "substitute notice, judged by a person") if {
	some incident in _ours
	incident.notice_method == "substitute"
}

observations contains observe.skip(incident.id, "no notice was sent yet") if {
	some incident in _ours
	is_null(incident.individuals_notified)
}

observations contains observe.skip(incident.id, sprintf("no breach: %s", [incident.judgement])) if {
	some incident in input.incidents
	incident.judgement in {"low-probability", "exception", "secured-phi"}
}

_ours contains incident if {
	some incident in input.incidents
	incident.judgement == "breach"
	incident.acting_as == "covered-entity"
}
