# METADATA
# title: Authorities hear of reportable incidents in time
# description: |
#   The rules ask that incidents are reported to the authorities that laws,
#   contracts or customers name.
#   We read, for each incident that was judged reportable, when its authority
#   was told. One whose time was over when the records were read fails; one
#   whose time has run out since is undecided, because nobody knows whether the
#   authority was told. Whether the judgement is right is not seen. Where incidents were
#   recorded and none of them is reportable, the records themselves pass when
#   they say that they are complete for long enough and up to lately. Records
#   without any incident stay undecided: they show nothing of how incidents
#   are judged.
# related_resources:
#   - description: SP 800-53A Rev. 5, IR-06b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.6.2[e]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [incident-records]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: high
#   params:
#     max-authority-notice-hours:
#       description: hours from noticing an incident until its authority is told
#     log-history-days:
#       description: days for which a log must be complete before nothing in it counts
#     max-log-gap-days:
#       description: days since the end of a log
#   needs: [now]
#   decides:
#     cmmc: [ir.l2-3.6.2_obj.e]
#   remediation: Report each incident listed to its authority, and record when.
package policies.common.incidents.authorities

import data.policies.lib.dates
import data.policies.lib.logs
import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.texts

# METADATA
# description: every incident, and the records themselves where none is reportable
# entrypoint: true
subjects contains incident.id if some incident in input.incidents

subjects contains "incident records" if {
	count(input.incidents) > 0
	count(_possible) == 0
}

# METADATA
# description: one outcome per incident, and one for records without any that is reportable
# entrypoint: true
observations contains observe.pass("incident records", why) if {
	count(input.incidents) > 0
	count(_possible) == 0
	logs.complete(input.period.from, input.period.to, data.assay.params, seen.at, data.assay.now)
	why := sprintf("none of %d is reportable, %s to %s", [count(input.incidents), input.period.from, input.period.to])
}

observations contains observe.pass(incident.id, sprintf("reported after %d hours", [floor(delay)])) if {
	some incident in _reportable
	texts.given(incident.authority)
	delay := _delay(incident.detected, incident.authority_notified)
	delay <= data.assay.params["max-authority-notice-hours"]
}

observations contains observe.fail(incident.id, sprintf("reported after %d hours", [floor(delay)])) if {
	some incident in _reportable
	delay := _delay(incident.detected, incident.authority_notified)
	delay > data.assay.params["max-authority-notice-hours"]
}

observations contains observe.fail(incident.id, "not reported") if {
	some incident in _reportable
	is_null(incident.authority_notified)
	seen.hours_then(incident.detected) > data.assay.params["max-authority-notice-hours"]
}

observations contains observe.skip(incident.id, "not reportable") if {
	some incident in input.incidents
	incident.classification == "incident"
	incident.reportable == false
}

observations contains observe.skip(incident.id, "a false alarm") if {
	some incident in input.incidents
	incident.classification == "false-alarm"
}

_reportable contains incident if {
	some incident in input.incidents
	incident.classification == "incident"
	incident.reportable == true
}

# Incidents that may have to be reported: those not known to be without that duty.
_possible contains incident if {
	some incident in input.incidents
	incident.classification != "false-alarm"
	not incident in _unreportable
}

_unreportable contains incident if {
	some incident in input.incidents
	incident.classification == "incident"
	incident.reportable == false
}

# Hours from noticing to telling; a telling before it, or after the evidence, is an error.
_delay(detected, told) := dates.age_hours(detected, told) if seen.happened(told)
