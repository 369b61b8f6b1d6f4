package policies.common.integrity.checked_test

import data.policies.common.integrity.checked
import data.policies.lib.testing

_watch := {"id": "x", "covers": "software", "active": true}

_with(changes) := {"watches": [object.union(_watch, changes)]}

_params := {"integrity-covers": ["software"], "max-integrity-check-days": 30}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

test_pass_up_to_the_last_day if {
	every day in ["2026-11-18T00:00:00Z", "2026-10-20T00:00:01Z"] {
		testing.told(checked.observations) == {["x", "pass"]}
			with input as _with({"last_check": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_too_old_or_never if {
	every day in ["2026-10-18T00:00:00Z", null] {
		testing.told(checked.observations) == {["x", "fail"]}
			with input as _with({"last_check": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_too_old_only_since_or_after_the_export if {
	every day in ["2026-10-20T00:00:00Z", "2026-10-18T00:00:01Z", "2026-11-18T00:00:01Z"] {
		testing.told(checked.observations) == set()
			with input as _with({"last_check": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_not_in_use_or_of_another_sort if {
	testing.told(checked.observations) == {["x", "skip"]}
		with input as _with({"active": false, "last_check": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(checked.observations) == {["x", "skip"]}
		with input as _with({"covers": "firmware", "last_check": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_empty_list_has_no_subject if {
	checked.subjects == set() with input as {"watches": []}
	testing.told(checked.observations) == set()
		with input as {"watches": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_what_says_nothing_stays_undecided if {
	checked.subjects == {"x"} with input as _with({})
	testing.told(checked.observations) == set()
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
		testing.told(checked.observations) == {["x", outcome]}
			with input as _with({"last_check": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	every day in ["2026-10-20T00:00:00Z", "2026-10-18T00:00:01Z", "2026-11-18T00:00:01Z"] {
		testing.told(checked.observations) == set()
			with input as _with({"last_check": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_checked_after_the_export if {
	every evidence in [_with({"last_check": "2026-11-18T00:00:01Z"}), _with({"at_startup": true})] {
		testing.told(checked.observations) == set()
			with input as evidence
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}
