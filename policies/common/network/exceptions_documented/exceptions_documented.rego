# METADATA
# title: Exceptions at the boundary have a need and an end
# description: |
#   The rule asks that each exception to the traffic flow policy is documented
#   with its need and how long that lasts.
#   We read the reason and the end of each rule that allows traffic at a
#   boundary to the outside. Whether the need is real is not seen: this can show
#   the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SC-07(04)d.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [network-rules]
#   applies-to: [network]
#   method: TEST
#   severity: low
#   supports:
#     nist-800-53: [sc-7.4_obj.d]
#   remediation: Write down need and end of each rule listed, or remove it.
package policies.common.network.exceptions_documented

import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains boundary.id if some boundary in input.boundaries

# METADATA
# description: one outcome per boundary
# entrypoint: true
observations contains observe.pass(boundary.id, "every exception has a need and an end") if {
	some boundary in _outer
	every rule in boundary.rules {
		rule in _documented
	}
}

observations contains observe.fail(boundary.id, sprintf("rule %s has no reason", [rule.id])) if {
	some boundary in _outer
	some rule in boundary.rules
	rule.action == "allow"
	is_null(rule.reason)
}

observations contains observe.fail(boundary.id, sprintf("rule %s has no end", [rule.id])) if {
	some boundary in _outer
	some rule in boundary.rules
	rule.action == "allow"
	is_null(rule.expires)
}

observations contains observe.skip(boundary.id, "separates internal networks") if {
	some boundary in input.boundaries
	boundary.side == "internal"
}

observations contains observe.skip(boundary.id, "the rule set is not in use") if {
	some boundary in input.boundaries
	boundary.active == false
}

_outer contains boundary if {
	some boundary in input.boundaries
	boundary.active
	boundary.side == "external"
}

# Rules that refuse, and exceptions with what is asked for.
_documented contains rule if {
	some boundary in _outer
	some rule in boundary.rules
	rule.action == "deny"
}

_documented contains rule if {
	some boundary in _outer
	some rule in boundary.rules
	texts.given(rule.reason)
	is_string(rule.expires)
}
