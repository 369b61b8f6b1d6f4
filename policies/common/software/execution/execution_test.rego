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

test_unmatched_control_or_its_effect_unknown if {
	testing.told(execution.observations) == set()
		with input as _with({"execution_control": "unknown", "execution_enforced": true})
		with data.assay.params as _params
	testing.told(execution.observations) == set()
		with input as _with({"execution_control": "allow-list", "execution_enforced": null})
		with data.assay.params as _params
}

test_skip_host_that_does_not_run if {
	testing.told(execution.observations) == {["app-1", "skip"]}
		with input as _with({"active": false})
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
