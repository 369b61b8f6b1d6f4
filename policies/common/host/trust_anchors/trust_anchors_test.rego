package policies.common.host.trust_anchors_test

import data.policies.common.host.trust_anchors
import data.policies.lib.testing

_host := {
	"collected_at": "2026-11-18T00:00:00Z",
	"host": {"name": "app-1", "os": {"family": "linux", "name": "debian", "version": "12"}},
}

_with(section) := object.union(_host, section)

_stopped := {"host": object.union(_host.host, {"state": "stopped"})}

_store(anchors) := _with({"trust_anchors": anchors})

_good := {"name": "Root A", "approved": true}

test_pass_all_approved if {
	testing.told(trust_anchors.observations) == {["app-1", "pass"]}
		with input as _store([_good])
	testing.told(trust_anchors.observations) == {["app-1", "pass"]}
		with input as _store([_good, {"name": "Root B", "approved": true}])
}

test_fail_one_is_not if {
	testing.told(trust_anchors.observations) == {["app-1", "fail"]}
		with input as _store([_good, {"name": "Root C", "approved": false}])
	{seen.why | some seen in trust_anchors.observations} == {"trusts Root C"}
		with input as _store([_good, {"name": "Root C", "approved": false}])
}

test_malformed_one_is_not_known_or_none_is_there if {
	testing.told(trust_anchors.observations) == set()
		with input as _store([_good, {"name": "Root C"}])
	testing.told(trust_anchors.observations) == set()
		with input as _store([_good, {"name": "Root C", "approved": null}])
	testing.told(trust_anchors.observations) == set()
		with input as _store([])
}

test_skip_host_that_does_not_run if {
	every facts in [{}, _all_right, _all_wrong, _never] {
		testing.told(trust_anchors.observations) == {["app-1", "skip"]}
			with input as _with(object.union(facts, _stopped))
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
	trust_anchors.subjects == set() with input as {}
	testing.told(trust_anchors.observations) == set()
		with input as {}
}

test_unmatched_host_without_the_section_stays_undecided if {
	trust_anchors.subjects == {"app-1"} with input as _host
	testing.told(trust_anchors.observations) == set()
		with input as _host
}
