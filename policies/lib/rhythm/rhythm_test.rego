package policies.lib.rhythm_test

import data.policies.lib.rhythm

_collected := time.parse_rfc3339_ns("2026-11-18T06:00:00Z")

_any := {"whole", "sample"}

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

_group(runs) := {"id": "hosts", "since": "2026-10-01T00:00:00Z", "scans": runs}

_weekly := [_run(sprintf("2026-%s:00Z", [at])) | some at in ["10-29T06:00", "11-05T06:00", "11-12T06:00"]]

_changed(place, changes) := array.concat(
	[run | some i, run in _weekly; i != place],
	[object.union(_weekly[place], changes)],
)

# Ten days of history, one run in seven days.
_kept(runs, now) if {
	rhythm.kept(_group(runs), _any, 7, 19, time.parse_rfc3339_ns(now)) with data.assay.evidence.collected_ns as _collected
}

_pause(runs) := out if {
	out := rhythm.broken(_group(runs), _any, 7, 19) with data.assay.evidence.collected_ns as _collected
}

_quiet(runs) if not _loud(runs)

_loud(runs) if _pause(runs) > 0

test_kept if {
	_kept(_weekly, "2026-11-18T06:00:00Z")
	_quiet(array.concat(_before, _weekly))
}

test_kept_until_the_next_is_due if {
	_kept(_weekly, "2026-11-20T05:59:59Z")
	not _kept(_weekly, "2026-11-20T06:00:00Z")
	not _kept(_weekly, "2026-11-12T05:00:00Z")
}

test_kept_from_before_the_stretch if {
	at_start := array.concat([_run("2026-10-30T06:00:00Z")], [_weekly[1], _weekly[2]])
	_kept(at_start, "2026-11-18T06:00:00Z")
	later := array.concat([_run("2026-10-30T06:00:01Z")], [_weekly[1], _weekly[2]])
	not _kept(later, "2026-11-18T06:00:00Z")
	by_a_breath := [_run("2026-10-30T06:00:00.00000001Z"), _weekly[1], _weekly[2]]
	not _kept(by_a_breath, "2026-11-18T06:00:00Z")
	not _kept([], "2026-11-18T06:00:00Z")
}

test_whole_days_are_counted if {
	a_day_less := array.concat(_group(_weekly).scans, [_run("2026-10-21T06:00:01Z")])
	_kept(a_day_less, "2026-11-18T06:00:00Z")
	late := [_run("2026-10-29T06:00:00Z"), _run("2026-11-06T05:59:59Z"), _run("2026-11-12T06:00:00Z")]
	_kept(late, "2026-11-18T06:00:00Z")
	too_late := [_run("2026-10-29T06:00:00Z"), _run("2026-11-06T06:00:00Z"), _run("2026-11-12T06:00:00Z")]
	not _kept(too_late, "2026-11-18T06:00:00Z")
	_pause(array.concat(_before, too_late)) == 8
}

test_offsets_of_time_zones_count if {
	late := [_run("2026-10-29T06:00:00Z"), _run("2026-11-06T07:00:00+02:00"), _run("2026-11-12T06:00:00Z")]
	_kept(late, "2026-11-18T06:00:00Z")
	too_late := [_run("2026-10-29T06:00:00Z"), _run("2026-11-06T02:00:00-05:00"), _run("2026-11-12T06:00:00Z")]
	not _kept(too_late, "2026-11-18T06:00:00Z")
}

test_pauses_before_the_stretch_do_not_count if {
	_kept(array.concat([_run("2026-01-02T00:00:00Z")], _weekly), "2026-11-18T06:00:00Z")
	first := _run("2026-10-02T06:00:00Z")
	_quiet([first, _run("2026-10-30T06:00:00Z"), _weekly[1], _weekly[2]])
	_pause([first, _run("2026-10-30T06:00:01Z"), _weekly[1], _weekly[2]]) == 28
}

test_the_last_pause_lasts_to_the_collection if {
	old := [_run("2026-10-22T06:00:00Z"), _weekly[0], _weekly[1]]
	not _kept(old, "2026-11-18T06:00:00Z")
	_pause(array.concat([_run("2026-10-08T06:00:00Z"), _run("2026-10-15T06:00:00Z")], old)) == 13
}

test_nothing_at_all_is_a_pause if {
	_pause([]) == 48
}

test_pauses_before_the_list_begins_are_not_known if {
	listed := _group([_run("2026-10-01T06:00:00Z"), _weekly[1], _weekly[2]])
	group := object.union(listed, {"since": "2026-11-04T00:00:00Z"})
	not rhythm.broken(group, _any, 7, 19) with data.assay.evidence.collected_ns as _collected
	every since in [null, "2026-11-19T00:00:00Z", "2027-02-01T00:00:00Z"] {
		unknown := object.union(_group([]), {"since": since})
		not rhythm.broken(unknown, _any, 7, 19) with data.assay.evidence.collected_ns as _collected
	}
	at_once := object.union(_group([]), {"since": "2026-11-18T06:00:00Z"})
	not rhythm.broken(at_once, _any, 7, 19) with data.assay.evidence.collected_ns as _collected
	since := object.union(_group([]), {"since": "2026-11-10T06:00:00Z"})
	rhythm.broken(since, _any, 7, 19) == 8 with data.assay.evidence.collected_ns as _collected
	young := object.union(_group([]), {"since": "2026-11-11T06:00:00Z"})
	not rhythm.broken(young, _any, 7, 19) with data.assay.evidence.collected_ns as _collected
}

test_a_scan_where_the_list_begins_counts if {
	at_once := object.union(_group([_weekly[1], _weekly[2]]), {"since": "2026-11-05T06:00:00Z"})
	not rhythm.broken(at_once, _any, 7, 19) with data.assay.evidence.collected_ns as _collected
}

_before := [_run("2026-10-08T00:00:00Z"), _run("2026-10-15T00:00:00Z"), _run("2026-10-22T00:00:00Z")]

test_a_scan_that_does_not_count_leaves_a_pause if {
	every change in [
		{"scope": "approved-sample"},
		{"completed": false},
		{"authenticated": false},
		{"assets": 2},
		{"assets": 0},
	] {
		not _kept(_changed(1, change), "2026-11-18T06:00:00Z")
		_pause(array.concat(_before, _changed(1, change))) == 14
	}
}

test_a_scan_of_which_a_fact_is_not_known_neither_passes_nor_fails if {
	every change in [
		{"completed": null},
		{"authenticated": null},
		{"assets": null},
		{"expected": null},
		{"assets": null, "expected": null},
		{"assets": 0, "expected": 0},
		{"started": null},
		{"started": "2026-11-09T00:00:00Z"},
		{"started": "2026-11-05T00:00:00Z", "ended": null},
		{"started": null, "ended": null},
	] {
		not _kept(_changed(1, change), "2026-11-18T06:00:00Z")
		not _loud(array.concat(_before, _changed(1, change)))
	}
}

test_a_scan_without_a_time_that_does_not_count_hides_nothing if {
	every change in [{"completed": false}, {"scope": "approved-sample"}] {
		timeless := object.union({"started": null, "ended": null}, change)
		_pause(array.concat(_before, _changed(1, timeless))) == 14
	}
}

test_a_scan_may_reach_more_than_expected_and_begin_when_it_ends if {
	_kept(_changed(1, {"assets": 4}), "2026-11-18T06:00:00Z")
	_kept(_changed(1, {"assets": 1, "expected": 1}), "2026-11-18T06:00:00Z")
	_kept(_changed(1, {"started": "2026-11-05T06:00:00Z"}), "2026-11-18T06:00:00Z")
	_kept(_changed(1, {"scope": "sample"}), "2026-11-18T06:00:00Z")
}

test_a_scan_after_the_collection_was_not_seen if {
	not _kept(_changed(2, {"ended": "2026-11-18T06:00:01Z"}), "2026-11-19T06:00:00Z")
	_pause(array.concat(_before, _changed(2, {"ended": "2026-11-18T06:00:01Z"}))) == 13
	_kept(array.concat(_weekly, [_run("2026-11-18T06:00:00Z")]), "2026-11-25T06:00:00Z")
	planned := array.concat(_weekly, [_run("2026-11-30T06:00:00Z")])
	_kept(planned, "2026-11-18T06:00:00Z")
	_quiet(array.concat(_before, planned))
}
