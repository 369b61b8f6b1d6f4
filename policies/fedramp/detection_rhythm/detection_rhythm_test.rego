package policies.fedramp.detection_rhythm_test

import data.policies.fedramp.detection_rhythm
import data.policies.lib.testing

_params := {
	"max-sample-scan-days": 3,
	"max-drift-scan-days": 7,
	"max-stable-scan-days": 14,
	"scan-history-days": 15,
	"vulnerability-rules-from": "2026-12-07",
	"vulnerability-rules-term": ["2026-07-04", "2027-03-07"],
}

_collected := time.parse_rfc3339_ns("2027-01-20T00:00:00Z")

_run(day, scope) := {
	"id": sprintf("%s of %s", [day, scope]),
	"started": sprintf("2027-01-%sT00:00:00Z", [day]),
	"ended": sprintf("2027-01-%sT00:00:00Z", [day]),
	"scope": scope,
	"completed": true,
	"authenticated": true,
	"assets": 3,
	"expected": 3,
}

_runs(wholes, samples) := array.concat(
	[_run(day, "whole") | some day in wholes],
	[_run(day, "sample") | some day in samples],
)

_history(drift, runs) := {"groups": [{
	"id": "hosts",
	"scanner": "scanner",
	"since": "2027-01-01T00:00:00Z",
	"drift": drift,
	"scans": runs,
}]}

_samples := ["01", "04", "07", "10", "13", "16", "19"]

_weekly := _runs(["02", "09", "16"], _samples)

_fortnightly := _runs(["01", "15"], _samples)

_seen(history) := out if {
	out := detection_rhythm.observations with input as history
		with data.assay.params as _params
		with data.assay.now as _collected
		with data.assay.evidence.collected_ns as _collected
}

_told(history) := testing.told(_seen(history))

test_pass_all_and_samples_in_time if {
	every drift in [true, false, null] {
		_told(_history(drift, _weekly)) == {["hosts", "pass"]}
	}
	_told(_history(false, _fortnightly)) == {["hosts", "pass"]}
}

test_pass_a_scan_of_all_is_one_of_a_sample if {
	_told(_history(true, [_run(day, "whole") | some day in _samples])) == {["hosts", "pass"]}
	approved := [object.union(_run(day, "sample"), {"scope": "approved-sample"}) | some day in _samples]
	_told(_history(true, array.concat(approved, _runs(["02", "09", "16"], [])))) == {["hosts", "pass"]}
}

test_fail_what_drifts_is_scanned_too_seldom if {
	_told(_history(true, _fortnightly)) == {["hosts", "fail"]}
	[seen.why | some seen in _seen(_history(true, _fortnightly))] == ["14 days without a scan of all, 7 expected"]
}

test_fail_what_does_not_drift_is_scanned_too_seldom if {
	every drift in [true, false, null] {
		_told(_history(drift, _runs(["01"], _samples))) == {["hosts", "fail"]}
	}
	once := _seen(_history(false, _runs(["01"], _samples)))
	[seen.why | some seen in once] == ["19 days without a scan of all, 14 expected"]
}

test_fail_samples_are_scanned_too_seldom if {
	_told(_history(true, _runs(["02", "09", "16"], []))) == {["hosts", "fail"]}
	none := _seen(_history(true, _runs(["02", "09", "16"], [])))
	[seen.why | some seen in none] == ["7 days without any scan, 3 expected"]
}

test_fail_an_approved_sample_is_not_all if {
	_told(_history(false, [object.union(run, {"scope": "approved-sample"}) | some run in _weekly])) == {["hosts", "fail"]}
}

test_pass_says_by_which_times if {
	[seen.why | some seen in _seen(_history(true, _weekly))] == ["all every 7 days, samples every 3"]
	[seen.why | some seen in _seen(_history(null, _weekly))] == ["all every 7 days, samples every 3"]
	[seen.why | some seen in _seen(_history(false, _weekly))] == ["all every 14 days, samples every 3"]
}

test_skip_before_the_rules_are_in_force if {
	every runs in [_weekly, []] {
		told := testing.told(detection_rhythm.observations) with input as _history(true, runs)
			with data.assay.params as object.union(_params, {"vulnerability-rules-from": "2027-02-01"})
			with data.assay.now as _collected
			with data.assay.evidence.collected_ns as _collected
		told == {["hosts", "skip"]}
	}
}

test_empty_history_has_no_subject if {
	detection_rhythm.subjects == set() with input as {"groups": []}
	_told({"groups": []}) == set()
}

test_unmatched_a_group_of_which_drift_is_not_known_is_undecided_between_the_times if {
	detection_rhythm.subjects == {"hosts"} with input as _history(null, _fortnightly)
	_told(_history(null, _fortnightly)) == set()
}

test_unmatched_a_history_that_does_not_reach_back_is_undecided if {
	whole := _history(true, [_run("16", "whole"), _run("19", "sample")]).groups[0]
	_told({"groups": [object.union(whole, {"since": "2027-01-15T00:00:00Z"})]}) == set()
}

test_malformed_a_day_that_is_none_leaves_all_undecided if {
	every day in ["", "soon"] {
		told := testing.told(detection_rhythm.observations) with input as _history(true, _weekly)
			with data.assay.params as object.union(_params, {"vulnerability-rules-from": day})
			with data.assay.now as _collected
			with data.assay.evidence.collected_ns as _collected
		told == set()
	}
}

test_malformed_a_scan_of_which_little_is_known_is_no_scan_and_no_pause if {
	every change in [{"ended": null}, {"completed": null}, {"expected": 0, "assets": 0}] {
		_told(_history(true, [object.union(run, change) | some run in _weekly])) == set()
	}
}

test_boundary_the_day_of_the_rules if {
	told := {"2027-01-20": {["hosts", "pass"]}, "2027-01-21": {["hosts", "skip"]}}
	every day, outcomes in told {
		got := testing.told(detection_rhythm.observations) with input as _history(true, _weekly)
			with data.assay.params as object.union(_params, {"vulnerability-rules-from": day})
			with data.assay.now as _collected
			with data.assay.evidence.collected_ns as _collected
		got == outcomes
	}
}

test_boundary_days_between_scans if {
	told := {"16": {["hosts", "pass"]}, "17": {["hosts", "fail"]}}
	every day, outcomes in told {
		_told(_history(true, _runs(["02", "09", day], _samples))) == outcomes
	}
	sampled := {"13": {["hosts", "pass"]}, "14": {["hosts", "fail"]}}
	every day, outcomes in sampled {
		_told(_history(true, _runs(["03", "10", "17"], ["05", "08", day, "16", "19"]))) == outcomes
	}
}
