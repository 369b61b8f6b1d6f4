# METADATA
# title: A security official is named
# description: |
#   The rule asks that one official is identified who is responsible for the
#   policies and procedures of the Security Rule.
#   We read that the register holds an approved appointment to that office
#   which names a person.
# related_resources:
#   - description: 45 CFR 164.308(a)(2)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [documents]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   decides:
#     hipaa: [hipaa-164.308.a.2_smt]
#   remediation: Appoint a security official in writing and enter the appointment in the register.
package policies.hipaa.security_official

import data.policies.lib.observe

# METADATA
# description: the office, and each appointment to it
# entrypoint: true
subjects contains "security official" if count(input.documents) > 0

subjects contains document.id if some document in _appointments

# METADATA
# description: the outcome for the office, and one per appointment
# entrypoint: true
observations contains observe.pass("security official", "named by an approved appointment") if {
	some document in _appointments
	document.status == "approved"
	is_string(document.owner)
	is_string(document.approved_by)
}

observations contains observe.fail("security official", "no approved appointment in the register") if {
	count(input.documents) > 0
	every document in _appointments {
		document.status != "approved"
	}
}

observations contains observe.pass(document.id, "names the official") if {
	some document in _appointments
	document.status == "approved"
	is_string(document.owner)
	is_string(document.approved_by)
}

observations contains observe.fail(document.id, "names nobody") if {
	some document in _appointments
	document.status == "approved"
	is_null(document.owner)
}

observations contains observe.skip(document.id, sprintf("%s, does not count", [document.status])) if {
	some document in _appointments
	document.status != "approved"
}

_appointments contains document if {
	some document in input.documents
	document.type == "appointment"
	"security-official" in document.topics
}
