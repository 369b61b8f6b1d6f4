package policies.common.log_review.regular_test

import data.policies.common.log_review.regular
import data.policies.lib.testing

_params := {"review-subjects": ["audit-log"], "max-log-review-days": 14, "review-history-days": 30}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_review(day) := {"id": day, "subject": "audit-log", "status": "done", "completed": sprintf("%sT12:00:00Z", [day])}

_reviews(days) := {"reviews": [_review(day) | some day in days]}

test_pass_regular if {
	regularly := _reviews(["2026-10-15", "2026-10-28", "2026-11-10"])
	testing.told(regular.observations) == {["audit-log", "pass"]} with input as regularly
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_pause_between_reviews if {
	paused := _reviews(["2026-10-15", "2026-10-21", "2026-11-18"])
	testing.told(regular.observations) == {["audit-log", "fail"]} with input as paused
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_pause_that_reaches_into_the_stretch if {
	paused := _reviews(["2026-10-20", "2026-11-15"])
	testing.told(regular.observations) == {["audit-log", "fail"]} with input as paused
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_nothing_since if {
	testing.told(regular.observations) == {["audit-log", "fail"]} with input as _reviews(["2026-09-01"])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_subject_never_reviewed if {
	other := {"reviews": [object.union(_review("2026-11-18"), {"subject": "access-report"})]}
	testing.told(regular.observations) == {["audit-log", "fail"]} with input as other
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_cancelled_review if {
	cancelled := {"reviews": [object.union(_review("2026-11-18"), {"status": "cancelled"})]}
	testing.told(regular.observations) == {["2026-11-18", "skip"]} with input as cancelled
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_without_reviews if {
	regular.subjects == set() with input as {"reviews": []} with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	regular.observations == set() with input as {"reviews": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_short_history_stays_undecided if {
	short := _reviews(["2026-11-10", "2026-11-18"])
	regular.subjects == {"audit-log"} with input as short with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	regular.observations == set() with input as short with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(regular.observations) == {["audit-log", "fail"]}
		with input as _reviews(["2026-10-01", "2026-10-12", "2026-10-25"])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	regular.observations == set()
		with input as _reviews(["2026-10-05", "2026-10-18", "2026-10-31"])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_in_time_by_earlier_evidence if {
	testing.told(regular.observations) == {["audit-log", "pass"]}
		with input as _reviews(["2026-10-05", "2026-10-18", "2026-10-31", "2026-11-09"])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_day_later_than_the_evidence_stays_undecided if {
	regular.observations == set()
		with input as _reviews(["2026-10-05", "2026-10-18", "2026-10-31", "2026-11-15"])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_oldest_review_and_pauses if {
	testing.told(regular.observations) == {["audit-log", "pass"]}
		with input as _reviews(["2026-10-20", "2026-11-01", "2026-11-12"])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	regular.observations == set() with input as _reviews(["2026-10-21", "2026-11-01", "2026-11-12"])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(regular.observations) == {["audit-log", "pass"]}
		with input as _reviews(["2026-10-10", "2026-10-24", "2026-11-05"])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(regular.observations) == {["audit-log", "fail"]}
		with input as _reviews(["2026-10-09", "2026-10-23", "2026-11-04"])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_pause_before_the_stretch if {
	testing.told(regular.observations) == {["audit-log", "pass"]}
		with input as _reviews(["2026-08-01", "2026-10-18", "2026-10-30", "2026-11-10"])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(regular.observations) == {["audit-log", "pass"]}
		with input as _reviews(["2026-08-01", "2026-10-20", "2026-11-01", "2026-11-12"])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_cancelled_review_with_a_day_fills_no_pause if {
	done := [_review("2026-10-15"), _review("2026-11-18")]
	cancelled := [object.union(_review(day), {"status": "cancelled"}) | some day in ["2026-10-28", "2026-11-08"]]
	testing.told(regular.observations) == {["audit-log", "fail"], ["2026-10-28", "skip"], ["2026-11-08", "skip"]}
		with input as {"reviews": array.concat(done, cancelled)}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_other_reviews_since_do_not_count if {
	done := [_review(day) | some day in ["2026-10-05", "2026-10-18", "2026-11-01"]]
	cancelled := object.union(_review("2026-11-09"), {"status": "cancelled"})
	testing.told(regular.observations) == {["2026-11-09", "skip"]}
		with input as {"reviews": array.concat(done, [cancelled])}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	other := object.union(_review("2026-11-09"), {"subject": "access-report"})
	regular.observations == set() with input as {"reviews": array.concat(done, [other])}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_skip_cancelled_review_is_a_subject if {
	regular.subjects == {"audit-log"} with input as _reviews(["2026-11-18"]) with data.assay.params as _params
	regular.subjects == {"audit-log", "2026-11-18"}
		with input as {"reviews": [object.union(_review("2026-11-18"), {"status": "cancelled"})]}
		with data.assay.params as _params
}
