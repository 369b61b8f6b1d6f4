package policies.common.application.tested_test

import data.policies.common.application.tested
import data.policies.lib.testing

_with(changes) := {"applications": [object.union({"id": "x", "active": true}, changes)]}

_params := {
	"weakness-classes": ["injection"],
	"max-application-test-days": 30,
	"analysis-floor": "moderate",
}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_good := {"tested_on": "2026-11-18T00:00:00Z", "classes": ["injection"], "findings": []}

_found(class, level) := _with(object.union(_good, {"findings": [{"id": "f", "class": class, "severity": level}]}))

test_pass_nothing_open if {
	testing.told(tested.observations) == {["x", "pass"]}
		with input as _with(_good)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(tested.observations) == {["x", "pass"]}
		with input as _with(object.union(_good, {"tested_on": "2026-10-20T00:00:01Z"}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_of_another_sort_or_below_what_counts if {
	testing.told(tested.observations) == {["x", "pass"]}
		with input as _found("headers", "critical")
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(tested.observations) == {["x", "pass"]}
		with input as _found("injection", "low")
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_open_of_a_sort_that_counts if {
	every level in ["moderate", "critical"] {
		testing.told(tested.observations) == {["x", "fail"]}
			with input as _found("injection", level)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_severity_unknown_or_sort_not_tried if {
	testing.told(tested.observations) == set()
		with input as _found("injection", "unknown")
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(tested.observations) == set()
		with input as _with(object.union(_good, {"classes": ["headers"]}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(tested.observations) == set()
		with input as _with(object.remove(_good, ["findings"]))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(tested.observations) == set()
		with input as _with(object.remove(_good, ["classes"]))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_too_old_only_since_or_tested_after_the_export if {
	every day in ["2026-10-20T00:00:00Z", null, "2026-11-18T00:00:01Z"] {
		testing.told(tested.observations) == set()
			with input as _with(object.union(_good, {"tested_on": day}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_one_finding_of_a_name_unknown if {
	one := {"id": "f", "class": "injection", "severity": "low"}
	twice := [one, object.union(one, {"severity": "unknown"})]
	testing.told(tested.observations) == set()
		with input as _with(object.union(_good, {"findings": twice}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_skip_not_in_use if {
	every day in [null, "2026-01-01T00:00:00Z", "2026-11-18T00:00:00Z"] {
		one := {"active": false, "tested_on": day, "findings": [{"id": "f", "class": "injection", "severity": "high"}]}
		testing.told(tested.observations) == {["x", "skip"]}
			with input as _with(one)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	testing.told(tested.observations) == {["x", "skip"]}
		with input as _with(object.union(_good, {"active": false}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_empty_list_has_no_subject if {
	tested.subjects == set() with input as {"applications": []}
	testing.told(tested.observations) == set()
		with input as {"applications": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_what_says_nothing_stays_undecided if {
	tested.subjects == {"x"} with input as _with({})
	testing.told(tested.observations) == set()
		with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_last_day if {
	every day in ["2026-11-18T00:00:00Z", "2026-10-20T00:00:01Z"] {
		testing.told(tested.observations) == {["x", "pass"]}
			with input as _with(object.union(_good, {"tested_on": day}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	every day in ["2026-10-20T00:00:00Z", "2026-11-18T00:00:01Z"] {
		testing.told(tested.observations) == set()
			with input as _with(object.union(_good, {"tested_on": day}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}
