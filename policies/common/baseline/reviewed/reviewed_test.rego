package policies.common.baseline.reviewed_test

import data.policies.common.baseline.reviewed
import data.policies.lib.testing

_baseline := {"id": "linux", "status": "in-use"}

_with(changes) := {"baselines": [object.union(_baseline, changes)]}

_params := {"max-baseline-review-days": 30}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

test_pass_up_to_the_last_day if {
	every day in ["2026-11-18", "2026-10-21"] {
		testing.told(reviewed.observations) == {["linux", "pass"]}
			with input as _with({"reviewed_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_too_old_at_the_export if {
	testing.told(reviewed.observations) == {["linux", "fail"]}
		with input as _with({"reviewed_on": "2026-10-18"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_never if {
	testing.told(reviewed.observations) == {["linux", "fail"]}
		with input as _with({"reviewed_on": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_too_old_only_since_or_after_the_export if {
	every day in ["2026-10-20", "2026-10-19", "2026-11-19"] {
		testing.told(reviewed.observations) == set()
			with input as _with({"reviewed_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_baseline_not_in_use if {
	every status in ["draft", "retired"] {
		every facts in [{}, _all_right, _all_wrong] {
			testing.told(reviewed.observations) == {["linux", "skip"]}
				with input as _with(object.union(facts, {"status": status}))
				with data.assay.params as _params
				with data.assay.now as _now
				with data.assay.evidence.collected_ns as _collected
		}
	}
}

_all_right := {
	"version": "3",
	"versioned": true,
	"approved_on": "2026-11-18",
	"reviewed_on": "2026-11-18",
	"previous_versions": 9,
	"managed_by": "ansible",
	"applied_by_tool": true,
	"compared_on": "2026-11-18T00:00:00Z",
	"drifted": 0,
}

_all_wrong := {
	"versioned": false,
	"approved_on": null,
	"reviewed_on": null,
	"previous_versions": 0,
	"managed_by": null,
	"applied_by_tool": false,
	"compared_on": null,
	"drifted": 3,
}

test_empty_list_has_no_subject if {
	reviewed.subjects == set() with input as {"baselines": []}
	testing.told(reviewed.observations) == set()
		with input as {"baselines": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_baseline_of_which_nothing_is_known_stays_undecided if {
	reviewed.subjects == {"linux"} with input as _with({})
	testing.told(reviewed.observations) == set()
		with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_last_day if {
	every day, outcome in {"2026-11-18": "pass", "2026-10-21": "pass", "2026-10-18": "fail"} {
		testing.told(reviewed.observations) == {["linux", outcome]}
			with input as _with({"reviewed_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	every day in ["2026-10-20", "2026-10-19", "2026-11-19"] {
		testing.told(reviewed.observations) == set()
			with input as _with({"reviewed_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_reviewed_after_the_export if {
	every evidence in [_with({"reviewed_on": "2026-11-19"}), _with({"reviewed_on": "2030-01-01"})] {
		testing.told(reviewed.observations) == set()
			with input as evidence
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}
