package policies.common.software.execution_test

import data.policies.common.software.execution
import data.policies.lib.testing

_host := {"id": "app-1", "active": true, "software": []}

_with(changes) := {"hosts": [object.union(_host, changes)]}

_params := {"execution-controls": ["allow-list"]}

test_pass_list_enforced if {
	testing.told(execution.observations) == {["app-1", "pass"]}
		with input as _with({"execution_control": "allow-list", "execution_enforced": true})
		with data.assay.params as _params
}

test_fail_other_control_or_none if {
	every control in ["deny-list", "none"] {
		testing.told(execution.observations) == {["app-1", "fail"]}
			with input as _with({"execution_control": control, "execution_enforced": true})
			with data.assay.params as _params
	}
}

test_fail_recorded_only if {
	testing.told(execution.observations) == {["app-1", "fail"]}
		with input as _with({"execution_control": "allow-list", "execution_enforced": false})
		with data.assay.params as _params
}

test_malformed_control_or_its_effect_unknown if {
	testing.told(execution.observations) == set()
		with input as _with({"execution_control": "unknown", "execution_enforced": true})
		with data.assay.params as _params
	testing.told(execution.observations) == set()
		with input as _with({"execution_control": "allow-list", "execution_enforced": null})
		with data.assay.params as _params
}

test_skip_host_that_does_not_run if {
	every facts in [{}, _all_right, _all_wrong] {
		testing.told(execution.observations) == {["app-1", "skip"]}
			with input as _with(object.union(facts, {"active": false}))
			with data.assay.params as _params
	}
}

_all_right := {
	"execution_control": "allow-list",
	"execution_enforced": true,
	"users_install": false,
	"looked_on": "2026-11-18T00:00:00Z",
	"software": [{"name": "openssl", "authorized": true}],
}

_all_wrong := {
	"execution_control": "none",
	"execution_enforced": false,
	"users_install": true,
	"looked_on": "2026-01-01T00:00:00Z",
	"software": [{"name": "torrent", "authorized": false}],
}

test_skip_host_that_does_not_run_and_was_never_looked_at if {
	testing.told(execution.observations) == {["app-1", "skip"]}
		with input as _with({"active": false, "looked_on": null})
		with data.assay.params as _params
}

test_empty_list_has_no_subject if {
	execution.subjects == set() with input as {"hosts": []}
	testing.told(execution.observations) == set()
		with input as {"hosts": []}
		with data.assay.params as _params
}

test_unmatched_host_that_says_nothing_stays_undecided if {
	execution.subjects == {"app-1"} with input as _with({})
	testing.told(execution.observations) == set()
		with input as _with({})
		with data.assay.params as _params
}
