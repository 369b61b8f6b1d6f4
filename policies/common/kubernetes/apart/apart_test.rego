package policies.common.kubernetes.apart_test

import data.policies.common.kubernetes.apart
import data.policies.lib.testing

_with(changes) := {"cluster": "c", "workloads": [object.union({"id": "x", "replicas": 1}, changes)]}

_good := {"privileged": false, "host_namespaces": false, "host_paths": []}

test_pass_nothing_shared if {
	testing.told(apart.observations) == {["x", "pass"]}
		with input as _with(_good)
}

test_fail_each_weakness_alone if {
	every weakness in [{"privileged": true}, {"host_namespaces": true}, {"host_paths": ["/run"]}] {
		testing.told(apart.observations) == {["x", "fail"]}
			with input as _with(object.union(_good, weakness))
		testing.told(apart.observations) == {["x", "fail"]}
			with input as _with(weakness)
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every change in [{"privileged": null}, {"host_namespaces": null}] {
		testing.told(apart.observations) == set()
			with input as _with(object.union(_good, change))
	}
	testing.told(apart.observations) == set()
		with input as _with(object.remove(_good, ["host_paths"]))
}

test_skip_nothing_runs if {
	every change in [_good, {"privileged": true, "host_namespaces": true, "host_paths": ["/run"]}] {
		testing.told(apart.observations) == {["x", "skip"]}
			with input as _with(object.union(change, {"replicas": 0}))
	}
}

test_empty_list_has_no_subject if {
	apart.subjects == set() with input as {"cluster": "c", "workloads": []}
	testing.told(apart.observations) == set()
		with input as {"cluster": "c", "workloads": []}
}

test_unmatched_what_says_nothing_stays_undecided if {
	apart.subjects == {"x"} with input as _with({})
	testing.told(apart.observations) == set()
		with input as _with({})
}
