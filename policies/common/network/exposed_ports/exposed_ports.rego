# METADATA
# title: Management ports are not open to the internet
# description: |
#   The rules ask that communications at the external boundary are
#   controlled.
#   We read whether a rule lets anyone reach a port of management or of a
#   database. A rule whose source or ports cannot be read leaves its rule set
#   undecided. Other ports may be wrong too: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SC-7
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171 Rev. 2, 3.13.1
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
# custom:
#   evidence: [network-rules]
#   applies-to: [network]
#   method: TEST
#   severity: high
#   params:
#     management-ports:
#       description: ports of management and databases
#   supports:
#     cmmc: [sc.l2-3.13.1_obj.e, sc.l1-b.1.x_obj.3.13.1.e]
#     nist-800-53: [sc-7_obj.a-2]
#   informs:
#     hipaa: [hipaa-164.312.a.1]
#   remediation: Close the ports listed to the internet; reach them through a managed access point.
package policies.common.network.exposed_ports

import data.policies.lib.networks
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains boundary.id if some boundary in input.boundaries

# METADATA
# description: one outcome per boundary; an exposed port each
# entrypoint: true
observations contains observe.pass(boundary.id, "no management port is open to everyone") if {
	some boundary in input.boundaries
	boundary.active
	boundary["default"] == "deny"
	every rule in boundary.rules {
		_harmless(rule)
	}
}

observations contains observe.fail(boundary.id, sprintf("port %d is open to everyone", [port])) if {
	some [id, port] in _exposed
	some boundary in input.boundaries
	boundary.active
	boundary.id == id
}

observations contains observe.fail(boundary.id, "everything is open by default") if {
	some boundary in input.boundaries
	boundary.active
	boundary["default"] == "allow"
}

observations contains observe.skip(boundary.id, "the rule set is not in use") if {
	some boundary in input.boundaries
	boundary.active == false
}

_exposed contains [boundary.id, port] if {
	some boundary in input.boundaries
	some rule in boundary.rules
	rule in _inward
	networks.anyone(rule.source)
	some port in data.assay.params["management-ports"]
	networks.names(networks.ports(rule.ports), port)
}

# Rules that let somebody in, to ports.
_inward contains rule if {
	some boundary in input.boundaries
	some rule in boundary.rules
	rule.action == "allow"
	rule.direction == "in"
	not rule in _portless
}

_portless contains rule if {
	some boundary in input.boundaries
	some rule in boundary.rules
	networks.without_ports(rule.protocol)
}

# A rule of which it is known that it lets nobody in, or only those who were
# chosen, or that no such port is among its own.
_harmless(rule) if not rule in _inward

_harmless(rule) if networks.chosen(rule.source)

_harmless(rule) if {
	networks.anyone(rule.source)
	spans := networks.ports(rule.ports)
	every port in data.assay.params["management-ports"] {
		not networks.names(spans, port)
	}
}
