package policies.common.kubernetes.trusted_images_test

import data.policies.common.kubernetes.trusted_images
import data.policies.lib.testing

_api := {"id": "prod/deployment/api", "replicas": 2}

_asleep := {"cluster": "c1", "workloads": [{"id": "prod/job/old", "replicas": 0}]}

_with(changes) := {"cluster": "c1", "workloads": [object.union(_api, changes)]}

_image(digest, signature) := {"images": [{"name": "api:1", "digest": digest, "signature": signature}]}

test_pass_pinned_and_verified if {
	testing.told(trusted_images.observations) == {["prod/deployment/api", "pass"]}
		with input as _with(_image("sha256:ab", "verified"))
}

test_fail_not_pinned if {
	testing.told(trusted_images.observations) == {["prod/deployment/api", "fail"]}
		with input as _with(_image(null, "verified"))
}

test_fail_not_verified if {
	every word in ["failed", "not-checked"] {
		testing.told(trusted_images.observations) == {["prod/deployment/api", "fail"]}
			with input as _with(_image("sha256:ab", word))
	}
}

test_skip_workload_without_pods if {
	testing.told(trusted_images.observations) == {["prod/job/old", "skip"]} with input as _asleep
}

test_empty_evidence_gives_no_subject if {
	trusted_images.subjects == set() with input as {"cluster": "c1", "workloads": []}
	trusted_images.observations == set() with input as {"cluster": "c1", "workloads": []}
}

test_unmatched_workload_the_exporter_says_nothing_of_stays_undecided if {
	trusted_images.subjects == {"prod/deployment/api"} with input as _with({"images": []})
	trusted_images.observations == set() with input as _with({"images": []})
}

_pods(replicas, image) := _with(object.union(image, {"replicas": replicas}))

test_malformed_workload_without_pods_is_skipped_whatever_its_images if {
	every image in [_image("sha256:ab", "verified"), _image(null, "verified"), _image("sha256:ab", "failed")] {
		testing.told(trusted_images.observations) == {["prod/deployment/api", "skip"]} with input as _pods(0, image)
	}
}

test_boundary_one_pod_is_judged if {
	testing.told(trusted_images.observations) == {["prod/deployment/api", "pass"]}
		with input as _pods(1, _image("sha256:ab", "verified"))
	testing.told(trusted_images.observations) == {["prod/deployment/api", "fail"]}
		with input as _pods(1, _image(null, "verified"))
	testing.told(trusted_images.observations) == {["prod/deployment/api", "fail"]}
		with input as _pods(1, _image("sha256:ab", "failed"))
}

test_unmatched_workload_without_images_or_with_a_blank_digest_stays_undecided if {
	trusted_images.observations == set() with input as _with({"images": []})
	trusted_images.observations == set() with input as _with(_image(" ", "verified"))
}
