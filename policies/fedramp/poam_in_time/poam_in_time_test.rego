package policies.fedramp.poam_in_time_test

import data.policies.fedramp.poam_in_time
import data.policies.lib.testing

_item := {"id": "P-1", "level": "high", "detected": "2026-10-01", "status": "open"}

_plan(updated, items) := {"updated_on": updated, "items": items}

_with(changes) := _plan("2026-11-01", [object.union(_item, changes)])

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_params := {
	"remediation-critical-days": 30,
	"remediation-high-days": 30,
	"remediation-moderate-days": 90,
	"remediation-low-days": 180,
}

test_pass_inside_its_time if {
	testing.told(poam_in_time.observations) == {["P-1", "pass"]} with input as _with({"level": "moderate"})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_open_too_long if {
	testing.told(poam_in_time.observations) == {["P-1", "fail"]} with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_deviation_is_only_pending if {
	testing.told(poam_in_time.observations) == {["P-1", "fail"]} with input as _with({"deviation": "pending"})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_skip_closed_or_approved if {
	every change in [{"status": "closed"}, {"deviation": "approved"}] {
		testing.told(poam_in_time.observations) == {["P-1", "skip"]} with input as _with(change)
			with data.assay.params as _params
			with data.assay.now as _now
	}
}

test_empty_plan if {
	poam_in_time.subjects == set() with input as _plan("2026-11-01", [])
	poam_in_time.observations == set() with input as _plan("2026-11-01", [])
		with data.assay.params as _params
		with data.assay.now as _now
}

test_unmatched_item_detected_in_the_future_stays_undecided if {
	poam_in_time.subjects == {"P-1"} with input as _with({"detected": "2027-01-01"})
	poam_in_time.observations == set() with input as _with({"detected": "2027-01-01"})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_boundary_last_day_of_each_level if {
	last := {"critical": "2026-10-21", "high": "2026-10-21", "moderate": "2026-08-22", "low": "2026-05-24"}
	every level, day in last {
		testing.told(poam_in_time.observations) == {["P-1", "pass"]}
			with input as _with({"level": level, "detected": day})
			with data.assay.params as _params
			with data.assay.now as _now
	}
	late := {"critical": "2026-10-20", "high": "2026-10-20", "moderate": "2026-08-21", "low": "2026-05-23"}
	every level, day in late {
		testing.told(poam_in_time.observations) == {["P-1", "fail"]}
			with input as _with({"level": level, "detected": day})
			with data.assay.params as _params
			with data.assay.now as _now
	}
}

test_malformed_closed_item_with_a_deviation_is_skipped_once if {
	count(poam_in_time.observations) == 1 with input as _with({"status": "closed", "deviation": "approved"})
		with data.assay.params as _params
		with data.assay.now as _now
}
