# METADATA
# title: Only known images run
# description: |
#   The rules ask for tools that detect unauthorized changes to software.
#   We read that each image is pinned to its digest and that its signature
#   was verified when it was admitted. What the image contains is for the
#   scanners.
# related_resources:
#   - description: SP 800-53 Rev. 5, SI-7
#     ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#   - description: SP 800-171 Rev. 2, 3.4.8
#     ref: https://csrc.nist.gov/pubs/sp/800/171/r2/upd1/final
# custom:
#   evidence: [kubernetes-workloads]
#   applies-to: [kubernetes-cluster]
#   method: TEST
#   severity: moderate
#   supports:
#     cmmc: [cm.l2-3.4.8_obj.c]
#     nist-800-53: [si-7_obj.a-1]
#   remediation: Pin the images of each workload listed by digest, sign them, and verify at admission.
package policies.common.kubernetes.trusted_images

import data.policies.lib.observe
import data.policies.lib.texts

# METADATA
# description: every subject that must be judged; one without an outcome is undecided
# entrypoint: true
subjects contains workload.id if some workload in input.workloads

# METADATA
# description: one outcome per workload; each image that is not known
# entrypoint: true
observations contains observe.pass(workload.id, "images pinned and verified") if {
	some workload in input.workloads
	workload.replicas > 0
	count(workload.images) > 0
	every image in workload.images {
		texts.given(image.digest)
		image.signature == "verified"
	}
}

observations contains observe.fail(workload.id, sprintf("%s is not pinned", [image.name])) if {
	some workload in input.workloads
	workload.replicas > 0
	some image in workload.images
	is_null(image.digest)
}

observations contains observe.fail(workload.id, sprintf("%s has no verified signature", [image.name])) if {
	some workload in input.workloads
	workload.replicas > 0
	some image in workload.images
	image.signature in {"failed", "not-checked"}
}

observations contains observe.skip(workload.id, "no pod runs") if {
	some workload in input.workloads
	workload.replicas == 0
}
