package policies.common.monitoring.traffic_test

import data.policies.common.monitoring.traffic
import data.policies.lib.testing

_tool := {"id": "ids", "sort": "network-detection", "active": true}

_with(changes) := {"tools": [object.union(_tool, changes)]}

_params := {"max-monitor-silence-hours": 72, "traffic-directions": ["outbound"]}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_good := {"watches": ["inbound", "outbound"], "last_event": "2026-11-17T00:00:00Z"}

test_pass_watched_lately if {
	testing.told(traffic.observations) == {["outbound", "pass"]}
		with input as _with(_good)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_one_of_two_tools_heard if {
	old := object.union(_tool, {"id": "old", "watches": ["outbound"], "last_event": "2026-11-01T00:00:00Z"})
	testing.told(traffic.observations) == {["outbound", "pass"]}
		with input as {"tools": [old, object.union(_tool, _good)]}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_nothing_watches_it if {
	testing.told(traffic.observations) == {["outbound", "fail"]}
		with input as _with({"watches": ["inbound"], "last_event": "2026-11-17T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(traffic.observations) == {["outbound", "fail"]}
		with input as _with({"watches": []})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	off := {"id": "off", "sort": "other", "active": false}
	testing.told(traffic.observations) == {["outbound", "fail"], ["off", "skip"]}
		with input as {"tools": [object.union(_tool, {"watches": []}), off]}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_silent_at_the_export if {
	testing.told(traffic.observations) == {["outbound", "fail"]}
		with input as _with(object.union(_good, {"last_event": "2026-11-14T23:59:59Z"}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_silent_only_since_or_never_heard if {
	every last in ["2026-11-16T23:59:59Z", "2026-11-15T00:00:00Z", "2026-11-18T00:00:01Z", null] {
		testing.told(traffic.observations) == set()
			with input as _with(object.union(_good, {"last_event": last}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_tool_switched_off if {
	traffic.subjects == {"ids", "outbound"} with input as _with({"active": false}) with data.assay.params as _params
	testing.told(traffic.observations) == {["ids", "skip"]}
		with input as _with(object.union(_good, {"active": false}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_empty_list_has_no_subject if {
	traffic.subjects == set() with input as {"tools": []} with data.assay.params as _params
	testing.told(traffic.observations) == set()
		with input as {"tools": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_tool_that_does_not_say_what_it_watches if {
	traffic.subjects == {"outbound"} with input as _with({}) with data.assay.params as _params
	testing.told(traffic.observations) == set()
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
		testing.told(traffic.observations) == {["outbound", outcome]}
			with input as _with(object.union(_good, {"last_event": last}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	every last in ["2026-11-16T23:59:59Z", "2026-11-15T00:00:00Z", "2026-11-18T00:00:01Z"] {
		testing.told(traffic.observations) == set()
			with input as _with(object.union(_good, {"last_event": last}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_heard_after_the_export_or_never if {
	pieces := [
		_with(object.union(_good, {"last_event": "2026-11-18T00:00:01Z"})),
		_with(object.union(_good, {"last_event": null})),
	]
	every evidence in pieces {
		testing.told(traffic.observations) == set()
			with input as evidence
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}
