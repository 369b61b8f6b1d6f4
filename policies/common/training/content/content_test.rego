package policies.common.training.content_test

import data.policies.common.training.content
import data.policies.lib.testing

_ana := {"person": "ana", "started": "2020-01-01"}

_course := {"id": "sec-101", "topics": ["security"], "for_roles": []}

_records(people, courses, completions) := {"workforce": people, "courses": courses, "completions": completions}

_done(day) := {"person": "ana", "course": "sec-101", "completed": day}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_params := {"max-course-age-days": 366, "course-audience": "everyone"}

_updated(day) := object.union(_course, {"updated_on": day})

test_pass_updated_lately if {
	testing.told(content.observations) == {["sec-101", "pass"]}
		with input as _records([_ana], [_updated("2026-05-01")], [_done("2026-06-01")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_out_of_date if {
	testing.told(content.observations) == {["sec-101", "fail"]}
		with input as _records([_ana], [_updated("2024-05-01")], [_done("2026-06-01")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_course_that_nobody_took if {
	testing.told(content.observations) == {["sec-101", "skip"]}
		with input as _records([_ana], [_updated("2024-05-01")], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_without_courses if {
	content.subjects == set() with input as _records([_ana], [], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	content.observations == set() with input as _records([_ana], [], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_course_of_unknown_age_stays_undecided if {
	unknown := _records([_ana], [_updated(null)], [_done("2026-06-01")])
	content.subjects == {"sec-101"} with input as unknown with data.assay.params as _params
	content.observations == set() with input as unknown with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

_taken(course) := _records([_ana], [course], [_done("2026-06-01")])

test_fail_out_of_date_already_when_it_was_looked_at if {
	testing.told(content.observations) == {["sec-101", "fail"]} with input as _taken(_updated("2025-11-01"))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_out_of_date_only_since_stays_undecided if {
	content.observations == set() with input as _taken(_updated("2025-11-15"))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_course_for_roles_where_those_are_asked_for if {
	for_roles := _taken(object.union(_updated("2026-05-01"), {"for_roles": ["admin"]}))
	testing.told(content.observations) == {["sec-101", "pass"]} with input as for_roles
		with data.assay.params as object.union(_params, {"course-audience": "roles"})
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_course_of_another_audience_is_not_looked_at if {
	content.subjects == set() with input as _taken(_updated("2026-05-01"))
		with data.assay.params as object.union(_params, {"course-audience": "roles"})
}

test_unmatched_course_that_does_not_say_for_whom_it_is_stays_undecided if {
	silent := _taken(object.remove(_updated("2026-05-01"), ["for_roles"]))
	every audience in ["everyone", "roles"] {
		content.subjects == {"sec-101"} with input as silent
			with data.assay.params as object.union(_params, {"course-audience": audience})
		content.observations == set() with input as silent
			with data.assay.params as object.union(_params, {"course-audience": audience})
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_boundary_last_day_of_a_course if {
	testing.told(content.observations) == {["sec-101", "pass"]} with input as _taken(_updated("2025-11-19"))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(content.observations) == {["sec-101", "fail"]} with input as _taken(_updated("2025-11-18"))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_course_of_another_audience_that_nobody_took_is_not_looked_at if {
	content.observations == set()
		with input as _records([_ana], [object.union(_course, {"for_roles": ["admin"]})], [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}
