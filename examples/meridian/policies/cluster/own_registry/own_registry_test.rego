package local.cluster.own_registry_test

import data.local.cluster.own_registry
import data.policies.lib.testing

_web := {"id": "portal/deployment/web", "replicas": 2, "images": [{"name": "registry.meridian.example/portal/web"}]}

test_an_image_of_ours_passes if {
	seen := own_registry.observations with input as {"workloads": [_web]}
	testing.told(seen) == {["portal/deployment/web", "pass"]}
}

test_an_image_from_elsewhere_fails if {
	other := object.union(_web, {"images": [{"name": "docker.example/web"}]})
	seen := own_registry.observations with input as {"workloads": [other]}
	testing.told(seen) == {["portal/deployment/web", "fail"]}
}

test_a_registry_that_only_begins_like_ours_fails if {
	other := object.union(_web, {"images": [{"name": "registry.meridian.example.net/web"}]})
	seen := own_registry.observations with input as {"workloads": [other]}
	testing.told(seen) == {["portal/deployment/web", "fail"]}
}

test_a_workload_that_does_not_run_is_skipped if {
	off := object.union(_web, {"replicas": 0})
	seen := own_registry.observations with input as {"workloads": [off]}
	testing.told(seen) == {["portal/deployment/web", "skip"]}
}

test_without_workloads_there_is_no_subject if {
	count(own_registry.subjects) == 0 with input as {"workloads": []}
	count(own_registry.observations) == 0 with input as {"workloads": []}
}

test_without_images_nothing_is_said if {
	bare := object.union(_web, {"images": []})
	own_registry.subjects == {"portal/deployment/web"} with input as {"workloads": [bare]}
	count(own_registry.observations) == 0 with input as {"workloads": [bare]}
}
