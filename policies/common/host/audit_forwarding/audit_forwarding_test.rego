package policies.common.host.audit_forwarding_test

import data.policies.common.host.audit_forwarding
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

_params := {"audit-steps": ["records", "transport"]}

_audit := {"enabled": true, "rules": ["-w /etc/passwd -p wa -k identity"], "remote": {"enabled": true, "tls": true}}

test_pass_records_and_sends if {
	testing.told(audit_forwarding.observations) == {["app-1", "pass"]} with input as _with({"audit": _audit})
		with data.assay.params as _params
}

test_fail_each_weakness_alone if {
	every weakness in [{"enabled": false}, {"rules": []}, {"remote": {"enabled": false}}, {"remote": {"tls": false}}] {
		testing.told(audit_forwarding.observations) == {["app-1", "fail"]}
			with input as _with({"audit": object.union(_audit, weakness)})
			with data.assay.params as _params
	}
}

test_skip_host_that_does_not_run if {
	testing.told(audit_forwarding.observations) == {["app-1", "skip"]} with input as _off
}

test_empty_document_names_no_host if {
	audit_forwarding.subjects == set() with input as {}
	audit_forwarding.observations == set() with input as {}
}

test_unmatched_host_without_the_section_stays_undecided if {
	audit_forwarding.subjects == {"app-1"} with input as _host
	audit_forwarding.observations == set() with input as _host with data.assay.params as _params
}

test_pass_records_that_stay_where_only_recording_is_asked_for if {
	local := _with({"audit": object.union(_audit, {"remote": {"enabled": false}})})
	testing.told(audit_forwarding.observations) == {["app-1", "pass"]} with input as local
		with data.assay.params as {"audit-steps": ["records"]}
}

test_malformed_host_that_does_not_run_is_skipped_whatever_its_settings if {
	every change in [{}, {"enabled": false, "rules": []}, {"remote": {"enabled": false}}, {"remote": {"tls": false}}] {
		testing.told(audit_forwarding.observations) == {["app-1", "skip"]}
			with input as object.union(_off, {"audit": object.union(_audit, change)})
			with data.assay.params as _params
	}
}

test_pass_whatever_is_not_asked_for if {
	every change in [{"enabled": false}, {"rules": []}] {
		testing.told(audit_forwarding.observations) == {["app-1", "pass"]}
			with input as _with({"audit": object.union(_audit, change)})
			with data.assay.params as {"audit-steps": ["transport"]}
	}
	testing.told(audit_forwarding.observations) == {["app-1", "pass"]}
		with input as _with({"audit": object.union(_audit, {"remote": {"tls": false}})})
		with data.assay.params as {"audit-steps": ["records"]}
}

test_fail_records_that_stay_are_not_sent_without_tls_too if {
	count(audit_forwarding.observations) == 1
		with input as _with({"audit": object.union(_audit, {"remote": {"enabled": false, "tls": false}})})
		with data.assay.params as _params
}
