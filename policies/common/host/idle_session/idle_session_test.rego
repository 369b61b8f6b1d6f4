package policies.common.host.idle_session_test

import data.policies.common.host.idle_session
import data.policies.lib.testing

_host := {
	"collected_at": "2026-11-19T00:00:00Z",
	"host": {"name": "app-1", "os": {"family": "linux", "name": "debian", "version": "12"}},
}

_off := {
	"collected_at": "2026-11-19T00:00:00Z",
	"host": {"name": "app-1", "state": "stopped", "os": {"family": "linux", "name": "debian", "version": "12"}},
}

_with(section) := object.union(_host, section)

_params := {"max-connection-idle-minutes": 10}

_ssh(interval, most) := {"ssh": {"client_alive_interval": interval, "client_alive_count_max": most}}

test_pass_ends_in_time if {
	testing.told(idle_session.observations) == {["app-1", "pass"]} with input as _with(_ssh(300, 2))
		with data.assay.params as _params
}

test_fail_waits_too_long if {
	testing.told(idle_session.observations) == {["app-1", "fail"]} with input as _with(_ssh(300, 3))
		with data.assay.params as _params
}

test_fail_waits_for_ever if {
	testing.told(idle_session.observations) == {["app-1", "fail"]} with input as _with(_ssh(300, 0))
		with data.assay.params as _params
}

test_skip_host_that_does_not_run if {
	testing.told(idle_session.observations) == {["app-1", "skip"]} with input as _off with data.assay.params as _params
}

test_empty_document_names_no_host if {
	idle_session.subjects == set() with input as {} with data.assay.params as _params
	idle_session.observations == set() with input as {} with data.assay.params as _params
}

test_unmatched_host_without_the_section_stays_undecided if {
	idle_session.subjects == {"app-1"} with input as _host with data.assay.params as _params
	idle_session.observations == set() with input as _host with data.assay.params as _params
}

test_boundary_seconds if {
	testing.told(idle_session.observations) == {["app-1", "pass"]} with input as _with(_ssh(1, 1))
		with data.assay.params as _params
	testing.told(idle_session.observations) == {["app-1", "pass"]} with input as _with(_ssh(600, 1))
		with data.assay.params as _params
	testing.told(idle_session.observations) == {["app-1", "fail"]} with input as _with(_ssh(601, 1))
		with data.assay.params as _params
}

test_malformed_host_that_does_not_run_is_skipped_whatever_its_settings if {
	every most in [0, 2, 3] {
		testing.told(idle_session.observations) == {["app-1", "skip"]}
			with input as object.union(_off, _ssh(300, most))
			with data.assay.params as _params
	}
}
