# METADATA
# title: Every exception is narrow and has a reason
# description: |
#   The rules ask that traffic is allowed by exception.
#   We read each rule that allows traffic: it names a reason, and does not
#   open every port from everywhere. A rule set that allows by default has no
#   exceptions to speak of and fails.
# related_resources:
#   - description: SP 800-53A Rev. 5, SC-07(05)[02]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.13.6[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [network-rules]
#   applies-to: [network]
#   method: TEST
#   severity: moderate
#   decides:
#     cmmc: [sc.l2-3.13.6_obj.b]
#     nist-800-53: [sc-7.5_obj-2]
#   remediation: Narrow the rules listed, write down why they exist, or remove them.
package policies.common.network.exceptions

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains boundary.id if some boundary in input.boundaries

# METADATA
# description: one outcome per boundary
# entrypoint: true
observations contains observe.pass(boundary.id, "every exception is narrow and has a reason") if {
	some boundary in input.boundaries
	boundary.active
	boundary["default"] == "deny"
	not boundary.id in _wide
	not boundary.id in _unexplained
	not boundary.id in _unknown
}

observations contains observe.fail(boundary.id, "allows everything by default") if {
	some boundary in input.boundaries
	boundary.active
	boundary["default"] == "allow"
}

observations contains observe.fail(boundary.id, "a rule opens every port to everyone") if {
	some boundary in input.boundaries
	boundary.active
	boundary.id in _wide
}

observations contains observe.fail(boundary.id, "a rule has no reason") if {
	some boundary in input.boundaries
	boundary.active
	boundary.id in _unexplained
}

observations contains observe.skip(boundary.id, "the rule set is not in use") if {
	some boundary in input.boundaries
	boundary.active == false
}

_anyone := {"any", "0.0.0.0/0", "::/0"}

_wide contains boundary.id if {
	some boundary in input.boundaries
	some rule in boundary.rules
	rule.action == "allow"
	rule.direction == "in"
	rule.source in _anyone
	rule.ports == "any"
}

_unexplained contains boundary.id if {
	some boundary in input.boundaries
	some rule in boundary.rules
	rule.action == "allow"
	is_null(rule.reason)
}

# Some rule that allows does not even say that it has no reason.
_unknown contains boundary.id if {
	some boundary in input.boundaries
	allowing := [rule | some rule in boundary.rules; rule.action == "allow"]
	explained := [rule | some rule in allowing; is_string(rule.reason)]
	count(explained) < count(allowing)
}
