package policies.common.iam.mfa_test

import data.policies.common.iam.mfa
import data.policies.lib.testing

_ana := {"id": "ana", "type": "person", "interactive": true, "enabled": true, "privileged": false, "mfa_devices": 1}

_bot := {"id": "bot", "type": "service", "interactive": false, "enabled": true, "privileged": false, "mfa_devices": 0}

_with(changes) := {"accounts": [object.union(_ana, changes)]}

_all := {"population": "all"}

test_pass_required_and_enrolled if {
	testing.told(mfa.observations) == {["ana", "pass"]} with input as _with({"mfa_required": true})
		with data.assay.params as _all
}

test_fail_required_but_not_enrolled if {
	testing.told(mfa.observations) == {["ana", "fail"]} with input as _with({"mfa_required": true, "mfa_devices": 0})
		with data.assay.params as _all
}

test_fail_enrolled_but_not_required if {
	testing.told(mfa.observations) == {["ana", "fail"]} with input as _with({"mfa_required": false})
		with data.assay.params as _all
}

test_skip_disabled_account if {
	testing.told(mfa.observations) == {["ana", "skip"]} with input as _with({"enabled": false, "mfa_required": false})
		with data.assay.params as _all
}

test_empty_when_nobody_can_sign_in if {
	mfa.subjects == set() with input as {"accounts": [_bot]} with data.assay.params as _all
	mfa.observations == set() with input as {"accounts": [_bot]} with data.assay.params as _all
}

test_unmatched_account_with_unknown_devices_stays_undecided if {
	unknown := _with({"mfa_required": true, "mfa_devices": null})
	mfa.subjects == {"ana"} with input as unknown with data.assay.params as _all
	mfa.observations == set() with input as unknown with data.assay.params as _all
}

test_only_privileged_accounts_are_looked_at_when_asked_for_them if {
	both := {"accounts": [_ana, object.union(_ana, {"id": "root", "privileged": true})]}
	mfa.subjects == {"root"} with input as both with data.assay.params as {"population": "privileged"}
	mfa.subjects == {"ana"} with input as both with data.assay.params as {"population": "ordinary"}
}

test_an_account_of_unknown_rights_is_in_every_population if {
	every population in {"all", "privileged", "ordinary"} {
		mfa.subjects == {"ana"} with input as _with({"privileged": null})
			with data.assay.params as {"population": population}
	}
}

test_malformed_account_that_cannot_sign_in_is_none_of_ours if {
	facts := [
		{"mfa_required": true, "mfa_devices": 1},
		{"mfa_required": false},
		{"enabled": false},
	]
	every change in facts {
		mfa.observations == set() with input as {"accounts": [object.union(_bot, change)]}
			with data.assay.params as _all
	}
}

test_empty_when_no_account_of_the_population_can_sign_in if {
	every population, privileged in {"privileged": true, "ordinary": false, "all": null} {
		mfa.subjects == set() with input as {"accounts": [object.union(_bot, {"privileged": privileged})]}
			with data.assay.params as {"population": population}
	}
}

test_skip_disabled_account_whatever_is_enrolled if {
	every devices in [0, 1] {
		testing.told(mfa.observations) == {["ana", "skip"]}
			with input as _with({"enabled": false, "mfa_required": true, "mfa_devices": devices})
			with data.assay.params as _all
	}
}

test_unmatched_nobody_knows_whether_it_can_sign_in if {
	every changes in [{"mfa_devices": 0}, {"mfa_required": false}, {"mfa_devices": null, "privileged": null}] {
		unknown := _with(object.union({"interactive": null, "mfa_required": true}, changes))
		mfa.subjects == {"ana"} with input as unknown with data.assay.params as _all
		mfa.observations == set() with input as unknown with data.assay.params as _all
	}
}

test_pass_whether_or_not_it_can_sign_in if {
	every population in ["all", "ordinary"] {
		testing.told(mfa.observations) == {["ana", "pass"]}
			with input as _with({"interactive": null, "mfa_required": true})
			with data.assay.params as {"population": population}
	}
}

test_empty_account_of_another_population_says_nothing if {
	every changes in [{"mfa_devices": 0}, {"mfa_required": false}] {
		mfa.observations == set() with input as _with(object.union({"mfa_required": true}, changes))
			with data.assay.params as {"population": "privileged"}
	}
}
