package policies.common.baseline.controlled_test

import data.policies.common.baseline.controlled
import data.policies.lib.testing

_baseline := {"id": "linux", "status": "in-use"}

_with(changes) := {"baselines": [object.union(_baseline, changes)]}

_params := {}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_kept := {"version": "3", "versioned": true, "approved_on": "2026-11-18"}

test_pass_versioned_and_approved if {
	testing.told(controlled.observations) == {["linux", "pass"]}
		with input as _with(_kept)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_each_weakness_alone if {
	every weakness in [{"versioned": false}, {"approved_on": null}] {
		testing.told(controlled.observations) == {["linux", "fail"]}
			with input as _with(object.union(_kept, weakness))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
		testing.told(controlled.observations) == {["linux", "fail"]}
			with input as _with(weakness)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_version_unknown_or_approval_to_come if {
	every change in [{"version": null}, {"version": " "}, {"versioned": null}, {"approved_on": "2026-11-19"}] {
		testing.told(controlled.observations) == set()
			with input as _with(object.union(_kept, change))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_baseline_not_in_use if {
	every status in ["draft", "retired"] {
		every facts in [{}, _all_right, _all_wrong] {
			testing.told(controlled.observations) == {["linux", "skip"]}
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
	controlled.subjects == set() with input as {"baselines": []}
	testing.told(controlled.observations) == set()
		with input as {"baselines": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_baseline_of_which_nothing_is_known_stays_undecided if {
	controlled.subjects == {"linux"} with input as _with({})
	testing.told(controlled.observations) == set()
		with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_day_of_the_export if {
	every day in ["2026-11-17", "2026-11-18"] {
		testing.told(controlled.observations) == {["linux", "pass"]}
			with input as _with(object.union(_kept, {"approved_on": day}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	testing.told(controlled.observations) == set()
		with input as _with(object.union(_kept, {"approved_on": "2026-11-19"}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
