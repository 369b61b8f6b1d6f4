# METADATA
# title: Devices are authenticated before they join a network
# description: |
#   The rules ask that devices are identified and authenticated before they
#   connect.
#   We read how each network that can be joined tells devices apart. An address,
#   and a secret that all share, identify no device. Networks that nobody
#   listed, and other ways to connect, are not seen: this can show the rule
#   broken, not kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, IA-03
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.5.2[c]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [network-access]
#   applies-to: [network]
#   method: TEST
#   severity: moderate
#   params:
#     device-authentication-methods:
#       description: ways by which a device may show which one it is
#   supports:
#     cmmc: [ia.l2-3.5.2_obj.c, ia.l1-b.1.vi_obj.3.5.2.c]
#     nist-800-53: [ia-3_obj]
#   informs:
#     hipaa: [hipaa-164.312.d_smt]
#   remediation: Ask devices for a certificate or a hardware key on each network listed (802.1X, mutual TLS).
package policies.common.network.devices_authenticated

import data.policies.lib.facts
import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains network.id if some network in input.networks

# METADATA
# description: one outcome per network; each thing that is wrong
# entrypoint: true
observations contains observe.pass(network.id, concat(", ", _asked)) if {
	some network in _used
	facts.kept(_known, network.id, _asked)
}

observations contains observe.fail(network.id, sprintf("not so: %s", [fact])) if {
	some network in _used
	some fact in facts.broken(_known, network.id, _asked)
}

observations contains observe.skip(network.id, "not in use") if {
	some network in input.networks
	network.active == false
}

_asked := ["by a method of its own"]

_used contains network if {
	some network in input.networks
	network.active == true
}

_known contains [network.id, "by a method of its own", value] if {
	some network in input.networks
	network.device_authentication != "unknown"
	value := network.device_authentication in data.assay.params["device-authentication-methods"]
}
