package policies.common.training.duties_test

import data.policies.common.training.duties
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params := {
	"duty-roles": ["responder"],
	"duty-topics": ["incident-response"],
	"max-duty-training-days": 366,
	"new-starter-days": 30,
}

_member := {"person": "ana", "started": "2020-01-01", "security_roles": ["responder", "admin"]}

_records(member, completed) := {
	"workforce": [object.union(_member, member)],
	"courses": [{"id": "ir", "topics": ["incident-response", "tools"]}, {"id": "basics", "topics": ["security"]}],
	"completions": completed,
}

_on(day) := [{"person": "ana", "course": "ir", "completed": day}]

test_pass_to_the_last_day if {
	testing.told(duties.observations) == {["ana", "pass"]}
		with input as _records({}, _on("2025-11-19"))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_the_last_training_counts if {
	testing.told(duties.observations) == {["ana", "pass"]}
		with input as _records({}, array.concat(_on("2020-01-02"), _on("2026-03-01")))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_on_the_last_day_of_work if {
	testing.told(duties.observations) == {["ana", "pass"]}
		with input as _records({"ended": "2026-11-20"}, _on("2026-03-01"))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_day_after_fails if {
	testing.told(duties.observations) == {["ana", "fail"]}
		with input as _records({}, _on("2025-11-16"))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_never_or_only_planned if {
	testing.told(duties.observations) == {["ana", "fail"]}
		with input as _records({}, [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(duties.observations) == {["ana", "fail"]}
		with input as _records({}, _on("2026-11-19"))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_another_course_or_person if {
	testing.told(duties.observations) == {["ana", "fail"]}
		with input as _records({}, [{"person": "ana", "course": "basics", "completed": "2026-03-01"}])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(duties.observations) == {["ana", "fail"]}
		with input as _records({}, [{"person": "bo", "course": "ir", "completed": "2026-03-01"}])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_once_the_first_days_are_over if {
	testing.told(duties.observations) == set()
		with input as _records({"started": "2026-10-19"}, [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(duties.observations) == {["ana", "fail"]}
		with input as _records({"started": "2026-10-18"}, [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_skip_in_the_first_days if {
	testing.told(duties.observations) == {["ana", "skip"]}
		with input as _records({"started": "2026-10-21"}, [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(duties.observations) == set()
		with input as _records({"started": "2026-10-20"}, [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(duties.observations) == {["ana", "pass"]}
		with input as _records({"started": "2026-10-21"}, _on("2026-11-01"))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_skip_who_left if {
	testing.told(duties.observations) == {["ana", "skip"]}
		with input as _records({"ended": "2026-11-19"}, [])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_empty_without_people_or_duties if {
	nobody := {"workforce": [], "courses": [], "completions": []}
	other := _records({"security_roles": ["admin"]}, _on("2026-03-01"))
	every evidence in [nobody, other] {
		duties.subjects == set() with input as evidence with data.assay.params as _params
		testing.told(duties.observations) == set()
			with input as evidence
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_between_stays_undecided if {
	every day in ["2025-11-17", "2025-11-18"] {
		testing.told(duties.observations) == set()
			with input as _records({}, _on(day))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	duties.subjects == {"ana"} with input as _records({}, []) with data.assay.params as _params
}

test_malformed_person_without_roles_on_record_stays_undecided if {
	silent := {"workforce": [object.remove(_member, ["security_roles"])], "courses": [], "completions": []}
	duties.subjects == {"ana"} with input as silent with data.assay.params as _params
	testing.told(duties.observations) == set()
		with input as silent
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
