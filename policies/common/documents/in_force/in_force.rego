# METADATA
# title: An approved document is in force
# description: |
#   The rules ask that a policy, procedure or plan on a topic is developed,
#   documented and approved; drafts do not count.
#   We read the register: a document of the type and topic asked for is
#   approved by a named person, no later than the register was read, and in
#   effect at the assessment: a document may come into effect, or go out of it,
#   between the two. The register shows that it exists, not that its text is
#   right: that is for a person to read.
# related_resources:
#   - description: SP 800-53A Rev. 5, first controls of each family
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: 45 CFR 164.316(a) and (b)(1)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
#   - description: 32 CFR 170.24(b)(1)
#     ref: https://www.ecfr.gov/current/title-32/subtitle-A/chapter-I/subchapter-G/part-170
# custom:
#   evidence: [documents]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     document-types:
#       description: "types of document that count: policy, procedure, plan …"
#     document-topics:
#       description: topics of which the document must have one
#   needs: [now]
#   remediation: Write the document, have it approved, and enter it in the register with approver and dates.
package policies.common.documents.in_force

import data.policies.lib.dates
import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.texts

# METADATA
# description: the document asked for, and each document that could be it
# entrypoint: true
subjects contains _wanted if count(input.documents) > 0

subjects contains document.id if some document in _about

# METADATA
# description: one outcome for what is asked, and one per document
# entrypoint: true
observations contains observe.pass(_wanted, "approved and in effect") if count(_in_force) > 0

observations contains observe.fail(_wanted, "none is approved and in effect") if {
	count(input.documents) > 0
	every document in _about {
		document.status != "approved"
	}
}

observations contains observe.pass(document.id, "approved and in effect") if some document in _in_force

observations contains observe.skip(document.id, sprintf("%s, does not count", [document.status])) if {
	some document in _about
	document.status != "approved"
}

_wanted := sprintf("%s on %s", [
	concat(" or ", data.assay.params["document-types"]),
	concat(" or ", data.assay.params["document-topics"]),
])

_about contains document if {
	some document in input.documents
	document.type in data.assay.params["document-types"]
	some topic in document.topics
	topic in data.assay.params["document-topics"]
}

_in_force contains document if {
	some document in _about
	document.status == "approved"
	texts.given(document.approved_by)
	seen.happened(document.approved_on)
	not document.id in _early
	not document.id in _ended
}

_early contains document.id if {
	some document in _about
	dates.after(document.effective, data.assay.now)
}

_ended contains document.id if {
	some document in _about
	dates.over(document.last_effective, data.assay.now)
}
