# METADATA
# title: Positions have a risk designation and name their duties
# description: |
#   The rules ask for a risk designation of each position, looked at again,
#   for criteria of screening, and for duties of security and privacy in its
#   description.
#   We read, for each position in use, its designation, the last look at it,
#   whether criteria are set, and whether its description names the duties.
#   What must recur passes while it is recent at the assessment, and fails
#   when it was too old at the collection. What is not in the register, and
#   how well a step was done, are not seen: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, PS-02 and PS-09
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: 45 CFR 164.308(a)(3)(ii)(A)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [personnel]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     position-steps:
#       description: "what is asked of each position: designated, reviewed, criteria set, security named, privacy named"
#     max-position-review-days:
#       description: days between looks at the designation of a position
#       controls: [ps-02_odp]
#   needs: [now]
#   remediation: Designate each position listed, and complete its description.
package policies.common.personnel.positions

import data.policies.lib.observe
import data.policies.lib.steps
import data.policies.lib.texts

# METADATA
# description: every record
# entrypoint: true
subjects contains position.id if some position in input.positions

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["position-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

# Of a record that does not say whether it counts, nothing is said.
_asked_of contains position.id if {
	some position in input.positions
	position.in_use == true
	position.id in subjects
}

_aside contains [position.id, "not in use"] if {
	some position in input.positions
	position.in_use == false
}

_taken contains [position.id, "designated"] if {
	some position in input.positions
	texts.given(position.risk)
}

_taken contains [position.id, "reviewed"] if {
	some position in input.positions
	steps.recent(position.risk_reviewed_on, data.assay.params["max-position-review-days"], data.assay.now)
}

_taken contains [position.id, "criteria set"] if {
	some position in input.positions
	position.criteria == true
}

_taken contains [position.id, "security named"] if {
	some position in input.positions
	position.security_duties == true
}

_taken contains [position.id, "privacy named"] if {
	some position in input.positions
	position.privacy_duties == true
}

_missing contains [position.id, "designated"] if {
	some position in input.positions
	is_null(position.risk)
}

_missing contains [position.id, "reviewed"] if {
	some position in input.positions
	steps.overdue(position.risk_reviewed_on, data.assay.params["max-position-review-days"])
}

_missing contains [position.id, "criteria set"] if {
	some position in input.positions
	position.criteria == false
}

_missing contains [position.id, "security named"] if {
	some position in input.positions
	position.security_duties == false
}

_missing contains [position.id, "privacy named"] if {
	some position in input.positions
	position.privacy_duties == false
}
