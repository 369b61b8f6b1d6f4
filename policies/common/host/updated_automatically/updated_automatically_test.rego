package policies.common.host.updated_automatically_test

import data.policies.common.host.updated_automatically
import data.policies.lib.testing

_host := {
	"collected_at": "2026-11-18T00:00:00Z",
	"host": {"name": "app-1", "os": {"family": "linux", "name": "debian", "version": "12"}},
}

_with(section) := object.union(_host, section)

_stopped := {"host": object.union(_host.host, {"state": "stopped"})}

_params := {"max-update-look-days": 30}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_updates(by, day) := _with({"patches": {"managed_by": by, "checked_on": day}})

test_pass_looked_lately if {
	every day in ["2026-11-18T00:00:00Z", "2026-10-20T00:00:01Z"] {
		testing.told(updated_automatically.observations) == {["app-1", "pass"]}
			with input as _updates("unattended-upgrades", day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_by_hand_or_too_long_ago if {
	testing.told(updated_automatically.observations) == {["app-1", "fail"]}
		with input as _updates(null, "2026-11-18T00:00:00Z")
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(updated_automatically.observations) == {["app-1", "fail"]}
		with input as _updates("tool", null)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(updated_automatically.observations) == {["app-1", "fail"]}
		with input as _updates("tool", "2026-10-18T00:00:00Z")
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_too_old_only_since_or_not_known if {
	every day in ["2026-10-20T00:00:00Z", "2026-10-18T00:00:01Z", "2026-11-18T00:00:01Z"] {
		testing.told(updated_automatically.observations) == set()
			with input as _updates("tool", day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	testing.told(updated_automatically.observations) == set()
		with input as _updates(" ", "2026-11-18T00:00:00Z")
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_skip_host_that_does_not_run if {
	every facts in [{}, _all_right, _all_wrong, _never] {
		testing.told(updated_automatically.observations) == {["app-1", "skip"]}
			with input as _with(object.union(facts, _stopped))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

_all_right := {
	"endpoint_monitoring": {"enabled": true, "last_report": "2026-11-18T00:00:00Z"},
	"hardening": {"aslr": "full", "no_execute": true, "process_memory": "restricted"},
	"patches": {"managed_by": "tool", "checked_on": "2026-11-18T00:00:00Z"},
	"time_sync": {"enabled": true, "source": "time.nist.gov", "poll_minutes": 5, "step_ms": 0},
	"trust_anchors": [{"name": "Root A", "approved": true}],
}

_all_wrong := {
	"endpoint_monitoring": {"enabled": false, "last_report": "2025-01-01T00:00:00Z"},
	"hardening": {"aslr": "off", "no_execute": false, "process_memory": "open"},
	"patches": {"managed_by": null, "checked_on": "2025-01-01T00:00:00Z"},
	"time_sync": {"enabled": false, "source": "time.nist.gov", "poll_minutes": 999, "step_ms": 999},
	"trust_anchors": [{"name": "Root A", "approved": false}],
}

_never := {
	"endpoint_monitoring": {"enabled": true, "last_report": null},
	"patches": {"managed_by": "tool", "checked_on": null},
}

test_empty_document_names_no_host if {
	updated_automatically.subjects == set() with input as {}
	testing.told(updated_automatically.observations) == set()
		with input as {}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_host_without_the_section_stays_undecided if {
	updated_automatically.subjects == {"app-1"} with input as _host
	testing.told(updated_automatically.observations) == set()
		with input as _host
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
		testing.told(updated_automatically.observations) == {["app-1", outcome]}
			with input as _updates("unattended-upgrades", day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	every day in ["2026-10-20T00:00:00Z", "2026-10-18T00:00:01Z", "2026-11-18T00:00:01Z"] {
		testing.told(updated_automatically.observations) == set()
			with input as _updates("unattended-upgrades", day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_blank_tool_or_looked_after_the_export if {
	every evidence in [_updates(" ", "2026-11-18T00:00:00Z"), _updates("tool", "2026-11-18T00:00:01Z")] {
		testing.told(updated_automatically.observations) == set()
			with input as evidence
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}
