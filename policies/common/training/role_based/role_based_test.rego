package policies.common.training.role_based_test

import data.policies.common.training.role_based
import data.policies.lib.testing

_ana := {"person": "ana", "started": "2020-01-01"}

_course := {"id": "sec-101", "topics": ["security"], "for_roles": []}

_records(people, courses, completions) := {"workforce": people, "courses": courses, "completions": completions}

_done(day) := {"person": "ana", "course": "sec-101", "completed": day}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_params := {"max-role-training-days": 366}

_nobody := object.union(_ana, {"security_roles": []})

_admin := object.union(_ana, {"security_roles": ["admin"]})

_for_admins := object.union(_course, {"for_roles": ["admin"]})

test_pass_trained_for_the_role if {
	testing.told(role_based.observations) == {["ana", "pass"]}
		with input as _records([_admin], [_for_admins], [_done("2026-05-01")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_trained_too_long_ago if {
	testing.told(role_based.observations) == {["ana", "fail"]}
		with input as _records([_admin], [_for_admins], [_done("2025-05-01")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_general_course_does_not_count if {
	testing.told(role_based.observations) == {["ana", "fail"]}
		with input as _records([_admin], [_course], [_done("2026-05-01")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_person_who_left if {
	left := object.union(_admin, {"ended": "2026-10-31"})
	testing.told(role_based.observations) == {["ana", "skip"]} with input as _records([left], [_for_admins], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_when_nobody_has_security_duties if {
	role_based.subjects == set() with input as _records([_nobody], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	role_based.observations == set() with input as _records([_nobody], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_training_dated_in_the_future_stays_undecided if {
	future := _records([_admin], [_for_admins], [_done("2027-05-01")])
	role_based.subjects == {"ana"} with input as future
	role_based.observations == set() with input as future with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_person_of_whom_no_duties_are_recorded_stays_undecided if {
	role_based.subjects == {"ana"} with input as _records([_ana], [_course], [])
	role_based.observations == set() with input as _records([_ana], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(role_based.observations) == {["ana", "fail"]}
		with input as _records([_admin], [_for_admins], [_done("2025-11-01")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	role_based.observations == set()
		with input as _records([_admin], [_for_admins], [_done("2025-11-15")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_in_time_by_earlier_evidence if {
	testing.told(role_based.observations) == {["ana", "pass"]}
		with input as _records([_admin], [_for_admins], [_done("2025-11-20")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_last_day_of_a_training if {
	testing.told(role_based.observations) == {["ana", "pass"]}
		with input as _records([_admin], [_for_admins], [_done("2025-11-19")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(role_based.observations) == {["ana", "fail"]}
		with input as _records([_admin], [_for_admins], [_done("2025-11-18")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_person_without_duties_who_left_is_no_subject if {
	role_based.observations == set()
		with input as _records([object.union(_nobody, {"ended": "2025-01-01"})], [_course], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}
