package policies.lib.facts_test

import data.policies.lib.facts

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_known := {["a", "x", true], ["a", "y", false], ["a", "z", null], ["b", "y", true]}

test_kept_when_every_fact_asked_for_is_true if {
	facts.kept(_known, "a", ["x"])
	facts.kept(_known, "b", ["y"])
	not facts.kept(_known, "a", ["x", "y"])
	not facts.kept(_known, "a", ["x", "z"])
	not facts.kept(_known, "a", ["x", "w"])
	not facts.kept(_known, "b", ["x"])
}

test_kept_says_nothing_of_nothing if {
	not facts.kept(_known, "a", [])
}

test_broken_lists_what_is_false if {
	facts.broken(_known, "a", ["x", "y", "z", "w"]) == {"y"}
	facts.broken(_known, "a", ["x"]) == set()
	facts.broken(_known, "b", ["x", "y"]) == set()
}

test_written_down_or_not if {
	facts.written("POL-1") == true
	facts.written(null) == false
}

test_a_blank_says_nothing if {
	every blank in ["", " "] {
		{value | value := facts.written(blank)} == set()
	}
}

test_approved_before_use if {
	every case in [
		[["eva", "2026-11-17T00:00:00Z", "2026-11-17T00:00:00Z"], {true}],
		[["eva", "2026-11-17T00:00:00Z", null], {true}],
		[["eva", "2026-11-17T00:00:01Z", "2026-11-17T00:00:00Z"], {false}],
		[[null, "2026-11-17T00:00:00Z", null], {false}],
		[[null, null, "2026-11-17T00:00:00Z"], {false}],
		[["eva", "2026-11-18T00:00:00Z", null], {true}],
	] {
		{value | value := facts.approved(case[0][0], case[0][1], case[0][2])} == case[1]
			with data.assay.evidence.collected_ns as _collected
	}
}

test_approval_that_is_not_known if {
	every case in [
		[["eva", null, null], set()],
		[["eva", null, "2026-11-17T00:00:00Z"], set()],
		[[" ", "2026-11-17T00:00:00Z", null], set()],
		[[" ", "2026-11-17T00:00:00Z", "2026-11-17T00:00:00Z"], set()],
		[[" ", "2026-11-17T00:00:00Z", "2026-11-16T00:00:00Z"], set()],
		[["eva", "2026-11-18T00:00:01Z", null], set()],
		[["eva", "2026-11-18T00:00:01Z", "2026-11-19T00:00:00Z"], set()],
	] {
		{value | value := facts.approved(case[0][0], case[0][1], case[0][2])} == case[1]
			with data.assay.evidence.collected_ns as _collected
	}
}

test_lately if {
	{value | value := facts.lately("2026-11-10", _now, 10)} == {true} with data.assay.evidence.collected_ns as _collected
	{value | value := facts.lately("2026-11-09", _now, 10)} == set() with data.assay.evidence.collected_ns as _collected
	{value | value := facts.lately("2026-11-08", _now, 10)} == set() with data.assay.evidence.collected_ns as _collected
	{value | value := facts.lately("2026-11-07", _now, 10)} == {false} with data.assay.evidence.collected_ns as _collected
	{value | value := facts.lately("2026-11-19", _now, 10)} == set() with data.assay.evidence.collected_ns as _collected
	{value | value := facts.lately(null, _now, 10)} == {false} with data.assay.evidence.collected_ns as _collected
}

_lasting(day) := {value | value := facts.lasting(day, _now)}

test_lasting if {
	_lasting(null) == {true}
	_lasting("2026-11-20") == {true}
	_lasting("2026-11-19") == {false}
	_lasting("") == set()
}
