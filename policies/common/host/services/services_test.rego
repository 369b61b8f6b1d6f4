package policies.common.host.services_test

import data.policies.common.host.services
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

_params := {"prohibited-services": ["telnet"]}

_service(name, enabled) := {"services": [{"name": name, "enabled": enabled}]}

test_pass_only_harmless_services if {
	testing.told(services.observations) == {["app-1", "pass"]} with input as _with(_service("sshd", true))
		with data.assay.params as _params
}

test_pass_prohibited_service_is_disabled if {
	testing.told(services.observations) == {["app-1", "pass"]} with input as _with(_service("telnet", false))
		with data.assay.params as _params
}

test_fail_prohibited_service if {
	testing.told(services.observations) == {["app-1", "fail"]} with input as _with(_service("Telnet", true))
		with data.assay.params as _params
}

test_skip_host_that_does_not_run if {
	testing.told(services.observations) == {["app-1", "skip"]} with input as _off with data.assay.params as _params
}

test_empty_document_names_no_host if {
	services.subjects == set() with input as {} with data.assay.params as _params
	services.observations == set() with input as {} with data.assay.params as _params
}

test_unmatched_host_without_the_section_stays_undecided if {
	services.subjects == {"app-1"} with input as _host with data.assay.params as _params
	services.observations == set() with input as _host with data.assay.params as _params
}

test_fail_prohibited_service_by_the_name_of_its_unit if {
	every unit in ["telnet.socket", "telnet@.service", "telnet@10-eth0.service", " telnet "] {
		testing.told(services.observations) == {["app-1", "fail"]} with input as _with(_service(unit, true))
			with data.assay.params as _params
	}
}

test_malformed_list_without_services_stays_undecided if {
	services.observations == set() with input as _with({"services": []}) with data.assay.params as _params
}

test_skip_host_that_does_not_run_whatever_starts if {
	every name in ["sshd", "telnet"] {
		testing.told(services.observations) == {["app-1", "skip"]}
			with input as object.union(_off, _service(name, true))
			with data.assay.params as _params
	}
}
