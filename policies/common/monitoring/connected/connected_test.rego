package policies.common.monitoring.connected_test

import data.policies.common.monitoring.connected
import data.policies.lib.testing

_tool := {"id": "ids", "sort": "network-detection", "active": true}

_with(changes) := {"tools": [object.union(_tool, changes)]}

_params := {"max-monitor-silence-hours": 72}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_good := {"central": "siem", "last_event": "2026-11-17T00:00:00Z"}

test_pass_connected_and_heard if {
	testing.told(connected.observations) == {["ids", "pass"]}
		with input as _with(_good)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(connected.observations) == {["ids", "pass"]}
		with input as _with({"central": "siem", "last_event": "2026-11-18T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_each_weakness_alone if {
	every weakness in [{"central": null}, {"last_event": null}, {"last_event": "2026-11-14T23:59:59Z"}] {
		testing.told(connected.observations) == {["ids", "fail"]}
			with input as _with(object.union(_good, weakness))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_silent_only_since_or_heard_after_the_export if {
	every change in [
		{"last_event": "2026-11-16T23:59:59Z"},
		{"last_event": "2026-11-15T00:00:00Z"},
		{"last_event": "2026-11-18T00:00:01Z"},
		{"central": ""},
	] {
		testing.told(connected.observations) == set()
			with input as _with(object.union(_good, change))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_tool_switched_off if {
	every facts in [{}, _all_right, _all_wrong, object.union(_all_wrong, {"last_event": null, "alert_tested_on": null})] {
		testing.told(connected.observations) == {["ids", "skip"]}
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
	connected.observations == set() with input as {"tools": []}
}

test_unmatched_tool_that_says_nothing_stays_undecided if {
	"ids" in connected.subjects with input as _with({})
	testing.told(connected.observations) == set()
		with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_last_hour if {
	outcomes := {
		"2026-11-18T00:00:00Z": "pass",
		"2026-11-17T00:00:00Z": "pass",
		"2026-11-14T23:59:59Z": "fail",
	}
	every last, outcome in outcomes {
		testing.told(connected.observations) == {["ids", outcome]}
			with input as _with(object.union(_good, {"last_event": last}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	every last in ["2026-11-16T23:59:59Z", "2026-11-15T00:00:00Z", "2026-11-18T00:00:01Z"] {
		testing.told(connected.observations) == set()
			with input as _with(object.union(_good, {"last_event": last}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_blank_place_or_heard_after_the_export if {
	pieces := [
		_with(object.union(_good, {"central": " "})),
		_with(object.union(_good, {"last_event": "2026-11-18T00:00:01Z"})),
	]
	every evidence in pieces {
		testing.told(connected.observations) == set()
			with input as evidence
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}
