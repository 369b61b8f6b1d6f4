package policies.common.host.time_source_test

import data.policies.common.host.time_source
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

_params := {"max-clock-drift-ms": 1000}

_sync(source, drift) := {"time_sync": {"enabled": true, "source": source, "drift_ms": drift}}

test_pass_close_to_its_source if {
	testing.told(time_source.observations) == {["app-1", "pass"]} with input as _with(_sync("ntp.example.gov", -80))
		with data.assay.params as _params
}

test_fail_synchronisation_off if {
	testing.told(time_source.observations) == {["app-1", "fail"]} with input as _with({"time_sync": {"enabled": false}})
		with data.assay.params as _params
}

test_fail_clock_far_off_either_way if {
	every drift in [1001, -1001] {
		testing.told(time_source.observations) == {["app-1", "fail"]} with input as _with(_sync("ntp.example.gov", drift))
			with data.assay.params as _params
	}
}

test_fail_no_source if {
	testing.told(time_source.observations) == {["app-1", "fail"]} with input as _with(_sync(null, 3))
		with data.assay.params as _params
}

test_unmatched_unknown_drift_stays_undecided if {
	time_source.observations == set() with input as _with(_sync("ntp.example.gov", null))
		with data.assay.params as _params
}

test_skip_host_that_does_not_run if {
	testing.told(time_source.observations) == {["app-1", "skip"]} with input as _off with data.assay.params as _params
}

test_empty_document_names_no_host if {
	time_source.subjects == set() with input as {} with data.assay.params as _params
	time_source.observations == set() with input as {} with data.assay.params as _params
}

test_unmatched_host_without_the_section_stays_undecided if {
	time_source.subjects == {"app-1"} with input as _host with data.assay.params as _params
	time_source.observations == set() with input as _host with data.assay.params as _params
}

test_boundary_milliseconds if {
	every drift in [1000, -1000] {
		testing.told(time_source.observations) == {["app-1", "pass"]}
			with input as _with(_sync("ntp.example.gov", drift))
			with data.assay.params as _params
	}
	testing.told(time_source.observations) == {["app-1", "fail"]}
		with input as _with(_sync("ntp.example.gov", 1000.5))
		with data.assay.params as _params
}

test_malformed_settings_of_a_synchronisation_that_is_off_say_nothing if {
	every sync in [_sync("ntp.example.gov", 5), _sync(null, 5), _sync("ntp.example.gov", 5000)] {
		testing.told(time_source.observations) == {["app-1", "fail"]}
			with input as _with(object.union(sync, {"time_sync": {"enabled": false}}))
			with data.assay.params as _params
		count(time_source.observations) == 1 with input as _with(object.union(sync, {"time_sync": {"enabled": false}}))
			with data.assay.params as _params
	}
}

test_skip_host_that_does_not_run_whatever_its_clock if {
	every sync in [_sync("ntp.example.gov", 5), _sync(null, 5000), {"time_sync": {"enabled": false}}] {
		testing.told(time_source.observations) == {["app-1", "skip"]} with input as object.union(_off, sync)
			with data.assay.params as _params
	}
}
