package policies.common.host.time_compared_test

import data.policies.common.host.time_compared
import data.policies.lib.testing

_host := {
	"collected_at": "2026-11-18T00:00:00Z",
	"host": {"name": "app-1", "os": {"family": "linux", "name": "debian", "version": "12"}},
}

_with(section) := object.union(_host, section)

_stopped := {"host": object.union(_host.host, {"state": "stopped"})}

_params := {
	"time-steps": ["compare", "correct"],
	"authoritative-time-sources": ["time.nist.gov"],
	"max-time-poll-minutes": 60,
	"max-time-step-ms": 0,
}

_sync(changes) := _with({"time_sync": object.union(
	{"enabled": true, "source": "time.nist.gov", "poll_minutes": 60, "step_ms": 0},
	changes,
)})

_only(step) := object.union(_params, {"time-steps": [step]})

test_pass_at_the_limits if {
	testing.told(time_compared.observations) == {["app-1", "pass"]}
		with input as _sync({})
		with data.assay.params as _params
}

test_fail_not_compared_at_all if {
	testing.told(time_compared.observations) == {["app-1", "fail"]}
		with input as _sync({"enabled": false})
		with data.assay.params as _params
}

test_fail_each_weakness_alone if {
	every weakness in [{"poll_minutes": 60.5}, {"step_ms": 1}] {
		testing.told(time_compared.observations) == {["app-1", "fail"]}
			with input as _sync(weakness)
			with data.assay.params as _params
	}
	testing.told(time_compared.observations) == {["app-1", "fail"]}
		with input as _with({"time_sync": {"enabled": false}})
		with data.assay.params as _params
	{seen.why | some seen in time_compared.observations} == {"compared every 61 minutes", "corrected from 1 ms on"}
		with input as _sync({"poll_minutes": 60.5, "step_ms": 0.5})
		with data.assay.params as _params
}

test_pass_only_what_is_asked_for if {
	testing.told(time_compared.observations) == {["app-1", "pass"]}
		with input as _sync({"step_ms": 9})
		with data.assay.params as _only("compare")
	testing.told(time_compared.observations) == {["app-1", "pass"]}
		with input as _sync({"poll_minutes": 99})
		with data.assay.params as _only("correct")
}

test_malformed_other_source_or_not_known if {
	every change in [{"source": "ntp.corp"}, {"source": null}, {"poll_minutes": null}, {"step_ms": null}] {
		testing.told(time_compared.observations) == set()
			with input as _sync(change)
			with data.assay.params as _params
	}
}

test_skip_host_that_does_not_run if {
	every facts in [{}, _all_right, _all_wrong, _never] {
		testing.told(time_compared.observations) == {["app-1", "skip"]}
			with input as _with(object.union(facts, _stopped))
			with data.assay.params as _params
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
	time_compared.subjects == set() with input as {}
	testing.told(time_compared.observations) == set()
		with input as {}
		with data.assay.params as _params
}

test_unmatched_host_without_the_section_stays_undecided if {
	time_compared.subjects == {"app-1"} with input as _host
	testing.told(time_compared.observations) == set()
		with input as _host
		with data.assay.params as _params
}

test_boundary_the_longest_interval if {
	every minutes, outcome in {1: "pass", 60: "pass", 60.5: "fail", 61: "fail"} {
		testing.told(time_compared.observations) == {["app-1", outcome]}
			with input as _sync({"poll_minutes": minutes})
			with data.assay.params as _params
	}
}
