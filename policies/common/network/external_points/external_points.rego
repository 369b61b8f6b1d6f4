# METADATA
# title: External connections are those that were chosen
# description: |
#   The rule asks that the number of external connections is limited.
#   We read, for each boundary to the outside that is in use, whether the
#   organization chose to have it. Connections without a rule set are not seen:
#   this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SC-7(3)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [network-rules]
#   applies-to: [network]
#   method: TEST
#   severity: moderate
#   supports:
#     nist-800-53: [sc-7.3_obj]
#   remediation: Close each connection listed, or have it approved.
package policies.common.network.external_points

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains boundary.id if some boundary in input.boundaries

# METADATA
# description: one outcome per boundary
# entrypoint: true
observations contains observe.pass(boundary.id, "was chosen") if {
	some boundary in input.boundaries
	boundary.active
	boundary.side == "external"
	boundary.approved == true
}

observations contains observe.fail(boundary.id, "was not chosen") if {
	some boundary in input.boundaries
	boundary.active
	boundary.side == "external"
	boundary.approved == false
}

observations contains observe.skip(boundary.id, "separates internal networks") if {
	some boundary in input.boundaries
	boundary.side == "internal"
}

observations contains observe.skip(boundary.id, "the rule set is not in use") if {
	some boundary in input.boundaries
	boundary.active == false
}
