# METADATA
# title: Every exception is narrow and has a reason
# description: |
#   The rules ask that traffic is allowed by exception.
#   We read each rule that allows traffic: it names a reason, and does not open
#   every port from everywhere, nor, outwards, to everywhere. A rule whose ends
#   or ports cannot be read leaves its rule set undecided. A rule set that
#   allows by default has no exceptions to speak of and fails.
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

import data.policies.lib.networks
import data.policies.lib.observe
import data.policies.lib.texts

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
	every rule in boundary.rules {
		_narrow(rule)
	}
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

_wide contains boundary.id if {
	some boundary in input.boundaries
	some rule in boundary.rules
	rule.action == "allow"
	not rule in _portless
	networks.anyone(_end(rule.direction, rule.source, rule.destination))
	networks.all_ports(networks.ports(rule.ports))
}

# Rules about one protocol that has no ports.
_portless contains rule if {
	some boundary in input.boundaries
	some rule in boundary.rules
	networks.without_ports(rule.protocol)
}

_unexplained contains boundary.id if {
	some boundary in input.boundaries
	some rule in boundary.rules
	rule.action == "allow"
	is_null(rule.reason)
}

# A rule that opens nothing, or of which it is known that it is an exception.
_narrow(rule) if rule.action == "deny"

_narrow(rule) if {
	rule.action == "allow"
	texts.given(rule.reason)
	rule in _portless
}

_narrow(rule) if {
	rule.action == "allow"
	texts.given(rule.reason)
	networks.chosen(_end(rule.direction, rule.source, rule.destination))
}

_narrow(rule) if {
	rule.action == "allow"
	texts.given(rule.reason)
	networks.anyone(_end(rule.direction, rule.source, rule.destination))
	spans := networks.ports(rule.ports)
	not networks.all_ports(spans)
}

# The end of a rule that lies beyond the boundary.
_end("in", source, _) := source

_end("out", _, destination) := destination
