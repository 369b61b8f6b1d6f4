package policies.common.exercises.recent_test

import data.policies.common.exercises.recent
import data.policies.lib.testing

_params := {
	"plans-to-test": ["incident-response"],
	"exercise-forms": ["functional", "actual-event"],
	"max-exercise-days": 366,
}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_exercise := {"id": "EX-1", "plan": "incident-response", "form": "functional", "status": "done", "date": "2026-03-01"}

_with(changes) := {"exercises": [object.union(_exercise, changes)]}

test_pass_tested_this_year if {
	testing.told(recent.observations) == {["incident-response plan", "pass"]} with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_tested_too_long_ago if {
	testing.told(recent.observations) == {["incident-response plan", "fail"]} with input as _with({"date": "2025-03-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_form_does_not_count if {
	testing.told(recent.observations) == {["incident-response plan", "fail"]} with input as _with({"form": "tabletop"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_cancelled_exercise if {
	told := {["EX-1", "skip"], ["incident-response plan", "fail"]}
	testing.told(recent.observations) == told with input as _with({"status": "cancelled"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_without_exercises if {
	recent.subjects == set() with input as {"exercises": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	recent.observations == set() with input as {"exercises": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_exercise_dated_in_the_future_stays_undecided if {
	recent.subjects == {"incident-response plan"} with input as _with({"date": "2027-03-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	recent.observations == set() with input as _with({"date": "2027-03-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(recent.observations) == {["incident-response plan", "fail"]}
		with input as _with({"date": "2025-11-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	recent.observations == set()
		with input as _with({"date": "2025-11-15"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_in_time_by_earlier_evidence if {
	testing.told(recent.observations) == {["incident-response plan", "pass"]}
		with input as _with({"date": "2025-11-20"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_day_later_than_the_evidence_stays_undecided if {
	recent.observations == set()
		with input as _with({"date": "2026-11-15"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_last_day_of_an_exercise if {
	testing.told(recent.observations) == {["incident-response plan", "pass"]}
		with input as _with({"date": "2025-11-19"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(recent.observations) == {["incident-response plan", "fail"]}
		with input as _with({"date": "2025-11-18"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_the_last_exercise_counts if {
	testing.told(recent.observations) == {["incident-response plan", "pass"]}
		with input as {"exercises": [_exercise, object.union(_exercise, {"id": "EX-0", "date": "2020-03-01"})]}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_exercise_of_another_plan_counts_for_nothing if {
	testing.told(recent.observations) == {["incident-response plan", "fail"]}
		with input as _with({"plan": "contingency"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_cancelled_exercise_is_a_subject if {
	recent.subjects == {"EX-1", "incident-response plan"} with input as _with({"status": "cancelled"})
		with data.assay.params as _params
}
