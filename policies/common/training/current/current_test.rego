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
		with data.assay.evidence.collected_ns as _now
}

test_pass_latest_training_counts if {
	twice := _records([_ana], [_course], [_done("2023-05-01"), _done("2026-05-01")])
	testing.told(current.observations) == {["ana", "pass"]} with input as twice
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_never_trained if {
	testing.told(current.observations) == {["ana", "fail"]} with input as _records([_ana], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_trained_too_long_ago if {
	testing.told(current.observations) == {["ana", "fail"]}
		with input as _records([_ana], [_course], [_done("2025-05-01")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_other_topic if {
	privacy := object.union(_course, {"topics": ["privacy"]})
	testing.told(current.observations) == {["ana", "fail"]}
		with input as _records([_ana], [privacy], [_done("2026-05-01")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_person_who_left if {
	left := object.union(_ana, {"ended": "2026-10-31"})
	testing.told(current.observations) == {["ana", "skip"]} with input as _records([left], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_new_starter if {
	new := object.union(_ana, {"started": "2026-11-10"})
	testing.told(current.observations) == {["ana", "skip"]} with input as _records([new], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_without_a_workforce if {
	current.subjects == set() with input as _records([], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	current.observations == set() with input as _records([], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_person_who_has_not_started_stays_undecided if {
	coming := _records([object.union(_ana, {"started": "2026-12-01"})], [_course], [])
	current.subjects == {"ana"} with input as coming
	current.observations == set() with input as coming with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(current.observations) == {["ana", "fail"]}
		with input as _records([_ana], [_course], [_done("2025-11-01")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	current.observations == set()
		with input as _records([_ana], [_course], [_done("2025-11-15")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_in_time_by_earlier_evidence if {
	testing.told(current.observations) == {["ana", "pass"]}
		with input as _records([_ana], [_course], [_done("2025-11-20")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_planned_training_is_none if {
	testing.told(current.observations) == {["ana", "fail"]}
		with input as _records([_ana], [_course], [_done("2026-11-15")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_first_days_over_only_since_stays_undecided if {
	new := object.union(_ana, {"started": "2026-10-15"})
	current.observations == set()
		with input as _records([new], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_person_on_their_last_day_is_still_here if {
	leaving := object.union(_ana, {"ended": "2026-11-20"})
	testing.told(current.observations) == {["ana", "fail"]}
		with input as _records([leaving], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_started(day) := object.union(_ana, {"started": day})

test_boundary_last_day_of_a_training if {
	testing.told(current.observations) == {["ana", "pass"]}
		with input as _records([_ana], [_course], [_done("2025-11-19")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(current.observations) == {["ana", "fail"]}
		with input as _records([_ana], [_course], [_done("2025-11-18")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_boundary_last_day_of_a_new_starter if {
	testing.told(current.observations) == {["ana", "skip"]}
		with input as _records([_started("2026-10-21")], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(current.observations) == {["ana", "fail"]}
		with input as _records([_started("2026-10-20")], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_new_starter_who_was_trained if {
	testing.told(current.observations) == {["ana", "pass"]}
		with input as _records([_started("2026-11-10")], [_course], [_done("2026-11-12")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_training_to_come_of_a_new_starter_is_none_yet if {
	testing.told(current.observations) == {["ana", "skip"]}
		with input as _records([_started("2026-11-10")], [_course], [_done("2026-12-12")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}
