# METADATA
# title: Connected devices do not reach other networks meanwhile
# description: |
#   The rules ask that split tunnelling is prevented on remote devices; SP
#   800-53 leaves room for a tunnel that is securely provisioned.
#   We read what each gateway lets connected devices reach beside it: nothing
#   passes, everything fails. Where only what is listed is reached, it passes if
#   the framework leaves room for this and the list was approved.
# related_resources:
#   - description: SP 800-53 Rev. 5, SC-7(7)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171 Rev. 2, 3.13.7
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
# custom:
#   evidence: [remote-gateways]
#   applies-to: [network]
#   method: TEST
#   severity: moderate
#   params:
#     split-tunnels:
#       description: what connected devices may be let reach, blocked and limited
#       controls: [sc-07.07_odp]
#   decides:
#     cmmc: [sc.l2-3.13.7_obj.a]
#     nist-800-53: [sc-7.7]
#   remediation: Send all traffic of connected devices through each gateway listed.
package policies.common.network.split_tunnel

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains gateway.id if some gateway in input.gateways

# METADATA
# description: one outcome per gateway
# entrypoint: true
observations contains observe.pass(gateway.id, "nothing is reached beside it") if {
	some gateway in input.gateways
	gateway.active
	gateway.split_tunnel == "blocked"
}

observations contains observe.pass(gateway.id, "only what was approved is reached beside it") if {
	some gateway in input.gateways
	gateway.active
	gateway.split_tunnel == "limited"
	gateway.split_tunnel in data.assay.params["split-tunnels"]
	gateway.split_approved == true
}

observations contains observe.fail(gateway.id, "everything is reached beside it") if {
	some gateway in input.gateways
	gateway.active
	gateway.split_tunnel == "allowed"
}

observations contains observe.fail(gateway.id, "some things are reached beside it") if {
	some gateway in input.gateways
	gateway.active
	gateway.split_tunnel == "limited"
	not gateway.split_tunnel in data.assay.params["split-tunnels"]
}

observations contains observe.fail(gateway.id, "what is reached beside it was not approved") if {
	some gateway in input.gateways
	gateway.active
	gateway.split_tunnel == "limited"
	gateway.split_approved == false
}

observations contains observe.skip(gateway.id, "nobody connects through it") if {
	some gateway in input.gateways
	gateway.active == false
}
