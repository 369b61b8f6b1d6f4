package policies.common.integrity.responded_test

import data.policies.common.integrity.responded
import data.policies.lib.testing

_watch := {"id": "x", "covers": "software", "active": true}

_with(changes) := {"watches": [object.union(_watch, changes)]}

_params := {"integrity-covers": ["software"], "integrity-parts": ["told", "handled"], "max-integrity-response-days": 5}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_found(change) := _with({"alerts_response": true, "changes": [object.union(
	{"id": "curl", "found_on": "2026-11-10T00:00:00Z"},
	change,
)]})

_only(part) := object.union(_params, {"integrity-parts": [part]})

test_pass_only_what_is_asked_for if {
	testing.told(responded.observations) == {["x", "pass"]}
		with input as _with({"alerts_response": false, "changes": []})
		with data.assay.params as _only("handled")
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(responded.observations) == {["x", "pass"]}
		with input as _found({"found_on": "2026-11-01T00:00:00Z", "handled_on": null})
		with data.assay.params as _only("told")
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(responded.observations) == {["x", "pass"]}
		with input as _found({"handled_on": "2026-11-16T00:00:00Z"})
		with data.assay.params as _only("told")
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_nothing_found if {
	testing.told(responded.observations) == {["x", "pass"]}
		with input as _with({"alerts_response": true, "changes": []})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_handled_up_to_the_last_day if {
	every day in ["2026-11-10T00:00:00Z", "2026-11-15T23:59:59Z"] {
		testing.told(responded.observations) == {["x", "pass"]}
			with input as _found({"handled_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_handled_too_late if {
	testing.told(responded.observations) == {["x", "fail"]}
		with input as _found({"handled_on": "2026-11-16T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	{seen.why | some seen in responded.observations} == {"curl: handled only after 6 days"}
		with input as _found({"handled_on": "2026-11-16T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_not_handled_when_its_time_was_over if {
	testing.told(responded.observations) == {["x", "fail"]}
		with input as _found({"found_on": "2026-11-12T00:00:00Z", "handled_on": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	{seen.why | some seen in responded.observations} == {"curl: open for 6 days"}
		with input as _found({"found_on": "2026-11-12T00:00:00Z", "handled_on": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_tells_nobody if {
	testing.told(responded.observations) == {["x", "fail"]}
		with input as _with({"alerts_response": false, "changes": []})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(responded.observations) == {["x", "fail"]}
		with input as _with({"alerts_response": false})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_still_in_its_time_or_not_known if {
	testing.told(responded.observations) == set()
		with input as _found({"found_on": "2026-11-12T00:00:01Z", "handled_on": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(responded.observations) == set()
		with input as _found({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(responded.observations) == set()
		with input as _found({"handled_on": "2026-11-09T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(responded.observations) == set()
		with input as _found({"found_on": "2026-11-18T00:00:00Z", "handled_on": "2026-11-18T00:00:01Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(responded.observations) == set()
		with input as _found({"found_on": "2026-11-01T00:00:00Z", "handled_on": "2026-11-18T00:00:01Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(responded.observations) == set()
		with input as _with({"alerts_response": null, "changes": []})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(responded.observations) == set()
		with input as _with({"alerts_response": true})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_skip_not_in_use_or_of_another_sort if {
	testing.told(responded.observations) == {["x", "skip"]}
		with input as _with({"active": false, "alerts_response": false})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(responded.observations) == {["x", "skip"]}
		with input as _with({"covers": "firmware", "alerts_response": false})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_empty_list_has_no_subject if {
	responded.subjects == set() with input as {"watches": []}
	testing.told(responded.observations) == set()
		with input as {"watches": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_what_says_nothing_stays_undecided if {
	responded.subjects == {"x"} with input as _with({})
	testing.told(responded.observations) == set()
		with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_last_day if {
	outcomes := {
		"2026-11-10T00:00:00Z": "pass",
		"2026-11-15T23:59:59Z": "pass",
		"2026-11-16T00:00:00Z": "fail",
	}
	every day, outcome in outcomes {
		testing.told(responded.observations) == {["x", outcome]}
			with input as _found({"handled_on": day})
			with data.assay.params as _only("handled")
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	testing.told(responded.observations) == set()
		with input as _found({"handled_on": "2026-11-09T00:00:00Z"})
		with data.assay.params as _only("handled")
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_handled_before_it_was_found_or_after_the_export if {
	pieces := [
		_found({"handled_on": "2026-11-09T00:00:00Z"}),
		_found({"found_on": "2026-11-18T00:00:00Z", "handled_on": "2026-11-18T00:00:01Z"}),
		_found({}),
	]
	every evidence in pieces {
		testing.told(responded.observations) == set()
			with input as evidence
			with data.assay.params as _only("handled")
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}
