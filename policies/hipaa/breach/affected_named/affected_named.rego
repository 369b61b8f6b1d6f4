# METADATA
# title: The business associate names the people affected
# description: |
#   The rule asks a business associate to name each affected individual to
#   the covered entity, as far as possible, and to pass on what else the
#   covered entity must tell them.
#   We read that the log says the people were named, for each breach in which
#   we acted as business associate and told the covered entity. What else was
#   passed on is not seen: this can show the rule broken, not kept.
#   A notice dated after the log was read is a plan, and none yet.
#   Where the log holds no incident with this duty, the log itself is the
#   subject: it passes when it says that it is complete for long enough and up
#   to lately, as seen from the assessment, because a duty that follows a breach
#   is kept while there is none. A shorter or older log stays undecided.
# related_resources:
#   - description: 45 CFR 164.410(c)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-D
# custom:
#   evidence: [breach-log]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     log-history-days:
#       description: days for which a log must be complete before nothing in it counts
#     max-log-gap-days:
#       description: days since the end of a log
#   needs: [now]
#   supports:
#     hipaa: [hipaa-164.410.c]
#   remediation: Send the names of the people affected to the covered entity of each breach listed.
package policies.hipaa.breach.affected_named

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
	why := sprintf("no breach of ours as business associate, %s to %s", [input.period.from, input.period.to])
}

observations contains observe.pass(incident.id, "the people affected were named") if {
	some incident in _sent
	incident.affected_identified == true
}

observations contains observe.fail(incident.id, "the people affected were not named") if {
	some incident in _sent
	incident.affected_identified == false
}

observations contains observe.skip(incident.id, sprintf("%s, no notice was sent yet", [incident.judgement])) if {
	some incident in _possible
	incident.acting_as == "business-associate"
	breaches.untold(incident.covered_entity_notified)
}

observations contains observe.skip(incident.id, "we acted as covered-entity") if {
	some incident in input.incidents
	incident.judgement in breaches.presumed
	incident.acting_as == "covered-entity"
}

observations contains observe.skip(incident.id, sprintf("no breach: %s", [incident.judgement])) if {
	some incident in input.incidents
	not incident.judgement in breaches.presumed
}

# Incidents that may have this duty: those not known to be without it.
_possible contains incident if {
	some incident in input.incidents
	incident.judgement in breaches.presumed
	not incident.acting_as == "covered-entity"
}

# Incidents of which we told the covered entity.
_sent contains incident if {
	some incident in _possible
	incident.acting_as == "business-associate"
	breaches.told(incident.discovered, incident.covered_entity_notified)
}
