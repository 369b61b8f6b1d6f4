# METADATA
# title: Connections are approved, described and looked at again
# description: |
#   The rules ask that exchanges with other systems go by an approved
#   agreement, that internal connections are authorized, that each says what
#   it must, and that they are looked at again.
#   We read, for each connection of the sort asked for, who approved it, its
#   agreement, what is documented, and the last look at it. What must recur
#   passes while it is recent at the assessment, and fails when it was too old
#   at the collection. What is not in the register, and how well a step was
#   done, are not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CA-03 and CA-09
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.12.4[d]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [connections]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     connection-steps:
#       description: "what is asked of each connection: approved, agreed, described, reviewed"
#     connection-sorts:
#       description: "sorts of connection that are asked for: external, internal"
#     connection-parts:
#       description: what must be documented
#     max-connection-review-days:
#       description: days between looks at a connection
#       controls: [ca-03_odp.03, ca-09_odp.03]
#   needs: [now]
#   remediation: Close each connection listed, or have it approved, described and looked at.
package policies.common.connections.agreed

import data.policies.lib.observe
import data.policies.lib.seen
import data.policies.lib.steps
import data.policies.lib.texts

# METADATA
# description: every record asked for
# entrypoint: true
subjects contains link.id if {
	some link in input.connections
	link.sort in data.assay.params["connection-sorts"]
}

# METADATA
# description: one outcome per record, and one for each step that it lacks
# entrypoint: true
observations contains said if {
	some said in steps.outcomes(_asked_of, data.assay.params["connection-steps"], _taken, _missing)
}

observations contains observe.skip(record, why) if {
	some [record, why] in _aside
	record in subjects
}

# Of a record that does not say whether it counts, nothing is said.
_asked_of contains link.id if {
	some link in input.connections
	link.active == true
	link.id in subjects
}

_aside contains [link.id, "not active"] if {
	some link in input.connections
	link.active == false
}

_taken contains [link.id, "approved"] if {
	some link in input.connections
	texts.given(link.approved_by)
	seen.happened(link.approved_on)
}

_taken contains [link.id, "agreed"] if {
	some link in input.connections
	texts.given(link.agreement)
}

_taken contains [link.id, "described"] if {
	some link in input.connections
	every part in data.assay.params["connection-parts"] {
		part in link.documented
	}
}

_taken contains [link.id, "reviewed"] if {
	some link in input.connections
	steps.recent(link.reviewed_on, data.assay.params["max-connection-review-days"], data.assay.now)
}

_missing contains [link.id, "approved"] if {
	some link in input.connections
	steps.undone(link.approved_on)
}

_missing contains [link.id, "agreed"] if {
	some link in input.connections
	is_null(link.agreement)
}

_missing contains [link.id, "described"] if {
	some link in input.connections
	some part in data.assay.params["connection-parts"]
	documented := link.documented
	not part in documented
}

_missing contains [link.id, "reviewed"] if {
	some link in input.connections
	steps.overdue(link.reviewed_on, data.assay.params["max-connection-review-days"])
}
