# METADATA
# title: Workloads are reached only by those they serve
# description: |
#   The rules ask that communications at key internal boundaries are
#   controlled.
#   We read that at least one network policy selects each workload. What the
#   policy allows is not seen: this can show the rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SC-7 and AC-4
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171 Rev. 2, 3.13.1
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
# custom:
#   evidence: [kubernetes-workloads]
#   applies-to: [kubernetes-cluster]
#   method: TEST
#   severity: moderate
#   supports:
#     cmmc: [sc.l2-3.13.1_obj.f, ac.l2-3.1.3_obj.e, sc.l1-b.1.x_obj.3.13.1.f]
#     nist-800-53: [sc-7_obj.a-4, ac-4]
#   remediation: Write a network policy for each workload listed.
package policies.common.kubernetes.isolated

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains workload.id if some workload in input.workloads

# METADATA
# description: one outcome per workload
# entrypoint: true
observations contains observe.pass(workload.id, "selected by a network policy") if {
	some workload in input.workloads
	workload.replicas > 0
	workload.network_policies > 0
}

observations contains observe.fail(workload.id, "no network policy selects it") if {
	some workload in input.workloads
	workload.replicas > 0
	workload.network_policies == 0
}

observations contains observe.skip(workload.id, "no pod runs") if {
	some workload in input.workloads
	workload.replicas == 0
}
