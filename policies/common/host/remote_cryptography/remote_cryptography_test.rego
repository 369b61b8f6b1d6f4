package policies.common.host.remote_cryptography_test

import data.policies.common.host.remote_cryptography
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

_params := {
	"approved-ciphers": ["aes256-gcm@openssh.com"],
	"approved-macs": ["hmac-sha2-256"],
	"approved-key-exchanges": ["ecdh-sha2-nistp384"],
}

_ssh := {"ciphers": ["aes256-gcm@openssh.com"], "macs": ["hmac-sha2-256"], "kex": ["ecdh-sha2-nistp384"]}

test_pass_approved_only if {
	testing.told(remote_cryptography.observations) == {["app-1", "pass"]} with input as _with({"ssh": _ssh})
		with data.assay.params as _params
}

test_fail_each_weak_algorithm if {
	every weakness in [{"ciphers": ["3des-cbc"]}, {"macs": ["hmac-md5"]}, {"kex": ["diffie-hellman-group1-sha1"]}] {
		testing.told(remote_cryptography.observations) == {["app-1", "fail"]}
			with input as _with({"ssh": object.union(_ssh, weakness)})
			with data.assay.params as _params
	}
}

test_unmatched_server_that_lists_no_macs_stays_undecided if {
	remote_cryptography.observations == set() with input as _with({"ssh": object.union(_ssh, {"macs": []})})
		with data.assay.params as _params
}

test_skip_host_that_does_not_run if {
	testing.told(remote_cryptography.observations) == {["app-1", "skip"]} with input as _off
		with data.assay.params as _params
}

test_empty_document_names_no_host if {
	remote_cryptography.subjects == set() with input as {} with data.assay.params as _params
	remote_cryptography.observations == set() with input as {} with data.assay.params as _params
}

test_unmatched_host_without_the_section_stays_undecided if {
	remote_cryptography.subjects == {"app-1"} with input as _host with data.assay.params as _params
	remote_cryptography.observations == set() with input as _host with data.assay.params as _params
}

test_malformed_server_that_lists_none_of_a_sort_stays_undecided if {
	every list in ["ciphers", "macs", "kex"] {
		remote_cryptography.observations == set() with input as _with({"ssh": object.union(_ssh, {list: []})})
			with data.assay.params as _params
	}
}

test_skip_host_that_does_not_run_whatever_it_accepts if {
	every ssh in [_ssh, {"ciphers": ["3des-cbc"]}] {
		testing.told(remote_cryptography.observations) == {["app-1", "skip"]}
			with input as object.union(_off, {"ssh": ssh})
			with data.assay.params as _params
	}
}
