package policies.common.exercises.followed_up_test

import data.policies.common.exercises.followed_up
import data.policies.lib.testing

_params := {"plans-to-test": ["contingency"]}

_exercise := {"id": "EX-1", "plan": "contingency", "form": "functional", "status": "done", "date": "2026-03-01"}

_lessons := {
	"results_reviewed_on": "2026-03-10",
	"actions": [{"id": "A1", "started_on": "2026-03-11"}],
	"revision_needed": true,
	"plan_revised_on": "2026-04-01",
}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_with(changes) := {"exercises": [object.union(_exercise, changes)]}

test_pass_lessons_taken_up if {
	testing.told(followed_up.observations) == {["EX-1", "pass"]} with input as _with(_lessons)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_pass_nothing_to_change if {
	fine := {"results_reviewed_on": "2026-03-10", "actions": [], "revision_needed": false, "plan_revised_on": null}
	testing.told(followed_up.observations) == {["EX-1", "pass"]} with input as _with(fine)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_fail_each_gap_alone if {
	gaps := [{"results_reviewed_on": null}, {"actions": [{"id": "A1", "started_on": null}]}, {"plan_revised_on": null}]
	every gap in gaps {
		testing.told(followed_up.observations) == {["EX-1", "fail"]} with input as _with(object.union(_lessons, gap))
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _now
	}
}

test_skip_planned_exercise if {
	testing.told(followed_up.observations) == {["EX-1", "skip"]} with input as _with({"status": "planned"})
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_empty_without_exercises_of_the_plan if {
	followed_up.subjects == set() with input as _with({"plan": "incident-response"}) with data.assay.params as _params
	followed_up.observations == set() with input as _with({"plan": "incident-response"})
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_exercise_without_the_facts_stays_undecided if {
	followed_up.subjects == {"EX-1"} with input as _with({}) with data.assay.params as _params
	followed_up.observations == set() with input as _with({}) with data.assay.params as _params
}

test_unmatched_review_that_is_planned_stays_undecided if {
	followed_up.observations == set()
		with input as _with(object.union(_lessons, {"results_reviewed_on": "2026-12-01"}))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_boundary_reviewed_on_the_day_of_the_export if {
	testing.told(followed_up.observations) == {["EX-1", "pass"]}
		with input as _with(object.union(_lessons, {"results_reviewed_on": "2026-11-20"}))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
	followed_up.observations == set()
		with input as _with(object.union(_lessons, {"results_reviewed_on": "2026-11-21"}))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_malformed_planned_exercise_is_skipped_whatever_it_taught if {
	gaps := [{}, {"results_reviewed_on": null}, {"actions": [{"id": "A1", "started_on": null}]}, {"plan_revised_on": null}]
	every gap in gaps {
		testing.told(followed_up.observations) == {["EX-1", "skip"]}
			with input as _with(object.union_n([_lessons, gap, {"status": "planned"}]))
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _now
	}
}
