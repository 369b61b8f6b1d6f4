# METADATA
# title: Workloads cannot use up the node
# description: |
#   The rule asks that the effects of denial of service are limited.
#   We read that every container of a workload has limits of processor and
#   memory. This is one measure among many: it can show the rule broken, not
#   kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SC-5
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [kubernetes-workloads]
#   applies-to: [kubernetes-cluster]
#   method: TEST
#   severity: low
#   supports:
#     nist-800-53: [sc-5_obj.a]
#   informs:
#     cmmc: [sc.l2-3.13.4_obj.a]
#     hipaa: [hipaa-164.308.a.7.ii.c]
#   remediation: Set limits of processor and memory on each workload listed.
package policies.common.kubernetes.limited

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains workload.id if some workload in input.workloads

# METADATA
# description: one outcome per workload
# entrypoint: true
observations contains observe.pass(workload.id, "limited") if {
	some workload in input.workloads
	workload.replicas > 0
	workload.resource_limits == true
}

observations contains observe.fail(workload.id, "not limited") if {
	some workload in input.workloads
	workload.replicas > 0
	workload.resource_limits == false
}

observations contains observe.skip(workload.id, "no pod runs") if {
	some workload in input.workloads
	workload.replicas == 0
}
