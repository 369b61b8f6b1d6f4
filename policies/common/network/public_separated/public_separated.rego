# METADATA
# title: Public parts stand in a network of their own
# description: |
#   The rules ask that subnetworks for publicly reachable parts are separate
#   from internal networks.
#   We read that each external boundary says its public subnetwork is
#   separated.
# related_resources:
#   - description: SP 800-53A Rev. 5, SC-07b.
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.13.5[b]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [network-rules]
#   applies-to: [network]
#   method: TEST
#   severity: moderate
#   decides:
#     cmmc: [sc.l2-3.13.5_obj.b, sc.l1-b.1.xi_obj.3.13.5.b]
#     nist-800-53: [sc-7_obj.b]
#   remediation: Move the public parts behind each boundary listed into a subnetwork of their own.
package policies.common.network.public_separated

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains boundary.id if some boundary in input.boundaries

# METADATA
# description: one outcome per boundary
# entrypoint: true
observations contains observe.pass(boundary.id, "public parts are separated") if {
	some boundary in input.boundaries
	boundary.active
	boundary.side == "external"
	boundary.separates_public == true
}

observations contains observe.fail(boundary.id, "public parts share a network with internal ones") if {
	some boundary in input.boundaries
	boundary.active
	boundary.side == "external"
	boundary.separates_public == false
}

observations contains observe.skip(boundary.id, "an internal boundary") if {
	some boundary in input.boundaries
	boundary.active
	boundary.side == "internal"
}

observations contains observe.skip(boundary.id, "the rule set is not in use") if {
	some boundary in input.boundaries
	boundary.active == false
}
