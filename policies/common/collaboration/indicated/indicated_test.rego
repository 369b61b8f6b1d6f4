package policies.common.collaboration.indicated_test

import data.policies.common.collaboration.indicated
import data.policies.lib.testing

_with(changes) := {"devices": [object.union({"id": "x", "active": true}, changes)], "voice_services": []}

test_pass_shows if {
	testing.told(indicated.observations) == {["x", "pass"]}
		with input as _with({"indicates_use": true})
}

test_fail_does_not if {
	testing.told(indicated.observations) == {["x", "fail"]}
		with input as _with({"indicates_use": false})
}

test_malformed_not_known if {
	testing.told(indicated.observations) == set()
		with input as _with({"indicates_use": null})
}

test_skip_not_in_use if {
	every shows in [true, false] {
		testing.told(indicated.observations) == {["x", "skip"]}
			with input as _with({"active": false, "indicates_use": shows})
	}
}

test_empty_list_has_no_subject if {
	indicated.subjects == set() with input as {"devices": [], "voice_services": []}
	testing.told(indicated.observations) == set()
		with input as {"devices": [], "voice_services": []}
}

test_unmatched_what_says_nothing_stays_undecided if {
	indicated.subjects == {"x"} with input as _with({})
	testing.told(indicated.observations) == set()
		with input as _with({})
}
