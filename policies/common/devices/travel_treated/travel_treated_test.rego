package policies.common.devices.travel_treated_test

import data.policies.common.devices.travel_treated
import data.policies.lib.testing

_journey := {"id": "x", "risk": "significant", "device": "LT-1"}

_with(changes) := {
	"period": {"from": "2026-06-01", "to": "2026-11-18"},
	"journeys": [object.union(_journey, changes)],
}

_params := {"max-travel-treatment-days": 3}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_back(returned, treated) := _with({"returned_on": returned, "treated_on": treated})

test_pass_treated_up_to_the_last_day if {
	every day in ["2026-11-10", "2026-11-13"] {
		testing.told(travel_treated.observations) == {["x", "pass"]}
			with input as _back("2026-11-10", day)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_too_late_or_not_at_all if {
	testing.told(travel_treated.observations) == {["x", "fail"]}
		with input as _back("2026-11-10", "2026-11-14")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(travel_treated.observations) == {["x", "fail"]}
		with input as _back("2026-11-14", null)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	{seen.why | some seen in travel_treated.observations} == {"untreated, back for 4 days at the export"}
		with input as _back("2026-11-14", null)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_still_in_its_time_not_back_or_treated_before if {
	testing.told(travel_treated.observations) == set()
		with input as _back("2026-11-15", null)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(travel_treated.observations) == set()
		with input as _back(null, null)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(travel_treated.observations) == set()
		with input as _back("2026-11-10", "2026-11-09")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(travel_treated.observations) == set()
		with input as _back("2026-11-17", "2026-11-19")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(travel_treated.observations) == set()
		with input as _back("2026-11-01", "2026-11-19")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_skip_ordinary_place_or_no_device if {
	every facts in [_right, _wrong, _late] {
		testing.told(travel_treated.observations) == {["x", "skip"]}
			with input as _with(object.union(facts, {"risk": "ordinary"}))
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
		testing.told(travel_treated.observations) == {["x", "skip"]}
			with input as _with(object.union(facts, {"device": null}))
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

_right := {"set_up_for_travel": true, "returned_on": "2026-11-01", "treated_on": "2026-11-01"}

_wrong := {"set_up_for_travel": false, "returned_on": "2026-10-01", "treated_on": null}

_late := {"set_up_for_travel": false, "returned_on": "2026-10-01", "treated_on": "2026-11-01"}

test_malformed_risk_or_device_unknown if {
	every facts in [_right, _wrong, _late] {
		testing.told(travel_treated.observations) == set()
			with input as _with(object.union(facts, {"risk": "unknown"}))
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
		testing.told(travel_treated.observations) == set()
			with input as _with(object.union(facts, {"device": " "}))
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_list_has_no_subject if {
	travel_treated.subjects == set() with input as {"period": {"from": "2026-06-01", "to": "2026-11-18"}, "journeys": []}
	testing.told(travel_treated.observations) == set()
		with input as {"period": {"from": "2026-06-01", "to": "2026-11-18"}, "journeys": []}
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_what_says_nothing_stays_undecided if {
	travel_treated.subjects == {"x"} with input as _with({})
	testing.told(travel_treated.observations) == set()
		with input as _with({})
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_last_day if {
	every day, outcome in {"2026-11-10": "pass", "2026-11-13": "pass", "2026-11-14": "fail"} {
		testing.told(travel_treated.observations) == {["x", outcome]}
			with input as _back("2026-11-10", day)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
	testing.told(travel_treated.observations) == set()
		with input as _back("2026-11-10", "2026-11-09")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}
