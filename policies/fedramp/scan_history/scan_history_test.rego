package policies.fedramp.scan_history_test

import data.policies.fedramp.scan_history
import data.policies.lib.testing

_params := {"max-scan-days": 31, "scan-history-days": 90}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T06:00:00Z")

_run(ended) := {
	"id": ended,
	"started": "2026-01-01T00:00:00Z",
	"ended": ended,
	"scope": "whole",
	"completed": true,
	"authenticated": true,
	"assets": 3,
	"expected": 3,
}

_monthly := [_run(sprintf("2026-%s-10T02:00:00Z", [month])) | some month in ["08", "09", "10", "11"]]

_history(runs) := {"groups": [{
	"id": "hosts",
	"scanner": "scanner",
	"since": "2026-08-01T00:00:00Z",
	"drift": null,
	"scans": runs,
}]}

_changed(place, changes) := _history([run |
	some i, one in _monthly
	run := object.union(one, {true: changes, false: {}}[i == place])
])

_told(history) := out if {
	out := testing.told(scan_history.observations) with input as history
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_scanned_every_month if {
	_told(_history(_monthly)) == {["hosts", "pass"]}
	_told(_changed(1, {"scope": "approved-sample"})) == {["hosts", "pass"]}
}

test_fail_a_month_without_a_complete_scan if {
	every change in [{"completed": false}, {"authenticated": false}, {"assets": 2}, {"scope": "sample"}] {
		_told(_changed(1, change)) == {["hosts", "fail"]}
	}
}

test_fail_never_scanned if {
	_told(_history([])) == {["hosts", "fail"]}
}

test_skip_of_no_group_is_left_to_nobody if {
	every seen in _told(_history(_monthly)) {
		seen[1] != "skip"
	}
}

test_empty_history_has_no_subject if {
	scan_history.subjects == set() with input as {"groups": []}
	_told({"groups": []}) == set()
}

test_unmatched_a_history_that_does_not_reach_back_is_undecided if {
	lately := _history([_monthly[2], _monthly[3]]).groups[0]
	young := {"groups": [object.union(lately, {"since": "2026-10-01T00:00:00Z"})]}
	scan_history.subjects == {"hosts"} with input as young
	_told(young) == set()
}

test_unmatched_a_scan_of_which_little_is_known_leaves_its_month_undecided if {
	every change in [{"completed": null}, {"authenticated": null}, {"expected": null}, {"ended": null}] {
		_told(_changed(1, change)) == set()
	}
}

test_malformed_a_scan_that_ends_before_it_began_counts_for_nothing if {
	_told(_changed(1, {"started": "2026-09-11T00:00:00Z"})) == set()
}

test_malformed_a_history_that_begins_after_its_collection_is_undecided if {
	later := {"groups": [object.union(_history([]).groups[0], {"since": "2026-12-01T00:00:00Z"})]}
	_told(later) == set()
}

test_boundary_days_between_scans if {
	told := {
		"2026-10-12T01:59:59Z": {["hosts", "pass"]},
		"2026-10-12T02:00:00Z": {["hosts", "fail"]},
		"2026-10-12T03:59:59+02:00": {["hosts", "pass"]},
		"2026-10-11T21:00:00-05:00": {["hosts", "fail"]},
	}
	every ended, outcomes in told {
		_told(_changed(2, {"ended": ended})) == outcomes
	}
}

test_boundary_days_of_history if {
	told := {"2026-08-20T06:00:00Z": {["hosts", "pass"]}, "2026-08-20T06:00:01Z": set()}
	every ended, outcomes in told {
		_told(_changed(0, {"ended": ended})) == outcomes
	}
}

test_fail_says_how_long if {
	seen := scan_history.observations with input as _changed(1, {"completed": false})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	[one.why | some one in seen] == ["61 days without a whole scan, 31 allowed"]
}

test_pass_says_how_often if {
	seen := scan_history.observations with input as _history(_monthly)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	[one.why | some one in seen] == ["scanned to the end at least every 31 days"]
}
