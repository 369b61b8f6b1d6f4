package policies.common.host.processes_apart_test

import data.policies.common.host.processes_apart
import data.policies.lib.testing

_host := {
	"collected_at": "2026-11-18T00:00:00Z",
	"host": {"name": "app-1", "os": {"family": "linux", "name": "debian", "version": "12"}},
}

_with(section) := object.union(_host, section)

_stopped := {"host": object.union(_host.host, {"state": "stopped"})}

_memory(state) := _with({"hardening": {"process_memory": state}})

test_pass_restricted if {
	testing.told(processes_apart.observations) == {["app-1", "pass"]}
		with input as _memory("restricted")
}

test_fail_open if {
	testing.told(processes_apart.observations) == {["app-1", "fail"]}
		with input as _memory("open")
}

test_unmatched_not_known if {
	testing.told(processes_apart.observations) == set()
		with input as _memory("unknown")
}

test_skip_host_that_does_not_run if {
	testing.told(processes_apart.observations) == {["app-1", "skip"]}
		with input as _with(_stopped)
}

test_empty_document_names_no_host if {
	processes_apart.subjects == set() with input as {}
	testing.told(processes_apart.observations) == set()
		with input as {}
}

test_unmatched_host_without_the_section_stays_undecided if {
	processes_apart.subjects == {"app-1"} with input as _host
	testing.told(processes_apart.observations) == set()
		with input as _host
}
