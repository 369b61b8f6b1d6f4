package policies.common.kubernetes.least_privilege_test

import data.policies.common.kubernetes.least_privilege
import data.policies.lib.testing

_api := {"id": "prod/deployment/api", "replicas": 2}

_asleep := {"cluster": "c1", "workloads": [{"id": "prod/job/old", "replicas": 0}]}

_with(changes) := {"cluster": "c1", "workloads": [object.union(_api, changes)]}

_few := {
	"privileged": false,
	"runs_as_root": false,
	"privilege_escalation": false,
	"host_namespaces": false,
	"host_paths": [],
}

test_pass_no_special_rights if {
	testing.told(least_privilege.observations) == {["prod/deployment/api", "pass"]} with input as _with(_few)
}

test_fail_each_right_alone if {
	rights := [
		{"privileged": true},
		{"runs_as_root": true},
		{"privilege_escalation": true},
		{"host_namespaces": true},
		{"host_paths": ["/var/run"]},
	]
	every right in rights {
		testing.told(least_privilege.observations) == {["prod/deployment/api", "fail"]}
			with input as _with(object.union(_few, right))
	}
}

test_unmatched_partly_known_workload_stays_undecided if {
	least_privilege.observations == set() with input as _with(object.union(_few, {"runs_as_root": null}))
}

test_skip_workload_without_pods if {
	testing.told(least_privilege.observations) == {["prod/job/old", "skip"]} with input as _asleep
}

test_empty_evidence_gives_no_subject if {
	least_privilege.subjects == set() with input as {"cluster": "c1", "workloads": []}
	least_privilege.observations == set() with input as {"cluster": "c1", "workloads": []}
}

test_unmatched_workload_the_exporter_says_nothing_of_stays_undecided if {
	least_privilege.subjects == {"prod/deployment/api"} with input as _with({})
	least_privilege.observations == set() with input as _with({})
}

_rights := [
	{"privileged": true},
	{"runs_as_root": true},
	{"privilege_escalation": true},
	{"host_namespaces": true},
	{"host_paths": ["/var/run"]},
]

test_malformed_workload_without_pods_is_skipped_whatever_its_rights if {
	testing.told(least_privilege.observations) == {["prod/deployment/api", "skip"]}
		with input as _with(object.union(_few, {"replicas": 0}))
	every right in _rights {
		testing.told(least_privilege.observations) == {["prod/deployment/api", "skip"]}
			with input as _with(object.union_n([_few, right, {"replicas": 0}]))
	}
}

test_boundary_one_pod_is_judged if {
	testing.told(least_privilege.observations) == {["prod/deployment/api", "pass"]}
		with input as _with(object.union(_few, {"replicas": 1}))
	every right in _rights {
		testing.told(least_privilege.observations) == {["prod/deployment/api", "fail"]}
			with input as _with(object.union_n([_few, right, {"replicas": 1}]))
	}
}
