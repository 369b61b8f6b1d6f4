package policies.common.functions.verified_test

import data.policies.common.functions.verified
import data.policies.lib.testing

_function := {"id": "x", "sort": "security", "active": true}

_with(changes) := {"functions": [object.union(_function, changes)]}

_params := {"function-sorts": ["security"], "max-function-test-days": 30}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_tested(passed, day) := _with({"passed": passed, "tested_on": day})

test_pass_up_to_the_last_day if {
	every day in ["2026-11-18T00:00:00Z", "2026-10-20T00:00:01Z"] {
		testing.told(verified.observations) == {["x", "pass"]}
			with input as _tested(true, day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone if {
	testing.told(verified.observations) == {["x", "fail"]}
		with input as _tested(false, "2026-11-18T00:00:00Z")
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(verified.observations) == {["x", "fail"]}
		with input as _tested(true, null)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(verified.observations) == {["x", "fail"]}
		with input as _tested(true, "2026-10-18T00:00:00Z")
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_too_old_only_since_or_not_known if {
	every day in ["2026-10-20T00:00:00Z", "2026-10-18T00:00:01Z", "2026-11-18T00:00:01Z"] {
		testing.told(verified.observations) == set()
			with input as _tested(true, day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	testing.told(verified.observations) == set()
		with input as _tested(null, "2026-11-18T00:00:00Z")
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_skip_not_in_use_or_of_another_sort if {
	every tested in [null, "2026-01-01T00:00:00Z"] {
		weak := {"tested_on": tested, "passed": false, "alerts_to": [], "on_failure": null}
		testing.told(verified.observations) == {["x", "skip"]}
			with input as _with(object.union(weak, {"active": false}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
		testing.told(verified.observations) == {["x", "skip"]}
			with input as _with(object.union(weak, {"sort": "privacy"}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_list_has_no_subject if {
	verified.subjects == set() with input as {"functions": []}
	testing.told(verified.observations) == set()
		with input as {"functions": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_what_says_nothing_stays_undecided if {
	verified.subjects == {"x"} with input as _with({})
	testing.told(verified.observations) == set()
		with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_last_day if {
	outcomes := {
		"2026-11-18T00:00:00Z": "pass",
		"2026-10-20T00:00:01Z": "pass",
		"2026-10-18T00:00:00Z": "fail",
	}
	every day, outcome in outcomes {
		testing.told(verified.observations) == {["x", outcome]}
			with input as _tested(true, day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	every day in ["2026-10-20T00:00:00Z", "2026-10-18T00:00:01Z", "2026-11-18T00:00:01Z"] {
		testing.told(verified.observations) == set()
			with input as _tested(true, day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_tested_after_the_export_or_without_a_result if {
	every evidence in [_tested(true, "2026-11-18T00:00:01Z"), _tested(null, "2026-11-18T00:00:00Z")] {
		testing.told(verified.observations) == set()
			with input as evidence
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}
