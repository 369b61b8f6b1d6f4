# METADATA
# title: Boundaries that fail stay closed
# description: |
#   The rule asks that the failure of a boundary device does not leave the
#   system in an insecure state.
#   We read what happens to traffic at each boundary when what enforces its
#   rules fails.
# related_resources:
#   - description: SP 800-53 Rev. 5, SC-7(18)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [network-rules]
#   applies-to: [network]
#   method: TEST
#   severity: moderate
#   decides:
#     nist-800-53: [sc-7.18]
#   remediation: Let each boundary listed close when it fails.
package policies.common.network.fail_secure

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains boundary.id if some boundary in input.boundaries

# METADATA
# description: one outcome per boundary
# entrypoint: true
observations contains observe.pass(boundary.id, "closes when it fails") if {
	some boundary in input.boundaries
	boundary.active
	boundary.on_failure == "closed"
}

observations contains observe.fail(boundary.id, "opens when it fails") if {
	some boundary in input.boundaries
	boundary.active
	boundary.on_failure == "open"
}

observations contains observe.skip(boundary.id, "the rule set is not in use") if {
	some boundary in input.boundaries
	boundary.active == false
}
