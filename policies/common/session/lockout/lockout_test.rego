package policies.common.session.lockout_test

import data.policies.common.session.lockout
import data.policies.lib.testing

_portal := {"id": "portal", "users": "people"}

_machines := {"policies": [{"id": "api", "users": "machines"}]}

_with(changes) := {"policies": [object.union(_portal, changes)]}

_params := {"max-failed-sign-ins": 5, "min-attempt-window-minutes": 15, "min-lockout-minutes": 15}

test_pass_limit_and_lockout if {
	testing.told(lockout.observations) == {["portal", "pass"]}
		with input as _with({"max_attempts": 5, "attempt_window_minutes": 15, "lockout_minutes": 15})
		with data.assay.params as _params
}

test_pass_lockout_until_released if {
	testing.told(lockout.observations) == {["portal", "pass"]}
		with input as _with({"max_attempts": 3, "attempt_window_minutes": 60, "lockout_minutes": 0})
		with data.assay.params as _params
}

test_fail_no_limit if {
	testing.told(lockout.observations) == {["portal", "fail"]} with input as _with({"max_attempts": null})
		with data.assay.params as _params
}

test_fail_limit_too_high if {
	testing.told(lockout.observations) == {["portal", "fail"]}
		with input as _with({"max_attempts": 6, "lockout_minutes": 15})
		with data.assay.params as _params
}

test_fail_lockout_too_short if {
	testing.told(lockout.observations) == {["portal", "fail"]}
		with input as _with({"max_attempts": 5, "lockout_minutes": 1})
		with data.assay.params as _params
}

test_unmatched_unknown_lockout_stays_undecided if {
	lockout.observations == set() with input as _with({"max_attempts": 5, "lockout_minutes": null})
		with data.assay.params as _params
}

test_skip_place_for_machines if {
	testing.told(lockout.observations) == {["api", "skip"]} with input as _machines with data.assay.params as _params
}

test_empty_evidence_gives_no_subject if {
	lockout.subjects == set() with input as {"policies": []} with data.assay.params as _params
	lockout.observations == set() with input as {"policies": []} with data.assay.params as _params
}

test_unmatched_place_the_exporter_says_nothing_of_stays_undecided if {
	lockout.subjects == {"portal"} with input as _with({}) with data.assay.params as _params
	lockout.observations == set() with input as _with({}) with data.assay.params as _params
}

test_fail_failures_are_soon_forgotten if {
	testing.told(lockout.observations) == {["portal", "fail"]}
		with input as _with({"max_attempts": 5, "attempt_window_minutes": 1, "lockout_minutes": 15})
		with data.assay.params as _params
}

test_unmatched_unknown_time_of_counting_stays_undecided if {
	every window in [{}, {"attempt_window_minutes": null}] {
		lockout.observations == set()
			with input as _with(object.union({"max_attempts": 5, "lockout_minutes": 15}, window))
			with data.assay.params as _params
	}
}

_strict := {"max_attempts": 5, "attempt_window_minutes": 15, "lockout_minutes": 15}

test_boundary_attempts_and_minutes if {
	every change in [{}, {"max_attempts": 1}, {"attempt_window_minutes": 16}, {"lockout_minutes": 16}] {
		testing.told(lockout.observations) == {["portal", "pass"]} with input as _with(object.union(_strict, change))
			with data.assay.params as _params
	}
	every change in [{"max_attempts": 6}, {"attempt_window_minutes": 14}, {"lockout_minutes": 14}] {
		testing.told(lockout.observations) == {["portal", "fail"]} with input as _with(object.union(_strict, change))
			with data.assay.params as _params
	}
}

test_malformed_limit_of_no_attempt_stays_undecided if {
	lockout.observations == set() with input as _with(object.union(_strict, {"max_attempts": 0}))
		with data.assay.params as _params
}

test_skip_place_for_machines_whatever_its_limits if {
	weak := [{}, {"max_attempts": null}, {"max_attempts": 9}, {"attempt_window_minutes": 1}, {"lockout_minutes": 1}]
	every change in weak {
		testing.told(lockout.observations) == {["portal", "skip"]}
			with input as _with(object.union_n([_strict, change, {"users": "machines"}]))
			with data.assay.params as _params
	}
}
