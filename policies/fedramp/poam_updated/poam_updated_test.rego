package policies.fedramp.poam_updated_test

import data.policies.fedramp.poam_updated
import data.policies.lib.testing

_item := {"id": "P-1", "level": "high", "detected": "2026-10-01", "status": "open"}

_plan(updated, items) := {"updated_on": updated, "items": items}

_with(changes) := _plan("2026-11-01", [object.union(_item, changes)])

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_params := {"max-plan-update-days": 31}

test_pass_updated_this_month if {
	testing.told(poam_updated.observations) == {["plan of action", "pass"]} with input as _plan("2026-11-01", [_item])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_not_updated_for_long if {
	testing.told(poam_updated.observations) == {["plan of action", "fail"]} with input as _plan("2026-10-01", [_item])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_closed_item if {
	["P-1", "skip"] in testing.told(poam_updated.observations) with input as _with({"status": "closed"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_plan_says_nothing if {
	poam_updated.subjects == set() with input as _plan("2026-11-01", [])
	poam_updated.observations == set() with input as _plan("2026-11-01", [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_update_that_has_not_come_yet_stays_undecided if {
	poam_updated.subjects == {"plan of action"} with input as _plan("2027-01-01", [_item])
	poam_updated.observations == set() with input as _plan("2027-01-01", [_item])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(poam_updated.observations) == {["plan of action", "fail"]}
		with input as _plan("2026-10-01", [_item])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	poam_updated.observations == set()
		with input as _plan("2026-10-15", [_item])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_in_time_by_earlier_evidence if {
	testing.told(poam_updated.observations) == {["plan of action", "pass"]}
		with input as _plan("2026-10-25", [_item])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_day_later_than_the_evidence_stays_undecided if {
	poam_updated.observations == set()
		with input as _plan("2026-11-15", [_item])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_last_day if {
	testing.told(poam_updated.observations) == {["plan of action", "pass"]}
		with input as _plan("2026-10-20", [_item])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(poam_updated.observations) == {["plan of action", "fail"]}
		with input as _plan("2026-10-19", [_item])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_plan_without_items_says_nothing_however_old if {
	poam_updated.observations == set() with input as _plan("2020-01-01", [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_closed_item_is_a_subject if {
	poam_updated.subjects == {"plan of action", "P-1"} with input as _with({"status": "closed"})
	poam_updated.subjects == {"plan of action"} with input as _with({})
}
