# METADATA
# title: The media are told of a large breach in time
# description: |
#   The rule asks a covered entity to tell prominent media of a State when
#   more than 500 of its residents are affected, within 60 calendar days of
#   discovery.
#   We read the count of the State most affected and the day on which its
#   media were told. Where several States are above the threshold, all must
#   be told: the log gives one day for all. A delay that law enforcement
#   asked for moves the day. Delay without need before it is for a person to
#   judge.
# related_resources:
#   - description: 45 CFR 164.406(a) and (b)
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
#   needs: [now]
#   decides:
#     hipaa: [hipaa-164.406.a-b]
#   remediation: Tell the media at once about each breach listed, and record when.
package policies.hipaa.breach.media

import data.policies.lib.breaches
import data.policies.lib.dates
import data.policies.lib.observe

# METADATA
# description: every incident of the log; one without an outcome is undecided
# entrypoint: true
subjects contains incident.id if some incident in input.incidents

# METADATA
# description: one outcome per incident
# entrypoint: true
observations contains observe.pass(incident.id, "told in time") if {
	some incident in _owed
	dates.ns(incident.media_notified) <= _due[incident.id]
}

observations contains observe.fail(incident.id, "told too late") if {
	some incident in _owed
	dates.ns(incident.media_notified) > _due[incident.id]
}

observations contains observe.fail(incident.id, "not told, and the time is over") if {
	some incident in _owed
	is_null(incident.media_notified)
	data.assay.now > _due[incident.id]
}

observations contains observe.skip(incident.id, "not told yet, time is left") if {
	some incident in _owed
	is_null(incident.media_notified)
	data.assay.now <= _due[incident.id]
}

observations contains observe.fail(incident.id, "still under assessment, and the time is over") if {
	some incident in input.incidents
	incident.judgement == "under-assessment"
	incident.acting_as == "covered-entity"
	data.assay.now > _due[incident.id]
}

observations contains observe.skip(incident.id, "we acted as business-associate") if {
	some incident in input.incidents
	incident.judgement in {"breach", "under-assessment"}
	incident.acting_as == "business-associate"
}

observations contains observe.skip(incident.id, sprintf("no breach: %s", [incident.judgement])) if {
	some incident in input.incidents
	incident.judgement in {"low-probability", "exception", "secured-phi"}
}

observations contains observe.skip(incident.id, "no State is affected enough for the media") if {
	some incident in input.incidents
	incident.judgement == "breach"
	incident.acting_as == "covered-entity"
	is_number(incident.largest_state_count)
	incident.largest_state_count <= data.assay.params["media-notice-residents"]
}

# Breaches for which this notice is owed.
_owed contains incident if {
	some incident in input.incidents
	incident.judgement == "breach"
	incident.acting_as == "covered-entity"
	incident.largest_state_count > data.assay.params["media-notice-residents"]
}

_due[incident.id] := last if {
	some incident in input.incidents
	last := breaches.due(incident.discovered, data.assay.params["breach-notice-days"], incident.delay_until)
}
