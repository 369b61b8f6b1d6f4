# METADATA
# title: Workloads run with few rights
# description: |
#   The rules ask for least privilege and least functionality.
#   We read that no container runs privileged, as root, with a way to gain
#   rights, or inside namespaces or paths of the node. What a workload may do
#   through its service account is not seen: this can show the rule broken,
#   not kept.
# related_resources:
#   - description: SP 800-53 Rev. 5, AC-6 and CM-7
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171 Rev. 2, 3.1.5 and 3.4.6
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
# custom:
#   evidence: [kubernetes-workloads]
#   applies-to: [kubernetes-cluster]
#   method: TEST
#   severity: high
#   supports:
#     cmmc: [cm.l2-3.4.6_obj.b]
#     nist-800-53: [ac-6, cm-7_obj.a]
#   informs:
#     cmmc: [ac.l2-3.1.5_obj.b]
#     hipaa: [hipaa-164.312.a.1]
#   remediation: Drop the rights named from each workload listed.
package policies.common.kubernetes.least_privilege

import data.policies.lib.observe

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains workload.id if some workload in input.workloads

# METADATA
# description: one outcome per workload; each right it should not have
# entrypoint: true
observations contains observe.pass(workload.id, "no special rights") if {
	some workload in input.workloads
	workload.replicas > 0
	workload.privileged == false
	workload.runs_as_root == false
	workload.privilege_escalation == false
	workload.host_namespaces == false
	count(workload.host_paths) == 0
}

observations contains observe.fail(workload.id, "runs privileged") if {
	some workload in input.workloads
	workload.replicas > 0
	workload.privileged == true
}

observations contains observe.fail(workload.id, "runs as root") if {
	some workload in input.workloads
	workload.replicas > 0
	workload.runs_as_root == true
}

observations contains observe.fail(workload.id, "may gain rights") if {
	some workload in input.workloads
	workload.replicas > 0
	workload.privilege_escalation == true
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
