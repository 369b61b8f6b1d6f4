# METADATA
# title: An oral request of law enforcement delays for 30 days at most
# description: |
#   The rule lets an oral statement of law enforcement delay a notice for no
#   longer than 30 days, unless a written one follows, and asks that the
#   statement and who made it are documented.
#   We read the day of an oral request and the last day of the delay it was
#   used for. What was documented of it is not seen: this can show the rule
#   broken, not kept.
#   Where the log holds no incident with this duty, the log itself is the
#   subject: it passes when it says that it is complete for long enough and up
#   to lately, as seen from the assessment, because a duty that follows a breach
#   is kept while there is none. A shorter or older log stays undecided.
# related_resources:
#   - description: 45 CFR 164.412(b)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-D
# custom:
#   evidence: [breach-log]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: low
#   params:
#     oral-delay-days:
#       description: days an oral request may delay a notice
#     log-history-days:
#       description: days for which a log must be complete before nothing in it counts
#     max-log-gap-days:
#       description: days since the end of a log
#   needs: [now]
#   supports:
#     hipaa: [hipaa-164.412.b]
#   remediation: Send the notices that the delay held back, or obtain the written statement.
package policies.hipaa.breach.oral_delay

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
	why := sprintf("no notice was delayed on an oral request, %s to %s", [input.period.from, input.period.to])
}

observations contains observe.pass(incident.id, sprintf("delayed for %d days", [length])) if {
	some incident in _oral
	length := dates.age_days(incident.delay_requested, incident.delay_until)
	length <= data.assay.params["oral-delay-days"]
}

observations contains observe.fail(incident.id, sprintf("delayed for %d days", [length])) if {
	some incident in _oral
	length := dates.age_days(incident.delay_requested, incident.delay_until)
	length > data.assay.params["oral-delay-days"]
}

observations contains observe.skip(incident.id, "no delay was asked for") if {
	some incident in input.incidents
	incident.judgement in breaches.presumed
	is_null(incident.delay_until)
}

observations contains observe.skip(incident.id, "a written request") if {
	some incident in input.incidents
	incident.judgement in breaches.presumed
	incident.delay_statement == "written"
}

observations contains observe.skip(incident.id, sprintf("no breach: %s", [incident.judgement])) if {
	some incident in input.incidents
	not incident.judgement in breaches.presumed
}

# Incidents whose notices may rest on an oral request: those not known to be without one.
_possible contains incident if {
	some incident in input.incidents
	incident.judgement in breaches.presumed
	not is_null(incident.delay_until)
	not incident.delay_statement == "written"
}

_oral contains incident if {
	some incident in _possible
	incident.delay_statement == "oral"
}
