# METADATA
# title: What was done about each incident can be proved
# description: |
#   The rule puts the burden of proof on the entity: that every notice was
#   made, or that none was due.
#   We read that proof is on file for each incident, and that a judgement of
#   low probability rests on an assessment of at least the four factors.
# related_resources:
#   - description: 45 CFR 164.414(b) and 164.402
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-D
# custom:
#   evidence: [breach-log]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     assessment-factors:
#       description: factors an assessment must weigh
#   decides:
#     hipaa: [hipaa-164.414.b]
#   remediation: Complete the file of each incident listed.
package policies.hipaa.breach.proof

import data.policies.lib.observe

# METADATA
# description: every incident of the log; one without an outcome is undecided
# entrypoint: true
subjects contains incident.id if some incident in input.incidents

# METADATA
# description: one outcome per incident
# entrypoint: true
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
	incident.judgement != "under-assessment"
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

observations contains observe.skip(incident.id, "still under assessment") if {
	some incident in input.incidents
	incident.judgement == "under-assessment"
}
