package policies.common.iam.unique_test

import data.policies.common.iam.unique
import data.policies.lib.testing

_ana := {"id": "ana", "type": "person", "interactive": true, "enabled": true, "privileged": false, "mfa_devices": 1}

_bot := {"id": "bot", "type": "service", "interactive": false, "enabled": true, "privileged": false, "mfa_devices": 0}

_with(changes) := {"accounts": [object.union(_ana, changes)]}

test_pass_account_of_a_named_person if {
	testing.told(unique.observations) == {["ana", "pass"]} with input as _with({"owner": "Ana"})
}

test_pass_temporary_account_of_a_named_person if {
	testing.told(unique.observations) == {["ana", "pass"]} with input as _with({"type": "temporary", "owner": "Ana"})
}

test_fail_shared_account if {
	testing.told(unique.observations) == {["ana", "fail"]} with input as _with({"type": "shared"})
}

test_fail_id_that_comes_twice if {
	twice := {"accounts": [object.union(_ana, {"owner": "Ana"}), object.union(_ana, {"owner": "Bob"})]}
	testing.told(unique.observations) == {["ana", "fail"]} with input as twice
}

test_skip_service_account if {
	testing.told(unique.observations) == {["bot", "skip"]} with input as {"accounts": [_bot]}
}

test_skip_disabled_shared_account if {
	testing.told(unique.observations) == {["ana", "skip"]} with input as _with({"type": "shared", "enabled": false})
}

test_empty_when_there_are_no_accounts if {
	unique.subjects == set() with input as {"accounts": []}
	unique.observations == set() with input as {"accounts": []}
}

test_unmatched_account_without_an_owner_stays_undecided if {
	unique.subjects == {"ana"} with input as _with({"owner": null})
	unique.observations == set() with input as _with({"owner": null})
}

test_skip_account_of_no_person_whoever_owns_it if {
	every type in ["service", "device", "emergency"] {
		testing.told(unique.observations) == {["ana", "skip"]} with input as _with({"type": type, "owner": "Ana"})
	}
}

test_pass_disabled_account_of_a_person if {
	testing.told(unique.observations) == {["ana", "pass"]} with input as _with({"enabled": false, "owner": "Ana"})
}

test_malformed_id_that_comes_twice_is_nothing_else if {
	every change in [{"type": "service"}, {"type": "shared", "enabled": false}, {"type": "temporary", "owner": "Ana"}] {
		twice := object.union(_ana, change)
		testing.told(unique.observations) == {["ana", "fail"]} with input as {"accounts": [twice, twice]}
	}
}

test_unmatched_temporary_account_without_an_owner_stays_undecided if {
	unique.observations == set() with input as _with({"type": "temporary", "owner": ""})
}
