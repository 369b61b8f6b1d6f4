package policies.common.functions.failures_told_test

import data.policies.common.functions.failures_told
import data.policies.lib.testing

_function := {"id": "x", "sort": "security", "active": true}

_with(changes) := {"functions": [object.union(_function, changes)]}

_params := {"function-sorts": ["security"], "failure-parts": ["alert", "action"]}

_only(part) := {"function-sorts": ["security"], "failure-parts": [part]}

_failure(roles, action) := _with({"alerts_to": roles, "on_failure": action})

test_pass_both if {
	testing.told(failures_told.observations) == {["x", "pass"]}
		with input as _failure(["security"], "stops")
		with data.assay.params as _params
}

test_fail_each_weakness_alone if {
	testing.told(failures_told.observations) == {["x", "fail"]}
		with input as _failure([], "stops")
		with data.assay.params as _params
	testing.told(failures_told.observations) == {["x", "fail"]}
		with input as _failure(["security"], null)
		with data.assay.params as _params
}

test_pass_only_what_is_asked_for if {
	testing.told(failures_told.observations) == {["x", "pass"]}
		with input as _failure(["security"], null)
		with data.assay.params as _only("alert")
	testing.told(failures_told.observations) == {["x", "pass"]}
		with input as _failure([], "stops")
		with data.assay.params as _only("action")
}

test_malformed_blanks if {
	testing.told(failures_told.observations) == set()
		with input as _failure([" "], "stops")
		with data.assay.params as _params
	testing.told(failures_told.observations) == set()
		with input as _failure(["security"], "")
		with data.assay.params as _params
}

test_skip_not_in_use_or_of_another_sort if {
	every tested in [null, "2026-01-01T00:00:00Z"] {
		weak := {"tested_on": tested, "passed": false, "alerts_to": [], "on_failure": null}
		testing.told(failures_told.observations) == {["x", "skip"]}
			with input as _with(object.union(weak, {"active": false}))
			with data.assay.params as _params
		testing.told(failures_told.observations) == {["x", "skip"]}
			with input as _with(object.union(weak, {"sort": "privacy"}))
			with data.assay.params as _params
	}
}

test_empty_list_has_no_subject if {
	failures_told.subjects == set() with input as {"functions": []}
	testing.told(failures_told.observations) == set()
		with input as {"functions": []}
		with data.assay.params as _params
}

test_unmatched_what_says_nothing_stays_undecided if {
	failures_told.subjects == {"x"} with input as _with({})
	testing.told(failures_told.observations) == set()
		with input as _with({})
		with data.assay.params as _params
}
