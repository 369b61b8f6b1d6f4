package policies.common.host.remote_login_test

import data.policies.common.host.remote_login
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

_ssh := {"permit_root_login": "no", "password_authentication": false, "permit_empty_passwords": false}

test_pass_strict_server if {
	testing.told(remote_login.observations) == {["app-1", "pass"]} with input as _with({"ssh": _ssh})
}

test_fail_each_weakness_alone if {
	weaknesses := [
		{"permit_root_login": "prohibit-password"},
		{"password_authentication": true},
		{"permit_empty_passwords": true},
	]
	every weakness in weaknesses {
		testing.told(remote_login.observations) == {["app-1", "fail"]}
			with input as _with({"ssh": object.union(_ssh, weakness)})
	}
}

test_skip_host_without_a_server if {
	testing.told(remote_login.observations) == {["app-1", "skip"]} with input as _with({"ssh": {"enabled": false}})
}

test_skip_host_that_does_not_run if {
	testing.told(remote_login.observations) == {["app-1", "skip"]} with input as _off
}

test_empty_document_names_no_host if {
	remote_login.subjects == set() with input as {}
	remote_login.observations == set() with input as {}
}

test_unmatched_host_without_the_section_stays_undecided if {
	remote_login.subjects == {"app-1"} with input as _host
	remote_login.observations == set() with input as _host
}

_weak := {"permit_root_login": "yes", "password_authentication": true, "permit_empty_passwords": true}

test_malformed_host_that_does_not_run_is_skipped_once_whatever_its_server if {
	every ssh in [_ssh, _weak, {"enabled": false}] {
		testing.told(remote_login.observations) == {["app-1", "skip"]} with input as object.union(_off, {"ssh": ssh})
		count(remote_login.observations) == 1 with input as object.union(_off, {"ssh": ssh})
	}
}

test_skip_server_that_is_off_whatever_its_settings if {
	every ssh in [_ssh, _weak] {
		testing.told(remote_login.observations) == {["app-1", "skip"]}
			with input as _with({"ssh": object.union(ssh, {"enabled": false})})
	}
}

test_pass_strict_server_that_is_on if {
	testing.told(remote_login.observations) == {["app-1", "pass"]}
		with input as _with({"ssh": object.union(_ssh, {"enabled": true})})
}
