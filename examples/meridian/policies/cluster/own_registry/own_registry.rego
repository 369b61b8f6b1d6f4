# METADATA
# title: Images come from our own registry
# description: |
#   The rules ask that software runs only where policy allows it. They do not
#   say how. Our policy is that every image comes from our own registry, where
#   it was scanned and signed; we read the reference of each image that runs.
# related_resources:
#   - description: SP 800-171 Rev. 2, 3.4.8; SP 800-53 Rev. 5, CM-7(5)
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
# custom:
#   evidence: [kubernetes-workloads]
#   applies-to: [kubernetes-cluster]
#   method: TEST
#   severity: moderate
#   supports:
#     cmmc: [cm.l2-3.4.8_obj.c]
#   remediation: Mirror each image listed into registry.meridian.example and deploy it from there.
package local.cluster.own_registry

import data.policies.lib.observe

# METADATA
# description: every workload, running or not
# entrypoint: true
subjects contains workload.id if some workload in input.workloads

# METADATA
# description: one outcome per workload
# entrypoint: true
observations contains observe.pass(workload.id, "every image is ours") if {
	some workload in input.workloads
	workload.replicas > 0
	count(workload.images) > 0
	every image in workload.images {
		_ours(image.name)
	}
}

observations contains observe.fail(workload.id, sprintf("%s is not ours", [image.name])) if {
	some workload in input.workloads
	workload.replicas > 0
	some image in workload.images
	not _ours(image.name)
}

observations contains observe.skip(workload.id, "no pod runs") if {
	some workload in input.workloads
	workload.replicas == 0
}

_ours(name) if startswith(name, "registry.meridian.example/")
