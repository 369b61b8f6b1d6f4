package policies.common.access_review.carried_out_test

import data.policies.common.access_review.carried_out
import data.policies.lib.testing

_review := {
	"id": "2026-Q4",
	"completed": "2026-10-15T00:00:00Z",
	"population": "all",
	"status": "done",
	"accounts_in_scope": 40,
	"accounts_reviewed": 40,
}

_with(changes) := {"reviews": [object.union(_review, changes)]}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_params := {"max-review-action-days": 7}

_decided(day) := {"decisions": [{"account": "bob", "action": "revoke", "done_on": day}]}

test_pass_carried_out_in_time if {
	testing.told(carried_out.observations) == {["2026-Q4", "pass"]} with input as _with(_decided("2026-10-18T00:00:00Z"))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_pass_nothing_to_change if {
	testing.told(carried_out.observations) == {["2026-Q4", "pass"]} with input as _with({"decisions": []})
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_fail_carried_out_late if {
	testing.told(carried_out.observations) == {["2026-Q4", "fail"]} with input as _with(_decided("2026-11-01T00:00:00Z"))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_fail_overdue if {
	testing.told(carried_out.observations) == {["2026-Q4", "fail"]} with input as _with(_decided(null))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_skip_running_review if {
	testing.told(carried_out.observations) == {["2026-Q4", "skip"]}
		with input as _with({"status": "running", "completed": null})
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_empty_without_reviews if {
	carried_out.subjects == set() with input as {"reviews": []}
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
	carried_out.observations == set() with input as {"reviews": []}
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_review_that_does_not_list_decisions_stays_undecided if {
	carried_out.subjects == {"2026-Q4"} with input as _with({})
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
	carried_out.observations == set() with input as _with({})
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

_at(day, done) := _with(object.union({"completed": sprintf("%sT00:00:00Z", [day])}, _decided(done)))

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(carried_out.observations) == {["2026-Q4", "fail"]}
		with input as _at("2026-11-01", null)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	carried_out.observations == set()
		with input as _at("2026-11-09", null)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_fail_planned_for_a_day_after_its_time if {
	testing.told(carried_out.observations) == {["2026-Q4", "fail"]}
		with input as _at("2026-11-01", "2026-12-24T00:00:00Z")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_day_later_than_the_evidence_stays_undecided if {
	carried_out.observations == set()
		with input as _at("2026-11-09", "2026-11-12T00:00:00Z")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_last_day_to_carry_out if {
	testing.told(carried_out.observations) == {["2026-Q4", "pass"]}
		with input as _with(_decided("2026-10-22T00:00:00Z"))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
	testing.told(carried_out.observations) == {["2026-Q4", "fail"]}
		with input as _with(_decided("2026-10-23T00:00:00Z"))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_boundary_last_day_to_leave_it_undone if {
	carried_out.observations == set() with input as _at("2026-11-13", null)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
	testing.told(carried_out.observations) == {["2026-Q4", "fail"]} with input as _at("2026-11-12", null)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_malformed_decision_carried_out_after_the_export_stays_undecided if {
	carried_out.observations == set() with input as _at("2026-11-15", "2026-11-30T00:00:00Z")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_malformed_running_review_with_decisions_is_skipped if {
	every done in ["2026-10-18T00:00:00Z", "2026-11-01T00:00:00Z", null] {
		testing.told(carried_out.observations) == {["2026-Q4", "skip"]}
			with input as _with(object.union(_decided(done), {"status": "running"}))
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _now
	}
}
