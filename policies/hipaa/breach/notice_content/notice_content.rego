# METADATA
# title: The notice to individuals says what it must
# description: |
#   The rule asks that the notice says what happened, which information was
#   involved, what individuals can do, what is being done, and whom to
#   contact.
#   We read which of the five elements the log says the notice had that was
#   sent. Its words are for a person to read.
#   A notice dated after the log was read is a plan, and none yet.
#   Where the log holds no incident with this duty, the log itself is the
#   subject: it passes when it says that it is complete for long enough and up
#   to lately, as seen from the assessment, because a duty that follows a breach
#   is kept while there is none. A shorter or older log stays undecided.
# related_resources:
#   - description: 45 CFR 164.404(c)(1)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-D
# custom:
#   evidence: [breach-log]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     notice-elements:
#       description: elements the notice must have
#     log-history-days:
#       description: days for which a log must be complete before nothing in it counts
#     max-log-gap-days:
#       description: days since the end of a log
#   needs: [now]
#   decides:
#     hipaa: [hipaa-164.404.c.1]
#   remediation: Send each group of individuals the elements that were missing.
package policies.hipaa.breach.notice_content

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

observations contains observe.pass(incident.id, "every element is there") if {
	some incident in _sent
	count(_missing(incident.notice_elements)) == 0
}

observations contains observe.fail(incident.id, sprintf("the notice lacks %s", [concat(", ", missing)])) if {
	some incident in _sent
	missing := _missing(incident.notice_elements)
	count(missing) > 0
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

_missing(elements) := {element |
	some element in data.assay.params["notice-elements"]
	not element in elements
}
