package policies.common.training.initial_test

import data.policies.common.training.initial
import data.policies.lib.testing

_ana := {"person": "ana", "started": "2020-01-01"}

_course := {"id": "sec-101", "topics": ["security"], "for_roles": []}

_records(people, courses, completions) := {"workforce": people, "courses": courses, "completions": completions}

_done(day) := {"person": "ana", "course": "sec-101", "completed": day}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_params := {"training-topics": ["security"], "max-initial-training-days": 10}

_eva := object.union(_ana, {"access_since": "2020-01-10"})

test_pass_trained_before_access if {
	testing.told(initial.observations) == {["ana", "pass"]}
		with input as _records([_eva], [_course], [_done("2020-01-05"), _done("2026-01-05")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_trained_too_late if {
	testing.told(initial.observations) == {["ana", "fail"]}
		with input as _records([_eva], [_course], [_done("2020-03-05")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_access_without_training if {
	testing.told(initial.observations) == {["ana", "fail"]} with input as _records([_eva], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_person_without_access if {
	outside := object.union(_ana, {"access_since": null})
	testing.told(initial.observations) == {["ana", "skip"]} with input as _records([outside], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_person_who_left if {
	left := object.union(_eva, {"ended": "2026-10-31"})
	testing.told(initial.observations) == {["ana", "skip"]} with input as _records([left], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_without_a_workforce if {
	initial.subjects == set() with input as _records([], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	initial.observations == set() with input as _records([], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_person_whose_access_is_not_dated_stays_undecided if {
	undated := _records([_ana], [_course], [_done("2020-01-05")])
	initial.subjects == {"ana"} with input as undated
	initial.observations == set() with input as undated with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(initial.observations) == {["ana", "fail"]}
		with input as _records([object.union(_ana, {"access_since": "2026-10-20"})], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	initial.observations == set()
		with input as _records([object.union(_ana, {"access_since": "2026-11-05"})], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_day_later_than_the_evidence_stays_undecided if {
	initial.observations == set()
		with input as _records([object.union(_ana, {"access_since": "2026-11-05"})], [_course], [_done("2026-11-12")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_last_day_of_the_first_training if {
	testing.told(initial.observations) == {["ana", "pass"]}
		with input as _records([_eva], [_course], [_done("2020-01-20")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(initial.observations) == {["ana", "fail"]}
		with input as _records([_eva], [_course], [_done("2020-01-21")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_boundary_last_day_without_training if {
	initial.observations == set()
		with input as _records([object.union(_eva, {"access_since": "2026-11-10"})], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(initial.observations) == {["ana", "fail"]}
		with input as _records([object.union(_eva, {"access_since": "2026-11-09"})], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_training_on_another_topic_is_not_the_first if {
	privacy := {"id": "privacy", "topics": ["privacy"], "for_roles": []}
	early := {"person": "ana", "course": "privacy", "completed": "2020-01-05"}
	testing.told(initial.observations) == {["ana", "fail"]}
		with input as _records([_eva], [_course, privacy], [early, _done("2020-03-05")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}
