# METADATA
# title: Who decides on changes speaks for security and privacy
# description: |
#   The rule asks that representatives of security and of privacy are members of
#   the body that controls changes.
#   We read for what the members of each body speak. That they take part in each
#   decision is not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, CM-03(04)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [changes]
#   applies-to: [organization]
#   method: EXAMINE
#   severity: moderate
#   params:
#     board-parts:
#       description: for what members must speak
#   remediation: Name a member for each part that is missing.
package policies.common.changes.board

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains board.name if some board in input.boards

# METADATA
# description: one outcome per body
# entrypoint: true
observations contains observe.pass(board.name, sprintf("speaks for %s", [concat(", ", _asked)])) if {
	some board in input.boards
	board.active
	every part in _asked {
		part in board.represents
	}
}

observations contains observe.fail(board.name, sprintf("nobody speaks for %s", [part])) if {
	some board in input.boards
	board.active
	some part in _asked
	not part in board.represents
}

observations contains observe.skip(board.name, "it decides no longer") if {
	some board in input.boards
	board.active == false
}

_asked := data.assay.params["board-parts"]
