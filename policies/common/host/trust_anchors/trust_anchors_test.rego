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
	{seen.why | some seen in trust_anchors.observations} == {"trusts Root C"}
		with input as _store([_good, {"name": "Root C", "approved": false}])
}

test_unmatched_one_is_not_known_or_none_is_there if {
	testing.told(trust_anchors.observations) == set()
		with input as _store([_good, {"name": "Root C"}])
	testing.told(trust_anchors.observations) == set()
		with input as _store([_good, {"name": "Root C", "approved": null}])
	testing.told(trust_anchors.observations) == set()
		with input as _store([])
}

test_skip_host_that_does_not_run if {
	testing.told(trust_anchors.observations) == {["app-1", "skip"]}
		with input as _with(_stopped)
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
