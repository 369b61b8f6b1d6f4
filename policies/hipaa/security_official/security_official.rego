# METADATA
# title: A security official is named
# description: |
#   The rule asks that one official is identified who is responsible for the
#   policies and procedures of the Security Rule.
#   We read that the register holds an approved appointment to that office
#   which names a person, was approved before the register was read, and has not
#   ended by the assessment.
# related_resources:
#   - description: 45 CFR 164.308(a)(2)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [documents]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   needs: [now]
#   decides:
#     hipaa: [hipaa-164.308.a.2_smt]
#   remediation: Appoint a security official in writing and enter the appointment in the register.
package policies.hipaa.security_official

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.texts

# METADATA
# description: the office, and each appointment to it
# entrypoint: true
subjects contains "security official" if count(input.documents) > 0

subjects contains document.id if some document in _appointments

# METADATA
# description: the outcome for the office, and one per appointment
# entrypoint: true
observations contains observe.pass("security official", "named by an approved appointment") if count(_standing) > 0

observations contains observe.fail("security official", "no approved appointment in the register") if {
	count(input.documents) > 0
	every document in _appointments {
		_out(document)
	}
}

observations contains observe.pass(document.id, "names the official") if some document in _standing

observations contains observe.fail(document.id, "names nobody") if {
	some document in _appointments
	document.status == "approved"
	not document.id in _ended
	is_null(document.owner)
}

observations contains observe.skip(document.id, sprintf("%s, does not count", [document.status])) if {
	some document in _appointments
	document.status != "approved"
}

observations contains observe.skip(document.id, "has ended") if {
	some document in _appointments
	document.status == "approved"
	document.id in _ended
}

_appointments contains document if {
	some document in input.documents
	document.type == "appointment"
	"security-official" in document.topics
}

_standing contains document if {
	some document in _appointments
	document.status == "approved"
	texts.given(document.owner)
	texts.given(document.approved_by)
	seen.happened(document.approved_on)
	not document.id in _early
	not document.id in _ended
}

_early contains document.id if {
	some document in _appointments
	dates.after(document.effective, data.assay.now)
}

_ended contains document.id if {
	some document in _appointments
	dates.over(document.last_effective, data.assay.now)
}

_out(document) if document.status != "approved"

_out(document) if document.id in _ended
