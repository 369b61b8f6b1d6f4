package policies.common.iam.service_owner_test

import data.policies.common.iam.service_owner
import data.policies.lib.testing

_ana := {"id": "ana", "type": "person", "interactive": true, "enabled": true, "privileged": false, "mfa_devices": 1}

_bot := {"id": "bot", "type": "service", "interactive": false, "enabled": true, "privileged": false, "mfa_devices": 0}

_with(changes) := {"accounts": [object.union(_ana, changes)]}

_bot_with(changes) := {"accounts": [object.union(_bot, changes)]}

test_pass_owner_and_purpose if {
	testing.told(service_owner.observations) == {["bot", "pass"]}
		with input as _bot_with({"owner": "ops", "purpose": "backups"})
}

test_fail_no_owner if {
	testing.told(service_owner.observations) == {["bot", "fail"]}
		with input as _bot_with({"owner": null, "purpose": "backups"})
}

test_fail_no_purpose if {
	testing.told(service_owner.observations) == {["bot", "fail"]}
		with input as _bot_with({"owner": "ops", "purpose": null})
}

test_skip_person if {
	testing.told(service_owner.observations) == {["ana", "skip"]} with input as _with({})
}

test_empty_when_there_are_no_accounts if {
	service_owner.subjects == set() with input as {"accounts": []}
	service_owner.observations == set() with input as {"accounts": []}
}

test_unmatched_account_the_exporter_says_nothing_of_stays_undecided if {
	service_owner.subjects == {"bot"} with input as _bot_with({})
	service_owner.observations == set() with input as _bot_with({})
}

test_unmatched_blank_is_no_answer_and_stays_undecided if {
	service_owner.observations == set() with input as _bot_with({"owner": "", "purpose": "backups"})
}

test_malformed_person_is_skipped_whatever_is_recorded if {
	every change in [{"owner": "ops", "purpose": "backups"}, {"owner": null, "purpose": null}] {
		testing.told(service_owner.observations) == {["ana", "skip"]} with input as _with(change)
	}
}

test_pass_device if {
	testing.told(service_owner.observations) == {["bot", "pass"]}
		with input as _bot_with({"type": "device", "owner": "ops", "purpose": "door"})
}

test_unmatched_type_not_known_stays_undecided if {
	service_owner.subjects == {"ana"} with input as _with({"type": "unknown", "owner": null})
	service_owner.observations == set() with input as _with({"type": "unknown", "owner": null})
}
