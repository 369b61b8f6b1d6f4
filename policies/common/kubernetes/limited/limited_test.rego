package policies.common.kubernetes.limited_test

import data.policies.common.kubernetes.limited
import data.policies.lib.testing

_api := {"id": "prod/deployment/api", "replicas": 2}

_asleep := {"cluster": "c1", "workloads": [{"id": "prod/job/old", "replicas": 0}]}

_with(changes) := {"cluster": "c1", "workloads": [object.union(_api, changes)]}

test_pass_limited if {
	testing.told(limited.observations) == {["prod/deployment/api", "pass"]}
		with input as _with({"resource_limits": true})
}

test_fail_not_limited if {
	testing.told(limited.observations) == {["prod/deployment/api", "fail"]}
		with input as _with({"resource_limits": false})
}

test_skip_workload_without_pods if {
	testing.told(limited.observations) == {["prod/job/old", "skip"]} with input as _asleep
}

test_empty_evidence_gives_no_subject if {
	limited.subjects == set() with input as {"cluster": "c1", "workloads": []}
	limited.observations == set() with input as {"cluster": "c1", "workloads": []}
}

test_unmatched_workload_the_exporter_says_nothing_of_stays_undecided if {
	limited.subjects == {"prod/deployment/api"} with input as _with({"resource_limits": null})
	limited.observations == set() with input as _with({"resource_limits": null})
}

test_malformed_workload_without_pods_is_skipped_whatever_its_limits if {
	every limits in [true, false, null] {
		testing.told(limited.observations) == {["prod/deployment/api", "skip"]}
			with input as _with({"replicas": 0, "resource_limits": limits})
	}
}

test_boundary_one_pod_is_judged if {
	testing.told(limited.observations) == {["prod/deployment/api", "pass"]}
		with input as _with({"replicas": 1, "resource_limits": true})
	testing.told(limited.observations) == {["prod/deployment/api", "fail"]}
		with input as _with({"replicas": 1, "resource_limits": false})
}
