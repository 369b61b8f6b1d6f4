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
}

test_fail_tested_too_long_ago if {
	testing.told(recent.observations) == {["incident-response plan", "fail"]} with input as _with({"date": "2025-03-01"})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_form_does_not_count if {
	testing.told(recent.observations) == {["incident-response plan", "fail"]} with input as _with({"form": "tabletop"})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_skip_cancelled_exercise if {
	told := {["EX-1", "skip"], ["incident-response plan", "fail"]}
	testing.told(recent.observations) == told with input as _with({"status": "cancelled"})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_empty_without_exercises if {
	recent.subjects == set() with input as {"exercises": []}
		with data.assay.params as _params
		with data.assay.now as _now
	recent.observations == set() with input as {"exercises": []}
		with data.assay.params as _params
		with data.assay.now as _now
}

test_unmatched_exercise_dated_in_the_future_stays_undecided if {
	recent.subjects == {"incident-response plan"} with input as _with({"date": "2027-03-01"})
		with data.assay.params as _params
		with data.assay.now as _now
	recent.observations == set() with input as _with({"date": "2027-03-01"})
		with data.assay.params as _params
		with data.assay.now as _now
}
