package policies.common.training.current_test

import data.policies.common.training.current
import data.policies.lib.testing

_ana := {"person": "ana", "started": "2020-01-01"}

_course := {"id": "sec-101", "topics": ["security"], "for_roles": []}

_records(people, courses, completions) := {"workforce": people, "courses": courses, "completions": completions}

_done(day) := {"person": "ana", "course": "sec-101", "completed": day}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_params := {"training-topics": ["security"], "max-training-days": 366, "new-starter-days": 30}

test_pass_trained_this_year if {
	testing.told(current.observations) == {["ana", "pass"]}
		with input as _records([_ana], [_course], [_done("2026-05-01")])
		with data.assay.params as _params
		with data.assay.now as _now
}

test_pass_latest_training_counts if {
	twice := _records([_ana], [_course], [_done("2023-05-01"), _done("2026-05-01")])
	testing.told(current.observations) == {["ana", "pass"]} with input as twice
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_never_trained if {
	testing.told(current.observations) == {["ana", "fail"]} with input as _records([_ana], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_trained_too_long_ago if {
	testing.told(current.observations) == {["ana", "fail"]}
		with input as _records([_ana], [_course], [_done("2025-05-01")])
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_other_topic if {
	privacy := object.union(_course, {"topics": ["privacy"]})
	testing.told(current.observations) == {["ana", "fail"]}
		with input as _records([_ana], [privacy], [_done("2026-05-01")])
		with data.assay.params as _params
		with data.assay.now as _now
}

test_skip_person_who_left if {
	left := object.union(_ana, {"ended": "2026-10-31"})
	testing.told(current.observations) == {["ana", "skip"]} with input as _records([left], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
}

test_skip_new_starter if {
	new := object.union(_ana, {"started": "2026-11-10"})
	testing.told(current.observations) == {["ana", "skip"]} with input as _records([new], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
}

test_empty_without_a_workforce if {
	current.subjects == set() with input as _records([], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
	current.observations == set() with input as _records([], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
}

test_unmatched_training_dated_in_the_future_stays_undecided if {
	future := _records([_ana], [_course], [_done("2027-05-01")])
	current.subjects == {"ana"} with input as future
	current.observations == set() with input as future with data.assay.params as _params with data.assay.now as _now
}
