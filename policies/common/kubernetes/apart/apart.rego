# METADATA
# title: Workloads share nothing with the node
# description: |
#   The rules ask that each process has a domain of its own, and that nothing
#   passes unnoticed over shared resources.
#   We read, as far as it is asked for, that no workload runs privileged, which
#   undoes the separation, shares network, process or IPC namespace with its
#   node, or mounts paths of it. Caches and volumes shared between workloads are
#   not seen: this can show the rule broken, not kept.
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
#   params:
#     shared-resources:
#       description: what must not be shared, privileges, namespaces, paths
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
	every resource in _asked {
		[workload.id, resource] in _own
	}
}

observations contains observe.fail(workload.id, "runs privileged") if {
	"privileges" in _asked
	some workload in input.workloads
	workload.replicas > 0
	workload.privileged == true
}

observations contains observe.fail(workload.id, "shares namespaces of the node") if {
	"namespaces" in _asked
	some workload in input.workloads
	workload.replicas > 0
	workload.host_namespaces == true
}

observations contains observe.fail(workload.id, "mounts paths of the node") if {
	"paths" in _asked
	some workload in input.workloads
	workload.replicas > 0
	count(workload.host_paths) > 0
}

observations contains observe.skip(workload.id, "no pod runs") if {
	some workload in input.workloads
	workload.replicas == 0
}

_asked := data.assay.params["shared-resources"]

# What a workload does not share, by workload.
_own contains [workload.id, "privileges"] if {
	some workload in input.workloads
	workload.privileged == false
}

_own contains [workload.id, "namespaces"] if {
	some workload in input.workloads
	workload.host_namespaces == false
}

_own contains [workload.id, "paths"] if {
	some workload in input.workloads
	count(workload.host_paths) == 0
}
