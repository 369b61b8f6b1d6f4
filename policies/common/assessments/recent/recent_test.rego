package policies.common.assessments.recent_test

import data.policies.common.assessments.recent
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params := {"assessment-sorts": ["penetration-test"], "max-assessment-days": 366}

_test := {"id": "A-1", "sort": "penetration-test", "status": "done", "finished_on": "2026-03-01"}

_with(change) := {"authorizations": [], "assessments": [object.union(_test, change)]}

test_pass_to_the_last_day if {
	testing.told(recent.observations) == {["penetration-test", "pass"]}
		with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(recent.observations) == {["penetration-test", "pass"]}
		with input as _with({"finished_on": "2025-11-19"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_the_last_one_counts if {
	old := object.union(_test, {"id": "A-0", "finished_on": "2020-03-01"})
	testing.told(recent.observations) == {["penetration-test", "pass"]}
		with input as {"authorizations": [], "assessments": [old, _test]}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_day_after_fails if {
	testing.told(recent.observations) == {["penetration-test", "fail"]}
		with input as _with({"finished_on": "2025-11-16"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_none_of_the_sort if {
	testing.told(recent.observations) == {["penetration-test", "fail"]}
		with input as _with({"sort": "red-team"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_only_planned if {
	testing.told(recent.observations) == {["penetration-test", "fail"]}
		with input as _with({"status": "planned", "finished_on": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_skip_cancelled_counts_for_nothing if {
	evidence := _with({"status": "cancelled"})
	testing.told(recent.observations) == {["A-1", "skip"], ["penetration-test", "fail"]}
		with input as evidence
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	recent.subjects == {"A-1", "penetration-test"} with input as evidence with data.assay.params as _params
}

test_skip_only_cancelled_ones_of_the_sort if {
	testing.told(recent.observations) == {["penetration-test", "fail"]}
		with input as _with({"status": "cancelled", "sort": "red-team"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_empty_register_has_no_subject if {
	nothing := {"authorizations": [], "assessments": []}
	recent.subjects == set() with input as nothing with data.assay.params as _params
	testing.told(recent.observations) == set()
		with input as nothing
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_between_stays_undecided if {
	every day in ["2025-11-17", "2025-11-18"] {
		testing.told(recent.observations) == set()
			with input as _with({"finished_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	recent.subjects == {"penetration-test"} with input as _with({}) with data.assay.params as _params
}

test_malformed_done_without_a_day_stays_undecided if {
	every day in [null, "2026-11-19"] {
		testing.told(recent.observations) == set()
			with input as _with({"finished_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}
