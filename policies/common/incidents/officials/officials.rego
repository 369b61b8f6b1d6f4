# METADATA
# title: Officials hear of incidents in time
# description: |
#   The rules ask that the officials of the organization who must know of an
#   incident are told.
#   We read when they were told of each incident, from the time it was
#   noticed. One whose time was over when the records were read fails; one whose
#   time has run out since is undecided, because nobody knows whether they were
#   told. Where all that was recorded were false alarms, the records
#   themselves pass when they say that they are complete for long enough and
#   up to lately. Records that hold nothing stay undecided: they show nothing
#   of how incidents are handled.
# related_resources:
#   - description: SP 800-171A, 3.6.2[f]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
#   - description: SP 800-53 Rev. 5, IR-6
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [incident-records]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     max-official-notice-hours:
#       description: hours from noticing an incident until officials are told
#     log-history-days:
#       description: days for which a log must be complete before nothing in it counts
#     max-log-gap-days:
#       description: days since the end of a log
#   needs: [now]
#   decides:
#     cmmc: [ir.l2-3.6.2_obj.f]
#   informs:
#     nist-800-53: [ir-6_obj.a]
#   remediation: Tell the officials of each incident listed, and record when.
package policies.common.incidents.officials

import data.policies.lib.dates
import data.policies.lib.logs
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every incident, and the records themselves where all are false alarms
# entrypoint: true
subjects contains incident.id if some incident in input.incidents

subjects contains "incident records" if {
	count(input.incidents) > 0
	count(_possible) == 0
}

# METADATA
# description: one outcome per incident, and one for records of false alarms only
# entrypoint: true
observations contains observe.pass("incident records", why) if {
	count(input.incidents) > 0
	count(_possible) == 0
	logs.complete(input.period.from, input.period.to, data.assay.params, seen.at, data.assay.now)
	why := sprintf("%d false alarms only, %s to %s", [count(input.incidents), input.period.from, input.period.to])
}

observations contains observe.pass(incident.id, sprintf("told after %d hours", [floor(delay)])) if {
	some incident in _real
	delay := _delay(incident.detected, incident.officials_notified)
	delay <= data.assay.params["max-official-notice-hours"]
}

observations contains observe.fail(incident.id, sprintf("told after %d hours", [floor(delay)])) if {
	some incident in _real
	delay := _delay(incident.detected, incident.officials_notified)
	delay > data.assay.params["max-official-notice-hours"]
}

observations contains observe.fail(incident.id, "officials were not told") if {
	some incident in _real
	is_null(incident.officials_notified)
	seen.hours_then(incident.detected) > data.assay.params["max-official-notice-hours"]
}

observations contains observe.skip(incident.id, "a false alarm") if {
	some incident in input.incidents
	incident.classification == "false-alarm"
}

_real contains incident if {
	some incident in input.incidents
	incident.classification == "incident"
}

_possible contains incident if {
	some incident in input.incidents
	incident.classification != "false-alarm"
}

# Hours from noticing to telling; a telling before it, or after the evidence, is an error.
_delay(detected, told) := dates.age_hours(detected, told) if seen.happened(told)
