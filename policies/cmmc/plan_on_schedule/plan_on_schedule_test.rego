package policies.cmmc.plan_on_schedule_test

import data.policies.cmmc.plan_on_schedule
import data.policies.lib.testing

_item := {"id": "P-1", "level": "high", "detected": "2026-10-01", "status": "open"}

_plan(updated, items) := {"updated_on": updated, "items": items}

_with(changes) := _plan("2026-11-01", [object.union(_item, changes)])

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_due(day, step, done) := {"due": day, "milestones": [{"id": "M1", "due": step, "done_on": done}]}

test_pass_on_schedule if {
	every done in ["2026-10-30", null] {
		testing.told(plan_on_schedule.observations) == {["P-1", "pass"]}
			with input as _with(_due("2026-12-31", "2026-12-01", done))
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_fail_past_its_day if {
	late := _with(_due("2026-11-01", "2026-10-01", "2026-10-01"))
	testing.told(plan_on_schedule.observations) == {["P-1", "fail"]} with input as late with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_step_past_its_day if {
	late := _with(_due("2026-12-31", "2026-10-01", null))
	testing.told(plan_on_schedule.observations) == {["P-1", "fail"]} with input as late with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_closed_item if {
	testing.told(plan_on_schedule.observations) == {["P-1", "skip"]} with input as _with({"status": "closed"})
}

test_empty_plan if {
	plan_on_schedule.subjects == set() with input as _plan("2026-11-01", [])
	plan_on_schedule.observations == set() with input as _plan("2026-11-01", [])
}

test_unmatched_item_without_a_day_stays_undecided if {
	undated := _with({"due": null, "milestones": []})
	plan_on_schedule.subjects == {"P-1"} with input as undated
	plan_on_schedule.observations == set() with input as undated with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_past_its_day_at_the_assessment if {
	testing.told(plan_on_schedule.observations) == {["P-1", "fail"]}
		with input as _with(_due("2026-11-15", "2026-11-01", "2026-11-01"))
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_on_the_day_itself if {
	testing.told(plan_on_schedule.observations) == {["P-1", "pass"]}
		with input as _with(_due("2026-11-20", "2026-11-20", null))
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_step_done_on_a_day_later_than_the_evidence_stays_undecided if {
	plan_on_schedule.observations == set()
		with input as _with(_due("2026-12-31", "2026-11-30", "2026-11-15"))
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_last_day if {
	testing.told(plan_on_schedule.observations) == {["P-1", "pass"]}
		with input as _with(_due("2026-11-20", "2026-11-20", null))
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(plan_on_schedule.observations) == {["P-1", "fail"]}
		with input as _with(_due("2026-11-19", "2026-11-19", "2026-11-19"))
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(plan_on_schedule.observations) == {["P-1", "fail"]}
		with input as _with(_due("2026-11-20", "2026-11-19", null))
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_step_that_was_done_and_whose_day_is_over if {
	testing.told(plan_on_schedule.observations) == {["P-1", "pass"]}
		with input as _with(_due("2026-12-31", "2026-10-01", "2026-09-30"))
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_closed_item_is_skipped_whatever_its_days if {
	every item in [_due("2026-12-31", "2026-12-01", null), _due("2026-01-01", "2026-01-01", null)] {
		testing.told(plan_on_schedule.observations) == {["P-1", "skip"]}
			with input as _with(object.union(item, {"status": "closed"}))
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}
