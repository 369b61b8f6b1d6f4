package policies.common.advisories.passed_on_test

import data.policies.common.advisories.passed_on
import data.policies.lib.testing

_advisory := {
	"id": "x",
	"issuer": "cisa",
	"sort": "directive",
	"received_on": "2026-11-10T00:00:00Z",
	"applies": true,
}

_with(changes) := {"sources": [], "advisories": [object.union(_advisory, changes)]}

_params := {"max-advisory-hours": 72}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_passed(day) := _with({"passed_on": day})

test_pass_up_to_the_last_hour if {
	every day in ["2026-11-10T00:00:00Z", "2026-11-13T00:00:00Z"] {
		testing.told(passed_on.observations) == {["x", "pass"]}
			with input as _passed(day)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
	{seen.why | some seen in passed_on.observations} == {"passed on after 1 hours"}
		with input as _passed("2026-11-10T01:30:00Z")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_fail_too_late_or_not_at_all if {
	testing.told(passed_on.observations) == {["x", "fail"]}
		with input as _passed("2026-11-13T00:00:01Z")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(passed_on.observations) == {["x", "fail"]}
		with input as _passed(null)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(passed_on.observations) == {["x", "fail"]}
		with input as _with({"received_on": "2026-11-14T23:59:59Z", "passed_on": null})
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_still_in_its_time_or_not_known if {
	testing.told(passed_on.observations) == set()
		with input as _with({"received_on": "2026-11-15T00:00:00Z", "passed_on": null})
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(passed_on.observations) == set()
		with input as _passed("2026-11-09T23:59:59Z")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(passed_on.observations) == set()
		with input as _with({"received_on": "2026-11-17T00:00:00Z", "passed_on": "2026-11-18T00:00:01Z"})
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(passed_on.observations) == set()
		with input as _with({"received_on": "2026-11-10T00:00:00Z", "passed_on": "2026-11-18T00:00:01Z"})
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	every day in [null, "2026-11-11T00:00:00Z", "2026-11-17T00:00:00Z"] {
		testing.told(passed_on.observations) == set()
			with input as _with({"applies": null, "passed_on": day})
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_does_not_concern_the_system if {
	every day in [null, "2026-11-11T00:00:00Z", "2026-11-17T00:00:00Z"] {
		testing.told(passed_on.observations) == {["x", "skip"]}
			with input as _with({"applies": false, "passed_on": day})
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_list_has_no_subject if {
	passed_on.subjects == set() with input as {"sources": [], "advisories": []}
	testing.told(passed_on.observations) == set()
		with input as {"sources": [], "advisories": []}
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_what_says_nothing_stays_undecided if {
	passed_on.subjects == {"x"} with input as _with({})
	testing.told(passed_on.observations) == set()
		with input as _with({})
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_last_hour if {
	outcomes := {
		"2026-11-10T00:00:00Z": "pass",
		"2026-11-13T00:00:00Z": "pass",
		"2026-11-13T00:00:01Z": "fail",
	}
	every time_of, outcome in outcomes {
		testing.told(passed_on.observations) == {["x", outcome]}
			with input as _passed(time_of)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
	testing.told(passed_on.observations) == set()
		with input as _passed("2026-11-09T23:59:59Z")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_before_it_came_or_after_the_export if {
	pieces := [
		_passed("2026-11-09T23:59:59Z"),
		_with({"received_on": "2026-11-17T00:00:00Z", "passed_on": "2026-11-18T00:00:01Z"}),
	]
	every evidence in pieces {
		testing.told(passed_on.observations) == set()
			with input as evidence
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}
