# METADATA
# title: The Secretary is told of a large breach in time
# description: |
#   The rule asks a covered entity to tell the Secretary of HHS of a breach
#   of 500 individuals or more, together with the individuals.
#   We read the count and the day on which the Secretary was told, with the
#   outer limit of the notice to individuals. A delay that law enforcement
#   asked for moves the day. Delay without need before it is for a person to
#   judge.
# related_resources:
#   - description: 45 CFR 164.408(b)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-D
# custom:
#   evidence: [breach-log]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: high
#   params:
#     breach-notice-days:
#       description: days from discovery until the notice
#     large-breach-individuals:
#       description: individuals from which a breach is large
#   needs: [now]
#   decides:
#     hipaa: [hipaa-164.408.b]
#   remediation: Tell the Secretary at once about each breach listed, and record when.
package policies.hipaa.breach.secretary_large

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
	dates.ns(incident.secretary_notified) <= _due[incident.id]
}

observations contains observe.fail(incident.id, "told too late") if {
	some incident in _owed
	dates.ns(incident.secretary_notified) > _due[incident.id]
}

observations contains observe.fail(incident.id, "not told, and the time is over") if {
	some incident in _owed
	is_null(incident.secretary_notified)
	data.assay.now > _due[incident.id]
}

observations contains observe.skip(incident.id, "not told yet, time is left") if {
	some incident in _owed
	is_null(incident.secretary_notified)
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

observations contains observe.skip(incident.id, "a small breach") if {
	some incident in input.incidents
	incident.judgement == "breach"
	incident.acting_as == "covered-entity"
	is_number(incident.individuals)
	incident.individuals < data.assay.params["large-breach-individuals"]
}

# Breaches for which this notice is owed.
_owed contains incident if {
	some incident in input.incidents
	incident.judgement == "breach"
	incident.acting_as == "covered-entity"
	incident.individuals >= data.assay.params["large-breach-individuals"]
}

_due[incident.id] := last if {
	some incident in input.incidents
	last := breaches.due(incident.discovered, data.assay.params["breach-notice-days"], incident.delay_until)
}
