# METADATA
# title: Documents are reviewed in time
# description: |
#   The rules ask that documents are reviewed, and updated where needed, in a
#   defined rhythm.
#   We read the last review, or the approval where there was none since, of
#   each approved document of the types and topics asked for. One that was too
#   old at the collection fails; one that has become too old since leaves the
#   document undecided, because a later review would not be seen. Reviews that
#   an event calls for are not seen.
# related_resources:
#   - description: SP 800-53A Rev. 5, first controls of each family, item c.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: 45 CFR 164.316(b)(2)(iii)
#     ref: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C
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
#     max-review-days:
#       description: days between reviews
#   needs: [now]
#   remediation: Review each document listed, record the day, and set the next one.
package policies.common.documents.reviewed

import data.policies.lib.observe
import data.policies.lib.seen

# METADATA
# description: each document of the types and topics asked for
# entrypoint: true
subjects contains document.id if some document in _about

# METADATA
# description: one outcome per document
# entrypoint: true
observations contains observe.pass(document.id, sprintf("reviewed %d days ago", [age])) if {
	some document in _about
	document.status == "approved"
	age := min({seen.days(day, data.assay.now) | some day in _days[document.id]})
	age <= data.assay.params["max-review-days"]
}

observations contains observe.fail(document.id, sprintf("last reviewed %d days before the export", [age])) if {
	some document in _about
	document.status == "approved"
	age := min({seen.days_then(day) | some day in _days[document.id]})
	age > data.assay.params["max-review-days"]
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

# The days of approval and review.
_days[document.id] contains document.approved_on if {
	some document in _about
	is_string(document.approved_on)
}

_days[document.id] contains document.reviewed_on if {
	some document in _about
	is_string(document.reviewed_on)
}
