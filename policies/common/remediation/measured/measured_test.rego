package policies.common.remediation.measured_test

import data.policies.common.remediation.measured
import data.policies.lib.testing

_item := {"id": "x", "level": "high", "detected": "2026-11-01", "status": "closed"}

_with(changes) := {"updated_on": "2026-11-18", "items": [object.union(_item, changes)]}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

test_pass_measured if {
	every end in ["2026-11-01", "2026-11-18"] {
		testing.told(measured.observations) == {["x", "pass"]}
			with input as _with({"closed_on": end})
			with data.assay.evidence.collected_ns as _collected
	}
	{seen.why | some seen in measured.observations} == {"2 days"}
		with input as _with({"closed_on": "2026-11-03"})
		with data.assay.evidence.collected_ns as _collected
}

test_fail_no_end_or_one_before_the_start if {
	testing.told(measured.observations) == {["x", "fail"]}
		with input as _with({"closed_on": null})
		with data.assay.evidence.collected_ns as _collected
	testing.told(measured.observations) == {["x", "fail"]}
		with input as _with({"closed_on": "2026-10-31"})
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_closed_after_the_export if {
	testing.told(measured.observations) == set()
		with input as _with({"closed_on": "2026-11-19"})
		with data.assay.evidence.collected_ns as _collected
}

test_skip_open_item if {
	every end in [null, "2026-11-02", "2026-10-02"] {
		testing.told(measured.observations) == {["x", "skip"]}
			with input as _with({"status": "open", "closed_on": end})
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_list_has_no_subject if {
	measured.subjects == set() with input as {"updated_on": "2026-11-18", "items": []}
	testing.told(measured.observations) == set()
		with input as {"updated_on": "2026-11-18", "items": []}
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_what_says_nothing_stays_undecided if {
	measured.subjects == {"x"} with input as _with({})
	testing.told(measured.observations) == set()
		with input as _with({})
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_day_it_was_found if {
	every day, outcome in {"2026-11-01": "pass", "2026-11-18": "pass", "2026-10-31": "fail"} {
		testing.told(measured.observations) == {["x", outcome]}
			with input as _with({"closed_on": day})
			with data.assay.evidence.collected_ns as _collected
	}
	testing.told(measured.observations) == set()
		with input as _with({"closed_on": "2026-11-19"})
		with data.assay.evidence.collected_ns as _collected
}
