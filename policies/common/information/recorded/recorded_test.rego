package policies.common.information.recorded_test

import data.policies.common.information.recorded
import data.policies.lib.testing

_with(changes) := {"stores": [object.union({"id": "x", "active": true, "found": ["federal"]}, changes)]}

_params := {"location-parts": ["place", "users"]}

_only(part) := {"location-parts": [part]}

_store(found, recorded, users) := _with({"found": found, "recorded": recorded, "users_recorded": users})

test_pass_all_is_recorded if {
	testing.told(recorded.observations) == {["x", "pass"]}
		with input as _store(["federal"], ["federal", "other"], true)
		with data.assay.params as _params
	testing.told(recorded.observations) == {["x", "pass"]}
		with input as _store([], [], true)
		with data.assay.params as _params
}

test_fail_each_weakness_alone if {
	testing.told(recorded.observations) == {["x", "fail"]}
		with input as _store(["federal", "phi"], ["federal"], true)
		with data.assay.params as _params
	testing.told(recorded.observations) == {["x", "fail"]}
		with input as _store(["federal"], ["federal"], false)
		with data.assay.params as _params
	{seen.why | some seen in recorded.observations} == {"holds federal, which the register does not say"}
		with input as _store(["federal"], [], true)
		with data.assay.params as _params
}

test_pass_only_what_is_asked_for if {
	testing.told(recorded.observations) == {["x", "pass"]}
		with input as _store(["federal"], ["federal"], false)
		with data.assay.params as _only("place")
	testing.told(recorded.observations) == {["x", "pass"]}
		with input as _store(["federal"], [], true)
		with data.assay.params as _only("users")
}

test_malformed_what_is_not_known_stays_undecided if {
	testing.told(recorded.observations) == set()
		with input as _store(["federal"], ["federal"], null)
		with data.assay.params as _params
	testing.told(recorded.observations) == set()
		with input as _with({"users_recorded": true})
		with data.assay.params as _params
	testing.told(recorded.observations) == set()
		with input as _with({"found": [], "users_recorded": true})
		with data.assay.params as _params
}

test_skip_not_in_use if {
	testing.told(recorded.observations) == {["x", "skip"]}
		with input as _with({"active": false, "recorded": [], "users_recorded": false})
		with data.assay.params as _params
	testing.told(recorded.observations) == {["x", "skip"]}
		with input as _with({"active": false, "recorded": ["federal"], "users_recorded": true})
		with data.assay.params as _params
}

test_empty_list_has_no_subject if {
	recorded.subjects == set() with input as {"stores": []}
	testing.told(recorded.observations) == set()
		with input as {"stores": []}
		with data.assay.params as _params
}

test_unmatched_what_says_nothing_stays_undecided if {
	recorded.subjects == {"x"} with input as _with({})
	testing.told(recorded.observations) == set()
		with input as _with({})
		with data.assay.params as _params
}
