package policies.common.iam.separate_admin_test

import data.policies.common.iam.separate_admin
import data.policies.lib.testing

_ana := {"id": "ana", "type": "person", "interactive": true, "enabled": true, "privileged": false, "mfa_devices": 1}

_bot := {"id": "bot", "type": "service", "interactive": false, "enabled": true, "privileged": false, "mfa_devices": 0}

_with(changes) := {"accounts": [object.union(_ana, changes)]}

_admin := object.union(_ana, {"id": "ana-admin", "privileged": true, "owner": "Ana"})

test_pass_owner_with_two_accounts if {
	both := {"accounts": [_admin, object.union(_ana, {"owner": "Ana"})]}
	testing.told(separate_admin.observations) == {["ana-admin", "pass"]} with input as both
}

test_fail_owner_with_only_the_privileged_account if {
	testing.told(separate_admin.observations) == {["ana-admin", "fail"]} with input as {"accounts": [_admin]}
}

test_skip_privileged_service_account if {
	service := {"accounts": [object.union(_bot, {"privileged": true})]}
	testing.told(separate_admin.observations) == {["bot", "skip"]} with input as service
}

test_empty_when_nobody_is_privileged if {
	separate_admin.subjects == set() with input as _with({})
	separate_admin.observations == set() with input as _with({})
}

test_unmatched_account_without_an_owner_stays_undecided if {
	unowned := {"accounts": [object.union(_admin, {"owner": null})]}
	separate_admin.subjects == {"ana-admin"} with input as unowned
	separate_admin.observations == set() with input as unowned
}

test_unmatched_account_of_unknown_rights_stays_undecided if {
	unknown := object.union(_ana, {"privileged": null})
	separate_admin.subjects == {"ana"} with input as {"accounts": [unknown]}
	separate_admin.observations == set() with input as {"accounts": [unknown]}
}

test_malformed_account_that_is_no_ordinary_account_of_a_person_does_not_count if {
	every change in [{"type": "service"}, {"enabled": false}] {
		testing.told(separate_admin.observations) == {["ana-admin", "fail"]}
			with input as {"accounts": [_admin, object.union_n([_ana, {"owner": "Ana"}, change])]}
	}
}

test_skip_disabled_administrator if {
	testing.told(separate_admin.observations) == {["ana-admin", "skip"]}
		with input as {"accounts": [object.union(_admin, {"enabled": false}), object.union(_ana, {"owner": "Ana"})]}
}

test_unmatched_owners_without_a_name_are_not_the_same_person if {
	separate_admin.observations == set()
		with input as {"accounts": [object.union(_admin, {"owner": ""}), object.union(_ana, {"owner": ""})]}
}

test_unmatched_type_not_known_stays_undecided if {
	unknown := {"accounts": [object.union(_admin, {"type": "unknown"})]}
	separate_admin.subjects == {"ana-admin"} with input as unknown
	separate_admin.observations == set() with input as unknown
}
