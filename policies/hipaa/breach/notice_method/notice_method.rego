# METADATA
# title: The notice to individuals is sent by mail
# description: |
#   The rule asks for first-class mail, or e-mail to individuals who agreed
#   to it.
#   We read how the log says the notice was sent. A substitute notice, where
#   addresses are missing, is another paragraph of the rule and for a person
#   to judge.
#   A notice dated after the log was read is a plan, and none yet.
#   Where the log holds no incident with this duty, the log itself is the
#   subject: it passes when it says that it is complete for long enough and up
#   to lately, as seen from the assessment, because a duty that follows a breach
#   is kept while there is none. A shorter or older log stays undecided.
# related_resources:
#   - description: 45 CFR 164.404(d)(1)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-D
# custom:
#   evidence: [breach-log]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: low
#   params:
#     log-history-days:
#       description: days for which a log must be complete before nothing in it counts
#     max-log-gap-days:
#       description: days since the end of a log
#   needs: [now]
#   decides:
#     hipaa: [hipaa-164.404.d.1]
#   remediation: Send the notice again by mail for each breach listed.
package policies.hipaa.breach.notice_method

import data.policies.lib.breaches
import data.policies.lib.logs
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every incident of the log, and the log itself where none has this duty
# entrypoint: true
subjects contains incident.id if some incident in input.incidents

subjects contains "breach log" if count(_possible) == 0

# METADATA
# description: one outcome per incident, and one for a log without any that has this duty
# entrypoint: true
observations contains observe.pass("breach log", why) if {
	count(_possible) == 0
	logs.complete(input.period.from, input.period.to, data.assay.params, seen.at, data.assay.now)
	why := sprintf("no breach of ours as covered entity, %s to %s", [input.period.from, input.period.to])
}

observations contains observe.pass(incident.id, sprintf("sent by %s", [incident.notice_method])) if {
	some incident in _sent
	incident.notice_method in {"mail", "email-agreed"}
}

observations contains observe.fail(incident.id, "sent in no accepted way") if {
	some incident in _sent
	incident.notice_method == "none"
}

observations contains observe.skip(incident.id, "substitute notice, judged by a person under 164.404(d)(2)") if {
	some incident in _sent
	incident.notice_method == "substitute"
}

observations contains observe.skip(incident.id, sprintf("%s, no notice was sent yet", [incident.judgement])) if {
	some incident in _possible
	incident.acting_as == "covered-entity"
	breaches.untold(incident.individuals_notified)
}

observations contains observe.skip(incident.id, "we acted as business-associate") if {
	some incident in input.incidents
	incident.judgement in breaches.presumed
	incident.acting_as == "business-associate"
}

observations contains observe.skip(incident.id, sprintf("no breach: %s", [incident.judgement])) if {
	some incident in input.incidents
	not incident.judgement in breaches.presumed
}

# Incidents that may have this duty: those not known to be without it.
_possible contains incident if {
	some incident in input.incidents
	incident.judgement in breaches.presumed
	not incident.acting_as == "business-associate"
}

# Incidents of which individuals were told.
_sent contains incident if {
	some incident in _possible
	incident.acting_as == "covered-entity"
	breaches.told(incident.discovered, incident.individuals_notified)
}
