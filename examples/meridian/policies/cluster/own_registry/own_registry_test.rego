package local.cluster.own_registry_test

import data.local.cluster.own_registry
import data.policies.lib.testing

_web := {"id": "portal/deployment/web", "replicas": 2, "images": [_image("registry.meridian.example/portal/web")]}

_image(name) := {"name": name, "digest": null}

_with(changes) := {"cluster": "test", "workloads": [object.union(_web, changes)]}

test_pass_every_image_is_ours if {
	testing.told(own_registry.observations) == {["portal/deployment/web", "pass"]} with input as _with({})
}

test_fail_an_image_from_elsewhere if {
	elsewhere := _with({"images": [_image("docker.example/web")]})
	testing.told(own_registry.observations) == {["portal/deployment/web", "fail"]} with input as elsewhere
}

test_fail_a_registry_that_only_begins_like_ours if {
	elsewhere := _with({"images": [_image("registry.meridian.example.net/web")]})
	testing.told(own_registry.observations) == {["portal/deployment/web", "fail"]} with input as elsewhere
}

test_skip_a_workload_that_does_not_run if {
	testing.told(own_registry.observations) == {["portal/deployment/web", "skip"]} with input as _with({"replicas": 0})
}

test_empty_cluster_has_no_subject if {
	own_registry.subjects == set() with input as {"cluster": "test", "workloads": []}
	own_registry.observations == set() with input as {"cluster": "test", "workloads": []}
}

test_unmatched_without_images_nothing_is_said if {
	own_registry.subjects == {"portal/deployment/web"} with input as _with({"images": []})
	own_registry.observations == set() with input as _with({"images": []})
}
