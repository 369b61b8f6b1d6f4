# METADATA
# title: Documents have a named manager
# description: |
#   The rules ask that an official is designated to manage a policy and its
#   procedures.
#   We read that each approved document of the types and topics asked for
#   names its owner.
# related_resources:
#   - description: SP 800-53A Rev. 5, first controls of each family, item b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [documents]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: low
#   params:
#     document-types:
#       description: "types of document that count: policy, procedure, plan …"
#     document-topics:
#       description: topics of which the document must have one
#   remediation: Name an owner for each document listed.
package policies.common.documents.managed

import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: each document of the types and topics asked for
# entrypoint: true
subjects contains document.id if some document in _about

# METADATA
# description: one outcome per document
# entrypoint: true
observations contains observe.pass(document.id, "has an owner") if {
	some document in _about
	document.status == "approved"
	texts.given(document.owner)
}

observations contains observe.fail(document.id, "has no owner") if {
	some document in _about
	document.status == "approved"
	is_null(document.owner)
}

observations contains observe.skip(document.id, sprintf("%s, does not count", [document.status])) if {
	some document in _about
	document.status != "approved"
}

_about contains document if {
	some document in input.documents
	document.type in data.assay.params["document-types"]
	some topic in document.topics
	topic in data.assay.params["document-topics"]
}
