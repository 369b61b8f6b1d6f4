package policies.common.baseline.retained_test

import data.policies.common.baseline.retained
import data.policies.lib.testing

_baseline := {"id": "linux", "status": "in-use"}

_with(changes) := {"baselines": [object.union(_baseline, changes)]}

_params := {"min-previous-versions": 2}

test_pass_as_many_as_asked_for if {
	testing.told(retained.observations) == {["linux", "pass"]}
		with input as _with({"previous_versions": 2})
		with data.assay.params as _params
}

test_fail_one_less if {
	testing.told(retained.observations) == {["linux", "fail"]}
		with input as _with({"previous_versions": 1})
		with data.assay.params as _params
}

test_malformed_number_unknown if {
	testing.told(retained.observations) == set()
		with input as _with({"previous_versions": null})
		with data.assay.params as _params
}

test_skip_baseline_not_in_use if {
	every status in ["draft", "retired"] {
		every facts in [{}, _all_right, _all_wrong] {
			testing.told(retained.observations) == {["linux", "skip"]}
				with input as _with(object.union(facts, {"status": status}))
				with data.assay.params as _params
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
	retained.subjects == set() with input as {"baselines": []}
	testing.told(retained.observations) == set()
		with input as {"baselines": []}
		with data.assay.params as _params
}

test_unmatched_baseline_of_which_nothing_is_known_stays_undecided if {
	retained.subjects == {"linux"} with input as _with({})
	testing.told(retained.observations) == set()
		with input as _with({})
		with data.assay.params as _params
}

test_boundary_as_many_as_asked if {
	every number, outcome in {2: "pass", 3: "pass", 1: "fail", 0: "fail"} {
		testing.told(retained.observations) == {["linux", outcome]}
			with input as _with({"previous_versions": number})
			with data.assay.params as _params
	}
}
