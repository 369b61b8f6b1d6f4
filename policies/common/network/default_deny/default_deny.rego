# METADATA
# title: Boundaries refuse what no rule allows
# description: |
#   The rules ask that network traffic is denied by default at managed
#   boundaries.
#   We read what each active rule set does with traffic that no rule names.
# related_resources:
#   - description: SP 800-53A Rev. 5, SC-07(05)[01]
#     ref: https://csrc.nist.gov/pubs/sp/800/53/a/r5/final
#   - description: SP 800-171A, 3.13.6[a]
#     ref: https://csrc.nist.gov/pubs/sp/800/171/a/final
# custom:
#   evidence: [network-rules]
#   applies-to: [network]
#   method: TEST
#   severity: high
#   decides:
#     cmmc: [sc.l2-3.13.6_obj.a]
#     nist-800-53: [sc-7.5_obj-1]
#   informs:
#     hipaa: [hipaa-164.312.a.1]
#   remediation: Set the default of each boundary listed to deny.
package policies.common.network.default_deny

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains boundary.id if some boundary in input.boundaries

# METADATA
# description: one outcome per boundary
# entrypoint: true
observations contains observe.pass(boundary.id, "refuses by default") if {
	some boundary in input.boundaries
	boundary.active
	boundary["default"] == "deny"
}

observations contains observe.fail(boundary.id, "allows by default") if {
	some boundary in input.boundaries
	boundary.active
	boundary["default"] == "allow"
}

observations contains observe.skip(boundary.id, "the rule set is not in use") if {
	some boundary in input.boundaries
	boundary.active == false
}
