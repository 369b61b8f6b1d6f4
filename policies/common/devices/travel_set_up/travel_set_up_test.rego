package policies.common.devices.travel_set_up_test

import data.policies.common.devices.travel_set_up
import data.policies.lib.testing

_journey := {"id": "x", "risk": "significant", "device": "LT-1"}

_with(changes) := {
	"period": {"from": "2026-06-01", "to": "2026-11-18"},
	"journeys": [object.union(_journey, changes)],
}

test_pass_set_up if {
	testing.told(travel_set_up.observations) == {["x", "pass"]}
		with input as _with({"set_up_for_travel": true})
}

test_fail_not_set_up if {
	testing.told(travel_set_up.observations) == {["x", "fail"]}
		with input as _with({"set_up_for_travel": false})
}

test_unmatched_not_known if {
	testing.told(travel_set_up.observations) == set()
		with input as _with({"set_up_for_travel": null})
}

test_skip_ordinary_place_or_no_device if {
	every facts in [_right, _wrong, _late] {
		testing.told(travel_set_up.observations) == {["x", "skip"]}
			with input as _with(object.union(facts, {"risk": "ordinary"}))
		testing.told(travel_set_up.observations) == {["x", "skip"]}
			with input as _with(object.union(facts, {"device": null}))
	}
}

_right := {"set_up_for_travel": true, "returned_on": "2026-11-01", "treated_on": "2026-11-01"}

_wrong := {"set_up_for_travel": false, "returned_on": "2026-10-01", "treated_on": null}

_late := {"set_up_for_travel": false, "returned_on": "2026-10-01", "treated_on": "2026-11-01"}

test_malformed_risk_or_device_unknown if {
	every facts in [_right, _wrong, _late] {
		testing.told(travel_set_up.observations) == set()
			with input as _with(object.union(facts, {"risk": "unknown"}))
		testing.told(travel_set_up.observations) == set()
			with input as _with(object.union(facts, {"device": " "}))
	}
}

test_empty_list_has_no_subject if {
	travel_set_up.subjects == set() with input as {"period": {"from": "2026-06-01", "to": "2026-11-18"}, "journeys": []}
	testing.told(travel_set_up.observations) == set()
		with input as {"period": {"from": "2026-06-01", "to": "2026-11-18"}, "journeys": []}
}

test_unmatched_what_says_nothing_stays_undecided if {
	travel_set_up.subjects == {"x"} with input as _with({})
	testing.told(travel_set_up.observations) == set()
		with input as _with({})
}
