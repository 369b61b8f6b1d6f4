# METADATA
# title: Traffic leaves through proxies that know who asks
# description: |
#   The rule asks that traffic to external networks is routed through
#   authenticated proxies at managed interfaces.
#   We read how traffic leaves through each boundary to the outside. Which
#   traffic must go this way is for the organization to say, and is not seen:
#   this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SC-7(8)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [network-rules]
#   applies-to: [network]
#   method: TEST
#   severity: moderate
#   supports:
#     nist-800-53: [sc-7.8_obj]
#   remediation: Route traffic of each boundary listed through a proxy that authenticates who asks.
package policies.common.network.proxied

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains boundary.id if some boundary in input.boundaries

# METADATA
# description: one outcome per boundary
# entrypoint: true
observations contains observe.pass(boundary.id, sprintf("outbound: %s", [boundary.outbound_via])) if {
	some boundary in input.boundaries
	boundary.active
	boundary.side == "external"
	boundary.outbound_via in {"none", "authenticated-proxy"}
}

observations contains observe.fail(boundary.id, sprintf("outbound: %s", [boundary.outbound_via])) if {
	some boundary in input.boundaries
	boundary.active
	boundary.side == "external"
	boundary.outbound_via in {"proxy", "direct"}
}

observations contains observe.skip(boundary.id, "separates internal networks") if {
	some boundary in input.boundaries
	boundary.side == "internal"
}

observations contains observe.skip(boundary.id, "the rule set is not in use") if {
	some boundary in input.boundaries
	boundary.active == false
}
