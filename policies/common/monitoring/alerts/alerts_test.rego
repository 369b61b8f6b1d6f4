package policies.common.monitoring.alerts_test

import data.policies.common.monitoring.alerts
import data.policies.lib.testing

_tool := {"id": "ids", "sort": "network-detection", "active": true}

_with(changes) := {"tools": [object.union(_tool, changes)]}

_params := {"max-alert-test-days": 30}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_good := {"alerts_to": ["security"], "indicators": 1, "alert_tested_on": "2026-11-18T00:00:00Z", "alert_arrived": true}

test_pass_tested_lately if {
	testing.told(alerts.observations) == {["ids", "pass"]}
		with input as _with(_good)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(alerts.observations) == {["ids", "pass"]}
		with input as _with(object.union(_good, {"alert_tested_on": "2026-10-20T00:00:01Z"}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_each_weakness_alone if {
	weak := [
		{"alerts_to": []},
		{"indicators": 0},
		{"alert_arrived": false},
	]
	every weakness in weak {
		testing.told(alerts.observations) == {["ids", "fail"]}
			with input as _with(weakness)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
		testing.told(alerts.observations) == {["ids", "fail"]}
			with input as _with(object.union(_good, weakness))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_what_is_not_known_stays_undecided if {
	every change in [
		{"indicators": null},
		{"alert_arrived": null},
		{"alert_tested_on": null},
		{"alert_tested_on": "2026-10-20T00:00:00Z"},
		{"alert_tested_on": "2026-11-18T00:00:01Z"},
		{"alerts_to": [" "]},
	] {
		testing.told(alerts.observations) == set()
			with input as _with(object.union(_good, change))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_tool_switched_off if {
	every facts in [{}, _all_right, _all_wrong, object.union(_all_wrong, {"last_event": null, "alert_tested_on": null})] {
		testing.told(alerts.observations) == {["ids", "skip"]}
			with input as _with(object.union(facts, {"active": false}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

_all_right := {
	"central": "siem",
	"last_event": "2026-11-18T00:00:00Z",
	"alerts_to": ["security"],
	"indicators": 5,
	"alert_tested_on": "2026-11-18T00:00:00Z",
	"alert_arrived": true,
}

_all_wrong := {
	"central": null,
	"last_event": "2026-01-01T00:00:00Z",
	"alerts_to": [],
	"indicators": 0,
	"alert_tested_on": "2025-01-01T00:00:00Z",
	"alert_arrived": false,
}

test_empty_list_has_no_subject if {
	alerts.observations == set() with input as {"tools": []}
}

test_unmatched_tool_that_says_nothing_stays_undecided if {
	"ids" in alerts.subjects with input as _with({})
	testing.told(alerts.observations) == set()
		with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_last_day if {
	every day in ["2026-11-18T00:00:00Z", "2026-10-20T00:00:01Z"] {
		testing.told(alerts.observations) == {["ids", "pass"]}
			with input as _with(object.union(_good, {"alert_tested_on": day}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	every day in ["2026-10-20T00:00:00Z", "2026-11-18T00:00:01Z"] {
		testing.told(alerts.observations) == set()
			with input as _with(object.union(_good, {"alert_tested_on": day}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}
