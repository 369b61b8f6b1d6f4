package policies.common.kubernetes.isolated_test

import data.policies.common.kubernetes.isolated
import data.policies.lib.testing

_api := {"id": "prod/deployment/api", "replicas": 2}

_asleep := {"cluster": "c1", "workloads": [{"id": "prod/job/old", "replicas": 0}]}

_with(changes) := {"cluster": "c1", "workloads": [object.union(_api, changes)]}

test_pass_selected if {
	testing.told(isolated.observations) == {["prod/deployment/api", "pass"]} with input as _with({"network_policies": 1})
}

test_fail_not_selected if {
	testing.told(isolated.observations) == {["prod/deployment/api", "fail"]} with input as _with({"network_policies": 0})
}

test_skip_workload_without_pods if {
	testing.told(isolated.observations) == {["prod/job/old", "skip"]} with input as _asleep
}

test_empty_evidence_gives_no_subject if {
	isolated.subjects == set() with input as {"cluster": "c1", "workloads": []}
	isolated.observations == set() with input as {"cluster": "c1", "workloads": []}
}

test_unmatched_workload_the_exporter_says_nothing_of_stays_undecided if {
	isolated.subjects == {"prod/deployment/api"} with input as _with({"network_policies": null})
	isolated.observations == set() with input as _with({"network_policies": null})
}

test_malformed_workload_without_pods_is_skipped_whatever_selects_it if {
	every policies in [0, 1, null] {
		testing.told(isolated.observations) == {["prod/deployment/api", "skip"]}
			with input as _with({"replicas": 0, "network_policies": policies})
	}
}

test_boundary_one_pod_is_judged if {
	testing.told(isolated.observations) == {["prod/deployment/api", "pass"]}
		with input as _with({"replicas": 1, "network_policies": 1})
	testing.told(isolated.observations) == {["prod/deployment/api", "fail"]}
		with input as _with({"replicas": 1, "network_policies": 0})
}
