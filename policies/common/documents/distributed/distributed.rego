# METADATA
# title: Documents reach those who carry them out
# description: |
#   The rules ask that policies and procedures are made known to the people
#   they concern.
#   We read that each approved document of the types and topics asked for was
#   sent to every role that must carry it out.
# related_resources:
#   - description: SP 800-53A Rev. 5, first controls of each family, item a.
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
#   remediation: Send each document listed to the roles named and record it.
package policies.common.documents.distributed

import data.policies.lib.observe

# METADATA
# description: each document of the types and topics asked for
# entrypoint: true
subjects contains document.id if some document in _about

# METADATA
# description: one outcome per document
# entrypoint: true
observations contains observe.pass(document.id, "sent to everyone who carries it out") if {
	some document in _about
	document.status == "approved"
	count(document.implementers) > 0
	count(_forgotten(document.implementers, document.distributed_to)) == 0
}

observations contains observe.fail(document.id, sprintf("not sent to %s", [concat(", ", forgotten)])) if {
	some document in _about
	document.status == "approved"
	forgotten := _forgotten(document.implementers, document.distributed_to)
	count(forgotten) > 0
}

observations contains observe.skip(document.id, sprintf("%s, does not count", [document.status])) if {
	some document in _about
	document.status != "approved"
}

_forgotten(implementers, readers) := {role |
	some role in implementers
	not role in readers
}

_about contains document if {
	some document in input.documents
	document.type in data.assay.params["document-types"]
	some topic in document.topics
	topic in data.assay.params["document-topics"]
}
