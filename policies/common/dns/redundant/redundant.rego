# METADATA
# title: The name service survives the loss of a server or a site
# description: |
#   The rule asks that the servers of the name service are fault-tolerant.
#   We read, for each zone, how many servers answer for it, in how many networks
#   and places. That they answer under load is not seen: this can show the rule
#   broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SC-22[01]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [dns]
#   applies-to: [network]
#   method: TEST
#   severity: low
#   params:
#     min-name-servers:
#       description: servers that must answer for a zone
#   supports:
#     nist-800-53: [sc-22_obj-1]
#   remediation: Add a server in another network and place for each zone listed.
package policies.common.dns.redundant

import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains zone.id if some zone in input.zones

# METADATA
# description: one outcome per zone; each thing that is missing
# entrypoint: true
observations contains observe.pass(zone.id, "servers in different networks and places") if {
	some zone in input.zones
	count(zone.servers) >= data.assay.params["min-name-servers"]
	count({server.network | some server in zone.servers; texts.given(server.network)}) > 1
	count({server.place | some server in zone.servers; texts.given(server.place)}) > 1
}

observations contains observe.fail(zone.id, sprintf("%d servers", [count(zone.servers)])) if {
	some zone in input.zones
	count(zone.servers) > 0
	count(zone.servers) < data.assay.params["min-name-servers"]
}

observations contains observe.fail(zone.id, "all servers stand in one network") if {
	some zone in input.zones
	{texts.given(server.network) | some server in zone.servers} == {true}
	count({server.network | some server in zone.servers}) == 1
}

observations contains observe.fail(zone.id, "all servers stand in one place") if {
	some zone in input.zones
	{texts.given(server.place) | some server in zone.servers} == {true}
	count({server.place | some server in zone.servers}) == 1
}

observations contains observe.skip(zone.id, "no server of ours answers for it") if {
	some zone in input.zones
	count(zone.servers) == 0
}
