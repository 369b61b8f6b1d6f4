package policies.common.baseline.automated_test

import data.policies.common.baseline.automated
import data.policies.lib.testing

_baseline := {"id": "linux", "status": "in-use"}

_with(changes) := {"baselines": [object.union(_baseline, changes)]}

_params := {"automation-steps": ["manage", "apply", "compare", "correct"], "max-comparison-days": 7}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_only(step) := object.union(_params, {"automation-steps": [step]})

_held := {"managed_by": "ansible", "applied_by_tool": true, "compared_on": "2026-11-18T00:00:00Z", "drifted": 0}

test_pass_managed_applied_and_compared if {
	testing.told(automated.observations) == {["linux", "pass"]}
		with input as _with(_held)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(automated.observations) == {["linux", "pass"]}
		with input as _with(object.union(_held, {"compared_on": "2026-11-12T23:59:59Z"}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

_puppet := {"managed_by": "puppet", "applied_by_tool": true, "compared_on": null, "drifted": 1}

test_pass_only_what_is_asked_for if {
	every weak in [
		{"applied_by_tool": false},
		{"compared_on": null},
		{"compared_on": "2026-11-01T00:00:00Z"},
		{"drifted": 3},
	] {
		testing.told(automated.observations) == {["linux", "pass"]}
			with input as _with(object.union(_held, weak))
			with data.assay.params as _only("manage")
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	testing.told(automated.observations) == {["linux", "pass"]}
		with input as _with(_puppet)
		with data.assay.params as _only("apply")
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_compared_and_different_where_only_comparison_is_asked_for if {
	testing.told(automated.observations) == {["linux", "pass"]}
		with input as _with(object.union(_held, {"drifted": 3}))
		with data.assay.params as _only("compare")
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(automated.observations) == {["linux", "fail"]}
		with input as _with(object.union(_held, {"drifted": 3}))
		with data.assay.params as _only("correct")
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(automated.observations) == {["linux", "pass"]}
		with input as _with(object.union(_held, {"compared_on": null}))
		with data.assay.params as _only("correct")
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_each_weakness_alone if {
	weak := [
		{"managed_by": null},
		{"applied_by_tool": false},
		{"compared_on": null},
		{"compared_on": "2026-11-10T00:00:00Z"},
		{"drifted": 1},
	]
	every weakness in weak {
		testing.told(automated.observations) == {["linux", "fail"]}
			with input as _with(object.union(_held, weakness))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
		testing.told(automated.observations) == {["linux", "fail"]}
			with input as _with(weakness)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_what_is_not_known if {
	every change in [
		{"managed_by": " "},
		{"applied_by_tool": null},
		{"drifted": null},
		{"compared_on": "2026-11-12T00:00:00Z"},
		{"compared_on": "2026-11-10T00:00:01Z"},
		{"compared_on": "2026-11-18T00:00:01Z"},
	] {
		testing.told(automated.observations) == set()
			with input as _with(object.union(_held, change))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_baseline_not_in_use if {
	every status in ["draft", "retired"] {
		every facts in [{}, _all_right, _all_wrong] {
			testing.told(automated.observations) == {["linux", "skip"]}
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
	automated.subjects == set() with input as {"baselines": []}
	testing.told(automated.observations) == set()
		with input as {"baselines": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_baseline_of_which_nothing_is_known_stays_undecided if {
	automated.subjects == {"linux"} with input as _with({})
	testing.told(automated.observations) == set()
		with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_last_day if {
	outcomes := {
		"2026-11-18T00:00:00Z": "pass",
		"2026-11-12T23:59:59Z": "pass",
		"2026-11-10T00:00:00Z": "fail",
	}
	every day, outcome in outcomes {
		testing.told(automated.observations) == {["linux", outcome]}
			with input as _with(object.union(_held, {"compared_on": day}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	every day in ["2026-11-12T00:00:00Z", "2026-11-10T00:00:01Z", "2026-11-18T00:00:01Z"] {
		testing.told(automated.observations) == set()
			with input as _with(object.union(_held, {"compared_on": day}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}
