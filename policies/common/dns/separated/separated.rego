# METADATA
# title: Name servers for the inside and for the internet are apart
# description: |
#   The rule asks that the name service separates internal from external roles.
#   We read, for each zone, whom its servers answer: a server of an internal
#   zone answers nobody outside, and one that answers the internet does not ask
#   other servers for clients. What the servers are allowed beyond that is not
#   seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, SC-22[02] and SC-22[03]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
# custom:
#   evidence: [dns]
#   applies-to: [network]
#   method: TEST
#   severity: low
#   supports:
#     nist-800-53: [sc-22_obj-2, sc-22_obj-3]
#   remediation: Use different servers for the inside and the internet, and turn off recursion on the latter.
package policies.common.dns.separated

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains zone.id if some zone in input.zones

# METADATA
# description: one outcome per zone; each server of two roles
# entrypoint: true
observations contains observe.pass(zone.id, "its servers have one role") if {
	some zone in input.zones
	count(zone.servers) > 0
	every server in zone.servers {
		server in _apart[zone.exposure]
	}
}

observations contains observe.fail(zone.id, sprintf("%s answers the internet too", [server.name])) if {
	some zone in input.zones
	zone.exposure == "internal"
	some server in zone.servers
	server.serves in {"internet", "both"}
}

observations contains observe.fail(zone.id, sprintf("%s answers the inside too", [server.name])) if {
	some zone in input.zones
	zone.exposure == "internet"
	some server in zone.servers
	server.serves == "both"
}

observations contains observe.fail(zone.id, sprintf("%s asks other servers for the internet", [server.name])) if {
	some zone in input.zones
	zone.exposure == "internet"
	some server in zone.servers
	server.recursive == true
}

observations contains observe.skip(zone.id, "no server of ours answers for it") if {
	some zone in input.zones
	count(zone.servers) == 0
}

# Servers of one role, by who may ask them.
_apart.internal contains server if {
	some zone in input.zones
	some server in zone.servers
	server.serves == "internal"
}

_apart.internet contains server if {
	some zone in input.zones
	some server in zone.servers
	server.serves == "internet"
	server.recursive == false
}
