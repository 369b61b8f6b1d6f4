# METADATA
# title: What was done about each incident can be proved
# description: |
#   The rule puts the burden of proof on the entity: that every notice was
#   made, or that none was due.
#   We read that the log says proof is on file for each incident, and that a
#   judgement of low probability rests on an assessment of at least the four
#   factors. An incident under assessment has nothing to prove until its
#   notices fall due; one whose notices have become due since the log was read
#   is undecided. Whether the proof holds is for a person to look at: this
#   can show the rule broken, not kept.
#   Where the log holds no incident, the log itself is the subject: it passes
#   when it says that it is complete for long enough and up to lately. A
#   shorter or older log stays undecided.
# related_resources:
#   - description: 45 CFR 164.402 and 164.414(b)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-D
# custom:
#   evidence: [breach-log]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     assessment-factors:
#       description: factors an assessment must weigh
#     breach-notice-days:
#       description: days from discovery until the notice
#     log-history-days:
#       description: days for which a log must be complete before nothing in it counts
#     max-log-gap-days:
#       description: days since the end of a log
#   needs: [now]
#   supports:
#     hipaa: [hipaa-164.414.b]
#   remediation: Complete the file of each incident listed.
package policies.hipaa.breach.proof

import data.policies.lib.breaches
import data.policies.lib.dates
import data.policies.lib.logs
import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: every incident of the log, and the log itself where it holds none
# entrypoint: true
subjects contains incident.id if some incident in input.incidents

subjects contains "breach log" if count(input.incidents) == 0

# METADATA
# description: one outcome per incident, and one for a log without any
# entrypoint: true
observations contains observe.pass("breach log", why) if {
	count(input.incidents) == 0
	logs.complete(input.period.from, input.period.to, data.assay.params, seen.at, data.assay.now)
	why := sprintf("no incident that asks for proof, %s to %s", [input.period.from, input.period.to])
}

observations contains observe.pass(incident.id, "proof of the notices is on file") if {
	some incident in input.incidents
	incident.judgement in {"breach", "exception", "secured-phi"}
	incident.proof_on_file == true
}

observations contains observe.pass(incident.id, "assessment and proof are on file") if {
	some incident in input.incidents
	incident.judgement == "low-probability"
	incident.proof_on_file == true
	incident.assessment.factors >= data.assay.params["assessment-factors"]
}

observations contains observe.fail(incident.id, "no proof on file") if {
	some incident in input.incidents
	not incident.id in _pending(seen.at)
	incident.proof_on_file == false
}

observations contains observe.fail(incident.id, "no assessment on file") if {
	some incident in input.incidents
	incident.judgement == "low-probability"
	is_null(incident.assessment)
}

observations contains observe.fail(incident.id, sprintf("%d factors assessed", [incident.assessment.factors])) if {
	some incident in input.incidents
	incident.judgement == "low-probability"
	incident.assessment.factors < data.assay.params["assessment-factors"]
}

observations contains observe.skip(id, "under assessment, time is left") if some id in _pending(data.assay.now)

# Incidents of which no notice can be due at a time.
_pending(at) := {incident.id |
	some incident in input.incidents
	incident.judgement == "under-assessment"
	last := breaches.due(incident.discovered, data.assay.params["breach-notice-days"], incident.delay_until)
	dates.lasts(last, at)
}
