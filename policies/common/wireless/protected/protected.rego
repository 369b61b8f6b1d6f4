# METADATA
# title: Wireless access is authenticated and encrypted
# description: |
#   The rules ask that wireless access is protected by authentication of users
#   or devices, and by encryption.
#   We read, as far as it is asked for, what each wireless network in use asks
#   of those who join and how it encrypts. A secret that all share leaves
#   authentication undecided: an assessor must say whether it is enough. Access
#   points that nobody listed are not seen: this can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-53A Rev. 5, AC-18(01)[01] and AC-18(01)[02]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.1.17[a] and 3.1.17[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [network-access]
#   applies-to: [network]
#   method: TEST
#   severity: high
#   params:
#     wireless-encryptions:
#       description: encryption that is good enough for wireless access
#     wireless-protections:
#       description: "what protects wireless access: authentication, encryption"
#   remediation: Turn on WPA3 or WPA2 with AES and sign-in by person or certificate on each network listed.
package policies.common.wireless.protected

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

observations contains observe.skip(network.id, "not wireless") if {
	some network in input.networks
	network.medium != "wireless"
}

observations contains observe.skip(network.id, "not in use") if {
	some network in input.networks
	network.medium == "wireless"
	network.active == false
}

_asked := data.assay.params["wireless-protections"]

_used contains network if {
	some network in input.networks
	network.medium == "wireless"
	network.active == true
}

_known contains [network.id, "authentication", true] if {
	some network in input.networks
	network.device_authentication in {"certificate", "hardware-key"}
}

_known contains [network.id, "encryption", value] if {
	some network in input.networks
	network.encryption != "unknown"
	value := network.encryption in data.assay.params["wireless-encryptions"]
}

_known contains [network.id, "authentication", true] if {
	some network in input.networks
	network.user_authentication == "individual"
}

_known contains [network.id, "authentication", false] if {
	some network in input.networks
	network.device_authentication in {"address", "none"}
	network.user_authentication == "none"
}
