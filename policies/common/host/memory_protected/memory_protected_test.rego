package policies.common.host.memory_protected_test

import data.policies.common.host.memory_protected
import data.policies.lib.testing

_host := {
	"collected_at": "2026-11-18T00:00:00Z",
	"host": {"name": "app-1", "os": {"family": "linux", "name": "debian", "version": "12"}},
}

_with(section) := object.union(_host, section)

_stopped := {"host": object.union(_host.host, {"state": "stopped"})}

_params := {"memory-safeguards": ["random-addresses", "no-execute"]}

_memory(aslr, nx) := _with({"hardening": {"aslr": aslr, "no_execute": nx}})

test_pass_both if {
	testing.told(memory_protected.observations) == {["app-1", "pass"]}
		with input as _memory("full", true)
		with data.assay.params as _params
}

test_fail_each_weakness_alone if {
	every aslr in ["partial", "off"] {
		testing.told(memory_protected.observations) == {["app-1", "fail"]}
			with input as _memory(aslr, true)
			with data.assay.params as _params
	}
	testing.told(memory_protected.observations) == {["app-1", "fail"]}
		with input as _memory("full", false)
		with data.assay.params as _params
}

test_pass_only_what_is_asked_for if {
	testing.told(memory_protected.observations) == {["app-1", "pass"]}
		with input as _memory("off", true)
		with data.assay.params as {"memory-safeguards": ["no-execute"]}
	testing.told(memory_protected.observations) == {["app-1", "pass"]}
		with input as _memory("full", false)
		with data.assay.params as {"memory-safeguards": ["random-addresses"]}
}

test_malformed_what_is_not_known_stays_undecided if {
	testing.told(memory_protected.observations) == set()
		with input as _memory("unknown", true)
		with data.assay.params as _params
	testing.told(memory_protected.observations) == set()
		with input as _memory("full", null)
		with data.assay.params as _params
}

test_skip_host_that_does_not_run if {
	every facts in [{}, _all_right, _all_wrong, _never] {
		testing.told(memory_protected.observations) == {["app-1", "skip"]}
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
	memory_protected.subjects == set() with input as {}
	testing.told(memory_protected.observations) == set()
		with input as {}
		with data.assay.params as _params
}

test_unmatched_host_without_the_section_stays_undecided if {
	memory_protected.subjects == {"app-1"} with input as _host
	testing.told(memory_protected.observations) == set()
		with input as _host
		with data.assay.params as _params
}
