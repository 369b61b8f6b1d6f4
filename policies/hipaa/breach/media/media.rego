# METADATA
# title: The media are told of a large breach in time
# description: |
#   The rule asks a covered entity to tell prominent media of a State when
#   more than 500 of its residents are affected, without unreasonable delay,
#   and no later than 60 calendar days after discovery.
#   We read the count of the State most affected and the day on which its
#   media were told. Where several States are above the threshold, all must
#   be told: the log gives one day for all. While the count is not known an
#   incident is undecided once its time is over. A delay that
#   law enforcement asked for moves the day. Whether there was need to wait
#   until then is not seen: this can show the rule broken, not kept.
#   What was told, or fell due, after the log was read is not seen: a notice
#   that was overdue then fails, and one that has become due since is undecided.
#   Where the log holds no incident with this duty, the log itself is the
#   subject: it passes when it says that it is complete for long enough and up
#   to lately, as seen from the assessment, because a duty that follows a breach
#   is kept while there is none. A shorter or older log stays undecided.
# related_resources:
#   - description: 45 CFR 164.402, 164.406(a) and (b)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-D
# custom:
#   evidence: [breach-log]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: high
#   params:
#     breach-notice-days:
#       description: days from discovery until the notice
#     media-notice-residents:
#       description: residents of one State above which the media must be told
#     log-history-days:
#       description: days for which a log must be complete before nothing in it counts
#     max-log-gap-days:
#       description: days since the end of a log
#   needs: [now]
#   supports:
#     hipaa: [hipaa-164.406.a-b]
#   remediation: Tell the media at once about each breach listed, and record when.
package policies.hipaa.breach.media

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
	why := sprintf("no breach that media must be told of, %s to %s", [input.period.from, input.period.to])
}

observations contains observe.pass(incident.id, "told in time") if {
	some incident in _owed
	breaches.told(incident.discovered, incident.media_notified)
	dates.ns(incident.media_notified) <= _due(incident.discovered, incident.delay_until)
}

observations contains observe.fail(incident.id, "told too late") if {
	some incident in _owed
	breaches.told(incident.discovered, incident.media_notified)
	dates.ns(incident.media_notified) > _due(incident.discovered, incident.delay_until)
}

observations contains observe.fail(incident.id, why) if {
	some incident in _owed
	breaches.untold(incident.media_notified)
	dates.over(_due(incident.discovered, incident.delay_until), seen.at)
	why := sprintf("%s, not told, and the time is over", [incident.judgement])
}

observations contains observe.skip(incident.id, why) if {
	some incident in _possible
	incident.acting_as == "covered-entity"
	breaches.untold(incident.media_notified)
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

observations contains observe.skip(incident.id, "no State is affected enough for the media") if {
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
	is_number(incident.largest_state_count)
}

_outside contains incident if {
	some incident in input.incidents
	incident.judgement in breaches.presumed
	is_number(incident.largest_state_count)
	incident.largest_state_count <= data.assay.params["media-notice-residents"]
}

_due(discovered, delayed) := breaches.due(discovered, data.assay.params["breach-notice-days"], delayed)
