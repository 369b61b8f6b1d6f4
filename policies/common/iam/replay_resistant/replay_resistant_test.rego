package policies.common.iam.replay_resistant_test

import data.policies.common.iam.replay_resistant
import data.policies.lib.testing

_ana := {"id": "ana", "type": "person", "interactive": true, "enabled": true, "privileged": false, "mfa_devices": 1}

_bot := {"id": "bot", "type": "service", "interactive": false, "enabled": true, "privileged": false, "mfa_devices": 0}

_with(changes) := {"accounts": [object.union(_ana, changes)]}

test_pass_resistant if {
	testing.told(replay_resistant.observations) == {["ana", "pass"]} with input as _with({"replay_resistant": true})
}

test_fail_replayable if {
	testing.told(replay_resistant.observations) == {["ana", "fail"]} with input as _with({"replay_resistant": false})
}

test_skip_disabled_account if {
	testing.told(replay_resistant.observations) == {["ana", "skip"]}
		with input as _with({"enabled": false, "replay_resistant": false})
}

test_empty_when_there_are_no_accounts if {
	replay_resistant.subjects == set() with input as {"accounts": []}
	replay_resistant.observations == set() with input as {"accounts": []}
}

test_unmatched_unknown_methods_stay_undecided if {
	replay_resistant.subjects == {"ana"} with input as _with({"replay_resistant": null})
	replay_resistant.observations == set() with input as _with({"replay_resistant": null})
}

test_malformed_disabled_account_is_skipped_whatever_it_resists if {
	every resistant in [true, false, null] {
		testing.told(replay_resistant.observations) == {["ana", "skip"]}
			with input as _with({"enabled": false, "replay_resistant": resistant})
	}
}
