package policies.common.access_review.recent_test

import data.policies.common.access_review.recent
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

_params := {
	"review-populations": ["privileged", "ordinary"],
	"max-privileged-review-days": 92,
	"max-ordinary-review-days": 366,
}

_both(outcome) := {["privileged accounts", outcome], ["ordinary accounts", outcome]}

test_pass_all_accounts_reviewed_lately if {
	testing.told(recent.observations) == _both("pass") with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_privileged_accounts_reviewed_too_long_ago if {
	told := {["privileged accounts", "fail"], ["ordinary accounts", "pass"]}
	testing.told(recent.observations) == told with input as _with({"completed": "2026-05-15T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_ordinary_accounts_never_reviewed if {
	told := {["privileged accounts", "pass"], ["ordinary accounts", "fail"]}
	testing.told(recent.observations) == told with input as _with({"population": "privileged"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_cancelled_review if {
	["2026-Q4", "skip"] in testing.told(recent.observations) with input as _with({"status": "cancelled"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_without_reviews if {
	recent.subjects == set() with input as {"reviews": []} with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	recent.observations == set() with input as {"reviews": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_unfinished_review_stays_undecided if {
	running := _with({"status": "running", "completed": null})
	recent.subjects == {"privileged accounts", "ordinary accounts"} with input as running
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	recent.observations == set() with input as running with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_review_that_left_accounts_out_stays_undecided if {
	recent.observations == set() with input as _with({"accounts_reviewed": 39})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(recent.observations) == {["privileged accounts", "fail"], ["ordinary accounts", "pass"]}
		with input as _with({"completed": "2026-08-01T00:00:00Z", "population": "all"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	testing.told(recent.observations) == {["ordinary accounts", "pass"]}
		with input as _with({"completed": "2026-08-12T00:00:00Z", "population": "all"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_in_time_by_earlier_evidence if {
	testing.told(recent.observations) == _both("pass")
		with input as _with({"completed": "2026-08-25T00:00:00Z", "population": "all"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_day_later_than_the_evidence_stays_undecided if {
	recent.observations == set()
		with input as _with({"completed": "2026-11-15T00:00:00Z", "population": "all"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_review_of_nobody_is_no_review if {
	recent.observations == set()
		with input as _with({"accounts_in_scope": 0, "accounts_reviewed": 0})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_last_day_of_a_review if {
	testing.told(recent.observations) == _both("pass") with input as _with({"completed": "2026-08-20T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(recent.observations) == {["privileged accounts", "fail"], ["ordinary accounts", "pass"]}
		with input as _with({"completed": "2026-08-19T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(recent.observations) == _both("pass")
		with input as _with({"accounts_in_scope": 1, "accounts_reviewed": 1})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_the_last_review_counts if {
	testing.told(recent.observations) == _both("pass")
		with input as {"reviews": [_review, object.union(_review, {"id": "2020", "completed": "2020-01-15T00:00:00Z"})]}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_privileged_accounts_never_reviewed if {
	testing.told(recent.observations) == {["privileged accounts", "fail"], ["ordinary accounts", "pass"]}
		with input as _with({"population": "ordinary"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_running_review_with_a_day_stays_undecided if {
	recent.observations == set() with input as _with({"status": "running"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_cancelled_review_is_a_subject if {
	cancelled := _with({"status": "cancelled"})
	recent.subjects == {"2026-Q4", "privileged accounts", "ordinary accounts"} with input as cancelled
		with data.assay.params as _params
}
