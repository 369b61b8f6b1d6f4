package policies.cmmc.local_mfa_test

import data.policies.cmmc.local_mfa
import data.policies.lib.testing

_host(changes) := object.union(
	{
		"collected_at": "2026-11-19T00:00:00Z",
		"host": {"name": "app-1", "os": {"family": "linux", "name": "debian", "version": "12"}},
	},
	changes,
)

test_pass_required if {
	testing.told(local_mfa.observations) == {["app-1", "pass"]} with input as _host({"mfa": {"enforced": true}})
}

test_fail_not_required if {
	testing.told(local_mfa.observations) == {["app-1", "fail"]} with input as _host({"mfa": {"enforced": false}})
}

test_skip_host_that_does_not_run if {
	testing.told(local_mfa.observations) == {["app-1", "skip"]} with input as _host({"host": {"state": "retired"}})
}

test_empty_document_names_no_host if {
	local_mfa.subjects == set() with input as {}
	local_mfa.observations == set() with input as {}
}

test_unmatched_host_without_the_section_stays_undecided if {
	local_mfa.subjects == {"app-1"} with input as _host({})
	local_mfa.observations == set() with input as _host({})
}

_accounts(changes) := _host({"mfa": {"enforced": true}, "accounts": [object.union(
	{"name": "eva", "uid": 1001, "privileged": true, "mfa": true},
	changes,
)]})

test_pass_privileged_account_with_a_second_factor if {
	testing.told(local_mfa.observations) == {["app-1", "pass"]} with input as _accounts({})
}

test_fail_privileged_account_without_one if {
	testing.told(local_mfa.observations) == {["app-1", "fail"]} with input as _accounts({"mfa": false})
}

test_pass_account_without_one_is_disabled_or_ordinary if {
	every changes in [{"mfa": false, "disabled": true}, {"mfa": false, "privileged": false}] {
		testing.told(local_mfa.observations) == {["app-1", "pass"]} with input as _accounts(changes)
	}
}

test_malformed_host_that_does_not_run_is_skipped_whatever_it_asks if {
	every enforced in [true, false] {
		testing.told(local_mfa.observations) == {["app-1", "skip"]}
			with input as _host({"host": {"state": "stopped"}, "mfa": {"enforced": enforced}})
	}
	testing.told(local_mfa.observations) == {["app-1", "skip"]}
		with input as object.union(_accounts({"mfa": false}), {"host": {"state": "stopped"}})
}
