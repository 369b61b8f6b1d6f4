# METADATA
# title: Documentation is available to those who need it
# description: |
#   The rule asks that documentation is available to the people who must
#   carry out the procedures in it.
#   We read that each approved document can be read by every role that must
#   carry it out.
# related_resources:
#   - description: 45 CFR 164.316(b)(2)(ii)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
# custom:
#   evidence: [documents]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: low
#   decides:
#     hipaa: [hipaa-164.316.b.2.ii]
#   remediation: Give the roles named access to each document listed.
package policies.hipaa.availability

import data.policies.lib.observe

# METADATA
# description: every document of the register
# entrypoint: true
subjects contains document.id if some document in input.documents

# METADATA
# description: one outcome per document
# entrypoint: true
observations contains observe.pass(document.id, "readable for everyone who carries it out") if {
	some document in input.documents
	document.status == "approved"
	count(document.implementers) > 0
	count(_shut_out(document.implementers, document.available_to)) == 0
}

observations contains observe.fail(document.id, sprintf("not readable for %s", [concat(", ", roles)])) if {
	some document in input.documents
	document.status == "approved"
	roles := _shut_out(document.implementers, document.available_to)
	count(roles) > 0
}

observations contains observe.skip(document.id, sprintf("%s, does not count", [document.status])) if {
	some document in input.documents
	document.status != "approved"
}

_shut_out(implementers, readers) := {role |
	some role in implementers
	not role in readers
}
