package policies.cmmc.remote_mfa_test

import data.policies.cmmc.remote_mfa
import data.policies.lib.testing

_with(changes) := {"gateways": [object.union({"id": "x", "active": true}, changes)]}

test_pass_second_factor_required if {
	testing.told(remote_mfa.observations) == {["x", "pass"]} with input as _with({"second_factor": true})
}

test_fail_no_second_factor if {
	testing.told(remote_mfa.observations) == {["x", "fail"]} with input as _with({"second_factor": false})
}

test_fail_one_of_two_gateways if {
	two := {"gateways": [
		{"id": "a", "active": true, "second_factor": true},
		{"id": "b", "active": true, "second_factor": false},
	]}
	testing.told(remote_mfa.observations) == {["a", "pass"], ["b", "fail"]} with input as two
}

test_skip_gateway_switched_off if {
	every required in [true, false, null] {
		off := _with({"active": false, "second_factor": required})
		testing.told(remote_mfa.observations) == {["x", "skip"]} with input as off
	}
}

test_empty_list_has_no_subject if {
	remote_mfa.subjects == set() with input as {"gateways": []}
	remote_mfa.observations == set() with input as {"gateways": []}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [{}, {"second_factor": null}] {
		remote_mfa.subjects == {"x"} with input as _with(changes)
		remote_mfa.observations == set() with input as _with(changes)
	}
}

test_malformed_neither_asked_for_nor_not if {
	pieces := [
		_with({"second_factor": null}),
		_with({"second_factor": null, "split_tunnel": "unknown"}),
	]
	every evidence in pieces {
		testing.told(remote_mfa.observations) == set()
			with input as evidence
	}
}
