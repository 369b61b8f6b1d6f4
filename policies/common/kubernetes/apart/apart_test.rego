package policies.common.kubernetes.apart_test

import data.policies.common.kubernetes.apart
import data.policies.lib.testing

_with(changes) := {"cluster": "c", "workloads": [object.union({"id": "x", "replicas": 1}, changes)]}

_params := {"shared-resources": ["privileges", "namespaces", "paths"]}

_only(resource) := {"shared-resources": [resource]}

_good := {"privileged": false, "host_namespaces": false, "host_paths": []}

test_pass_nothing_shared if {
	testing.told(apart.observations) == {["x", "pass"]}
		with input as _with(_good)
		with data.assay.params as _params
}

test_fail_each_weakness_alone if {
	every weakness in [{"privileged": true}, {"host_namespaces": true}, {"host_paths": ["/run"]}] {
		testing.told(apart.observations) == {["x", "fail"]}
			with input as _with(object.union(_good, weakness))
			with data.assay.params as _params
		testing.told(apart.observations) == {["x", "fail"]}
			with input as _with(weakness)
			with data.assay.params as _params
	}
}

test_pass_only_what_is_asked_for if {
	bad := {"privileged": true, "host_namespaces": true, "host_paths": ["/run"]}
	every resource, fact in {"privileges": "privileged", "namespaces": "host_namespaces", "paths": "host_paths"} {
		one := object.union(object.remove(bad, [fact]), {fact: _good[fact]})
		testing.told(apart.observations) == {["x", "pass"]}
			with input as _with(one)
			with data.assay.params as _only(resource)
		testing.told(apart.observations) == {["x", "pass"]}
			with input as _with(_good)
			with data.assay.params as _only(resource)
	}
}

test_malformed_what_is_not_known_stays_undecided if {
	every change in [{"privileged": null}, {"host_namespaces": null}] {
		testing.told(apart.observations) == set()
			with input as _with(object.union(_good, change))
			with data.assay.params as _params
	}
	testing.told(apart.observations) == set()
		with input as _with(object.remove(_good, ["host_paths"]))
		with data.assay.params as _params
}

test_skip_nothing_runs if {
	every change in [_good, {"privileged": true, "host_namespaces": true, "host_paths": ["/run"]}] {
		testing.told(apart.observations) == {["x", "skip"]}
			with input as _with(object.union(change, {"replicas": 0}))
			with data.assay.params as _params
	}
}

test_empty_list_has_no_subject if {
	apart.subjects == set() with input as {"cluster": "c", "workloads": []}
	testing.told(apart.observations) == set()
		with input as {"cluster": "c", "workloads": []}
		with data.assay.params as _params
}

test_unmatched_what_says_nothing_stays_undecided if {
	apart.subjects == {"x"} with input as _with({})
	testing.told(apart.observations) == set()
		with input as _with({})
		with data.assay.params as _params
}
