package policies.common.host.firewall_test

import data.policies.common.host.firewall
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

test_pass_default_deny if {
	testing.told(firewall.observations) == {["app-1", "pass"]} with input as _with({"firewall": {"default": "deny"}})
}

test_fail_default_allow if {
	testing.told(firewall.observations) == {["app-1", "fail"]} with input as _with({"firewall": {"default": "allow"}})
}

test_skip_host_that_does_not_run if {
	testing.told(firewall.observations) == {["app-1", "skip"]} with input as _off
}

test_empty_document_names_no_host if {
	firewall.subjects == set() with input as {}
	firewall.observations == set() with input as {}
}

test_unmatched_host_without_the_section_stays_undecided if {
	firewall.subjects == {"app-1"} with input as _host
	firewall.observations == set() with input as _host
}

test_malformed_host_that_does_not_run_is_skipped_whatever_its_settings if {
	every word in ["deny", "allow"] {
		testing.told(firewall.observations) == {["app-1", "skip"]}
			with input as object.union(_off, {"firewall": {"default": word}})
	}
}
