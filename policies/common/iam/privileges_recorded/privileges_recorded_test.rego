package policies.common.iam.privileges_recorded_test

import data.policies.common.iam.privileges_recorded
import data.policies.lib.testing

_ana := {"id": "ana", "type": "person", "interactive": true, "enabled": true, "privileged": false, "mfa_devices": 1}

_bot := {"id": "bot", "type": "service", "interactive": false, "enabled": true, "privileged": false, "mfa_devices": 0}

_with(changes) := {"accounts": [object.union(_ana, changes)]}

test_skip_ordinary_account_identifies_no_privileged_one if {
	testing.told(privileges_recorded.observations) == {["ana", "skip"]} with input as _with({})
}

test_pass_privileged_account_with_roles if {
	testing.told(privileges_recorded.observations) == {["ana", "pass"]}
		with input as _with({"privileged": true, "roles": ["db-admin"]})
}

test_fail_privileged_account_without_roles if {
	testing.told(privileges_recorded.observations) == {["ana", "fail"]}
		with input as _with({"privileged": true, "roles": []})
}

test_skip_disabled_account_without_roles if {
	testing.told(privileges_recorded.observations) == {["ana", "skip"]}
		with input as _with({"privileged": true, "roles": [], "enabled": false})
}

test_empty_when_there_are_no_accounts if {
	privileges_recorded.subjects == set() with input as {"accounts": []}
	privileges_recorded.observations == set() with input as {"accounts": []}
}

test_unmatched_account_of_unknown_rights_stays_undecided if {
	privileges_recorded.subjects == {"ana"} with input as _with({"privileged": null})
	privileges_recorded.observations == set() with input as _with({"privileged": null})
}

test_skip_ordinary_account_once_whatever_its_roles if {
	every roles in [["user"], []] {
		testing.told(privileges_recorded.observations) == {["ana", "skip"]} with input as _with({"roles": roles})
		count(privileges_recorded.observations) == 1 with input as _with({"roles": roles, "enabled": false})
	}
}

test_malformed_blank_role_stays_undecided if {
	privileges_recorded.observations == set() with input as _with({"privileged": true, "roles": [" "]})
}

test_pass_disabled_account_with_roles if {
	testing.told(privileges_recorded.observations) == {["ana", "pass"]}
		with input as _with({"privileged": true, "enabled": false, "roles": ["dba"]})
}
