# METADATA
# title: Workloads share nothing with the node
# description: |
#   The rules ask that each process has a domain of its own, and that nothing
#   passes unnoticed over shared resources.
#   We read that no workload shares network, process or IPC namespace with its
#   node, mounts paths of it, or runs privileged, which undoes the separation.
#   Caches and volumes shared between workloads are not seen: this can show the
#   rule broken, not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, SC-4 and SC-39
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171 Rev. 2, 3.13.4
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
# custom:
#   evidence: [kubernetes-workloads]
#   applies-to: [kubernetes-cluster]
#   method: TEST
#   severity: moderate
#   supports:
#     cmmc: [sc.l2-3.13.4_obj.a]
#     nist-800-53: [sc-4_obj-1, sc-4_obj-2, sc-39_obj]
#   remediation: Give each workload listed namespaces and volumes of its own.
package policies.common.kubernetes.apart

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains workload.id if some workload in input.workloads

# METADATA
# description: one outcome per workload; each thing that it shares
# entrypoint: true
observations contains observe.pass(workload.id, "shares nothing with its node") if {
	some workload in input.workloads
	workload.replicas > 0
	workload.privileged == false
	workload.host_namespaces == false
	count(workload.host_paths) == 0
}

observations contains observe.fail(workload.id, "runs privileged") if {
	some workload in input.workloads
	workload.replicas > 0
	workload.privileged == true
}

observations contains observe.fail(workload.id, "shares namespaces of the node") if {
	some workload in input.workloads
	workload.replicas > 0
	workload.host_namespaces == true
}

observations contains observe.fail(workload.id, "mounts paths of the node") if {
	some workload in input.workloads
	workload.replicas > 0
	count(workload.host_paths) > 0
}

observations contains observe.skip(workload.id, "no pod runs") if {
	some workload in input.workloads
	workload.replicas == 0
}
