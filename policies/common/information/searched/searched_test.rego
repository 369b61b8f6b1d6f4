package policies.common.information.searched_test

import data.policies.common.information.searched
import data.policies.lib.testing

_with(changes) := {"stores": [object.union({"id": "x", "active": true, "found": ["federal"]}, changes)]}

_params := {"max-search-days": 30}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_searched(tool, day) := _with({"tool": tool, "searched_on": day})

test_pass_up_to_the_last_day if {
	every day in ["2026-11-18T00:00:00Z", "2026-10-20T00:00:01Z"] {
		testing.told(searched.observations) == {["x", "pass"]}
			with input as _searched("macie", day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone if {
	testing.told(searched.observations) == {["x", "fail"]}
		with input as _searched(null, "2026-11-18T00:00:00Z")
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(searched.observations) == {["x", "fail"]}
		with input as _searched("macie", null)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(searched.observations) == {["x", "fail"]}
		with input as _searched("macie", "2026-10-18T00:00:00Z")
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_too_old_only_since_or_not_known if {
	every day in ["2026-10-20T00:00:00Z", "2026-10-18T00:00:01Z", "2026-11-18T00:00:01Z"] {
		testing.told(searched.observations) == set()
			with input as _searched("macie", day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	testing.told(searched.observations) == set()
		with input as _searched(" ", "2026-11-18T00:00:00Z")
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_skip_not_in_use if {
	every day in [null, "2026-01-01T00:00:00Z"] {
		testing.told(searched.observations) == {["x", "skip"]}
			with input as _with({"active": false, "tool": null, "searched_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	testing.told(searched.observations) == {["x", "skip"]}
		with input as _with({"active": false, "tool": "macie", "searched_on": "2026-11-18T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_empty_list_has_no_subject if {
	searched.subjects == set() with input as {"stores": []}
	testing.told(searched.observations) == set()
		with input as {"stores": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_what_says_nothing_stays_undecided if {
	searched.subjects == {"x"} with input as _with({})
	testing.told(searched.observations) == set()
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
		testing.told(searched.observations) == {["x", outcome]}
			with input as _searched("macie", day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	every day in ["2026-10-20T00:00:00Z", "2026-10-18T00:00:01Z", "2026-11-18T00:00:01Z"] {
		testing.told(searched.observations) == set()
			with input as _searched("macie", day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_blank_tool_or_searched_after_the_export if {
	every evidence in [_searched(" ", "2026-11-18T00:00:00Z"), _searched("macie", "2026-11-18T00:00:01Z")] {
		testing.told(searched.observations) == set()
			with input as evidence
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}
