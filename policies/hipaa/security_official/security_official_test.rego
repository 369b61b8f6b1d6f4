package policies.hipaa.security_official_test

import data.policies.hipaa.security_official
import data.policies.lib.testing

_document := {
	"id": "D-1",
	"title": "Appointment",
	"type": "appointment",
	"topics": ["security-official"],
	"status": "approved",
	"approved_on": "2026-01-05",
}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_with(changes) := {"documents": [object.union(_document, changes)]}

test_pass_named_official if {
	named := _with({"owner": "Eva", "approved_by": "CEO"})
	testing.told(security_official.observations) == {["security official", "pass"], ["D-1", "pass"]} with input as named
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_no_appointment if {
	testing.told(security_official.observations) == {["security official", "fail"]}
		with input as _with({"type": "policy"})
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_appointment_of_nobody if {
	testing.told(security_official.observations) == {["D-1", "fail"]}
		with input as _with({"owner": null, "approved_by": "CEO"})
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_retired_appointment if {
	told := {["security official", "fail"], ["D-1", "skip"]}
	testing.told(security_official.observations) == told with input as _with({"status": "retired"})
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_register if {
	security_official.subjects == set() with input as {"documents": []}
	security_official.observations == set() with input as {"documents": []}
}

test_unmatched_appointment_without_an_approver_stays_undecided if {
	unsigned := _with({"owner": "Eva", "approved_by": null})
	security_official.subjects == {"security official", "D-1"} with input as unsigned
	security_official.observations == set() with input as unsigned
}

test_fail_appointment_that_has_ended if {
	former := _with({"owner": "Eva", "approved_by": "CEO", "last_effective": "2026-06-30"})
	told := {["security official", "fail"], ["D-1", "skip"]}
	testing.told(security_official.observations) == told with input as former
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_appointment_to_come_stays_undecided if {
	every changes in [{"effective": "2026-12-01"}, {"approved_on": "2026-12-01"}, {"owner": ""}] {
		coming := _with(object.union({"owner": "Eva", "approved_by": "CEO"}, changes))
		security_official.observations == set() with input as coming
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

_named := {"owner": "Eva", "approved_by": "CEO"}

test_boundary_first_and_last_day if {
	testing.told(security_official.observations) == {["security official", "pass"], ["D-1", "pass"]}
		with input as _with(object.union(_named, {"effective": "2026-11-20", "last_effective": "2026-11-20"}))
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	security_official.observations == set() with input as _with(object.union(_named, {"effective": "2026-11-21"}))
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(security_official.observations) == {["security official", "fail"], ["D-1", "skip"]}
		with input as _with(object.union(_named, {"last_effective": "2026-11-19"}))
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_appointment_that_does_not_count_whoever_it_names if {
	every owner in ["Eva", null] {
		every change in [{"status": "draft"}, {"status": "retired"}, {"last_effective": "2026-11-19"}] {
			testing.told(security_official.observations) == {["security official", "fail"], ["D-1", "skip"]}
				with input as _with(object.union_n([_named, {"owner": owner}, change]))
				with data.assay.now as _now
				with data.assay.evidence.collected_ns as _now
		}
	}
}

test_skip_retired_appointment_that_has_ended_once if {
	count(security_official.observations) == 2
		with input as _with(object.union(_named, {"status": "retired", "last_effective": "2026-11-19"}))
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_appointment_to_something_else if {
	testing.told(security_official.observations) == {["security official", "fail"]}
		with input as _with(object.union(_named, {"topics": ["privacy-official"]}))
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_approval_by_a_blank_stays_undecided if {
	security_official.observations == set() with input as _with({"owner": "Eva", "approved_by": " "})
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}
