package policies.common.audit.capacity_test

import data.policies.common.audit.capacity
import data.policies.lib.testing

_store := {"id": "central", "purpose": "audit"}

_with(changes) := {"stores": [object.union(_store, changes)]}

_params := {"min-retention-days": 10}

_room(grows, capacity, daily) := _with({"grows": grows, "capacity_gb": capacity, "daily_gb": daily})

test_pass_room_enough_or_growing if {
	testing.told(capacity.observations) == {["central", "pass"]}
		with input as _room(false, 20, 2)
		with data.assay.params as _params
	testing.told(capacity.observations) == {["central", "pass"]}
		with input as _room(null, 21, 2)
		with data.assay.params as _params
	testing.told(capacity.observations) == {["central", "pass"]}
		with input as _room(true, 1, 2)
		with data.assay.params as _params
	testing.told(capacity.observations) == {["central", "pass"]}
		with input as _room(false, 5, 0.5)
		with data.assay.params as _params
	testing.told(capacity.observations) == {["central", "pass"]}
		with input as _with({"grows": true})
		with data.assay.params as _params
}

test_fail_room_too_small if {
	{seen.why | some seen in capacity.observations} == {"room for 9 days"}
		with input as _room(false, 19.9, 2)
		with data.assay.params as _params
	testing.told(capacity.observations) == {["central", "fail"]}
		with input as _room(false, 19.9, 2)
		with data.assay.params as _params
}

test_pass_says_how_long if {
	{seen.why | some seen in capacity.observations} == {"room for 12 days"}
		with input as _room(false, 25, 2)
		with data.assay.params as _params
}

test_malformed_what_is_not_known_stays_undecided if {
	testing.told(capacity.observations) == set()
		with input as _room(null, 1, 2)
		with data.assay.params as _params
	testing.told(capacity.observations) == set()
		with input as _room(false, null, 2)
		with data.assay.params as _params
	testing.told(capacity.observations) == set()
		with input as _room(false, 20, null)
		with data.assay.params as _params
	testing.told(capacity.observations) == set()
		with input as _room(false, 20, 0)
		with data.assay.params as _params
	testing.told(capacity.observations) == set()
		with input as _room(false, 0, 0)
		with data.assay.params as _params
}

test_skip_store_without_audit_records if {
	every facts in [{}, _all_right, _all_wrong] {
		testing.told(capacity.observations) == {["central", "skip"]}
			with input as _with(object.union(facts, {"purpose": "operations"}))
			with data.assay.params as _params
	}
	testing.told(capacity.observations) == {["central", "skip"]}
		with input as _with({"purpose": "operations", "grows": false, "capacity_gb": 9999, "daily_gb": 1})
		with data.assay.params as _params
}

_all_right := {
	"grows": true,
	"correlated_in": "siem",
	"reports_on_demand": true,
	"keeps_originals": true,
	"search_fields": ["time", "identity"],
}

_all_wrong := {
	"grows": false,
	"capacity_gb": 1,
	"daily_gb": 1,
	"correlated_in": null,
	"reports_on_demand": false,
	"keeps_originals": false,
	"search_fields": [],
}

test_empty_evidence_gives_no_subject if {
	capacity.subjects == set() with input as {"stores": []}
	testing.told(capacity.observations) == set()
		with input as {"stores": []}
		with data.assay.params as _params
}

test_unmatched_store_the_exporter_says_nothing_of_stays_undecided if {
	capacity.subjects == {"central"} with input as _with({})
	testing.told(capacity.observations) == set()
		with input as _with({})
		with data.assay.params as _params
}

test_boundary_exactly_as_long_as_asked if {
	every room, outcome in {20: "pass", 20.1: "pass", 19.9: "fail", 0: "fail"} {
		testing.told(capacity.observations) == {["central", outcome]}
			with input as _room(false, room, 2)
			with data.assay.params as _params
	}
}
