package policies.common.sast.analysed_test

import data.policies.common.sast.analysed
import data.policies.lib.testing

_params := {"max-analysis-days": 30}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_with(scan) := {
	"tool": {"name": "t"},
	"target": {"type": "repository", "name": "x"},
	"scan": object.union({"ok": true}, scan),
	"examined": ["src"],
	"findings": [],
}

_ended(day) := _with({"ended": day})

_nothing(type) := object.union(_ended("2026-11-18T00:00:00Z"), {"target": {"type": type}, "examined": []})

test_pass_up_to_the_last_day if {
	every day in ["2026-11-18T00:00:00Z", "2026-10-20T00:00:01Z"] {
		testing.told(analysed.observations) == {["x", "pass"]}
			with input as _ended(day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	{seen.why | some seen in analysed.observations} == {"examined 3 days ago"}
		with input as _ended("2026-11-17T00:00:00Z")
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_too_old_at_the_export if {
	testing.told(analysed.observations) == {["x", "fail"]}
		with input as _ended("2026-10-18T00:00:00Z")
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_too_old_only_since_or_after_the_export if {
	every day in ["2026-10-20T00:00:00Z", "2026-10-18T00:00:01Z", "2026-11-18T00:00:01Z"] {
		testing.told(analysed.observations) == set()
			with input as _ended(day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_analysis_that_shows_nothing if {
	every scan in [{"ok": false}, {"credentialed": false}] {
		testing.told(analysed.observations) == set()
			with input as _with(object.union(scan, {"ended": "2026-11-18T00:00:00Z"}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
		testing.told(analysed.observations) == set()
			with input as object.union(_nothing("host"), {"scan": scan})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	testing.told(analysed.observations) == set()
		with input as _nothing("repository")
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_skip_no_source_code if {
	every type in ["host", "vm", "cluster", "cloud-account"] {
		testing.told(analysed.observations) == {["x", "skip"]}
			with input as _nothing(type)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_pass_source_code_on_a_host if {
	testing.told(analysed.observations) == {["x", "pass"]}
		with input as object.union(_ended("2026-11-18T00:00:00Z"), {"target": {"type": "host"}})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_analysis_without_an_end if {
	analysed.subjects == {"x"} with input as _with({})
	testing.told(analysed.observations) == set()
		with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_empty_input_has_no_subject if {
	analysed.subjects == set() with input as {}
	testing.told(analysed.observations) == set()
		with input as {}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_last_day if {
	outcomes := {
		"2026-11-18T00:00:00Z": "pass",
		"2026-10-20T00:00:01Z": "pass",
		"2026-10-18T00:00:00Z": "fail",
	}
	every day, outcome in outcomes {
		testing.told(analysed.observations) == {["x", outcome]}
			with input as _ended(day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	every day in ["2026-10-20T00:00:00Z", "2026-10-18T00:00:01Z", "2026-11-18T00:00:01Z"] {
		testing.told(analysed.observations) == set()
			with input as _ended(day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}
