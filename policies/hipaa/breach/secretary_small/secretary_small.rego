# METADATA
# title: The Secretary is told of small breaches after the year
# description: |
#   The rule asks a covered entity to submit breaches of fewer than 500
#   individuals within 60 days after the end of the year of discovery.
#   We read the count and the day on which the Secretary was told. The year
#   counts in which the breach was discovered, not the one in which it
#   happened. While the count is not known an incident is undecided once its
#   time is over.
#   What was told, or fell due, after the log was read is not seen: a notice
#   that was overdue then fails, and one that has become due since is undecided.
#   Where the log holds no incident with this duty, the log itself is the
#   subject: it passes when it says that it is complete for long enough and up
#   to lately, as seen from the assessment, because a duty that follows a breach
#   is kept while there is none. A shorter or older log stays undecided.
# related_resources:
#   - description: 45 CFR 164.402 and 164.408(c)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-D
# custom:
#   evidence: [breach-log]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     breach-notice-days:
#       description: days from discovery until the notice
#     large-breach-individuals:
#       description: individuals from which a breach is large
#     log-history-days:
#       description: days for which a log must be complete before nothing in it counts
#     max-log-gap-days:
#       description: days since the end of a log
#   needs: [now]
#   decides:
#     hipaa: [hipaa-164.408.c]
#   remediation: Tell the Secretary at once about each breach listed, and record when.
package policies.hipaa.breach.secretary_small

import data.policies.lib.breaches
import data.policies.lib.dates
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
	why := sprintf("no small breach of ours as covered entity, %s to %s", [input.period.from, input.period.to])
}

observations contains observe.pass(incident.id, "told in time") if {
	some incident in _owed
	breaches.told(incident.discovered, incident.secretary_notified)
	dates.ns(incident.secretary_notified) <= _due(incident.discovered, incident.delay_until)
}

observations contains observe.fail(incident.id, "told too late") if {
	some incident in _owed
	breaches.told(incident.discovered, incident.secretary_notified)
	dates.ns(incident.secretary_notified) > _due(incident.discovered, incident.delay_until)
}

observations contains observe.fail(incident.id, why) if {
	some incident in _owed
	breaches.untold(incident.secretary_notified)
	dates.over(_due(incident.discovered, incident.delay_until), seen.at)
	why := sprintf("%s, not told, and the time is over", [incident.judgement])
}

observations contains observe.skip(incident.id, why) if {
	some incident in _possible
	incident.acting_as == "covered-entity"
	breaches.untold(incident.secretary_notified)
	not dates.over(_due(incident.discovered, incident.delay_until), data.assay.now)
	why := sprintf("%s, not told yet, time is left", [incident.judgement])
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

observations contains observe.skip(incident.id, "a large breach") if {
	some incident in _outside
	not incident.acting_as == "business-associate"
}

# Incidents that may have this duty: those not known to be without it.
_possible contains incident if {
	some incident in input.incidents
	incident.judgement in breaches.presumed
	not incident.acting_as == "business-associate"
	not incident in _outside
}

# Incidents known to have it. How many people are affected may not be known yet.
_owed contains incident if {
	some incident in _possible
	incident.acting_as == "covered-entity"
	is_number(incident.individuals)
}

_outside contains incident if {
	some incident in input.incidents
	incident.judgement in breaches.presumed
	is_number(incident.individuals)
	incident.individuals >= data.assay.params["large-breach-individuals"]
}

_due(discovered, delayed) := breaches.due_after_year(discovered, data.assay.params["breach-notice-days"], delayed)
