package policies.common.audit.correlated_test

import data.policies.common.audit.correlated
import data.policies.lib.testing

_store := {"id": "central", "purpose": "audit"}

_with(changes) := {"stores": [object.union(_store, changes)]}

test_pass_in_one_place if {
	testing.told(correlated.observations) == {["central", "pass"]}
		with input as _with({"correlated_in": "siem"})
}

test_fail_nowhere if {
	testing.told(correlated.observations) == {["central", "fail"]}
		with input as _with({"correlated_in": null})
}

test_malformed_blank if {
	testing.told(correlated.observations) == set()
		with input as _with({"correlated_in": " "})
}

test_skip_store_without_audit_records if {
	every facts in [{}, _all_right, _all_wrong] {
		testing.told(correlated.observations) == {["central", "skip"]}
			with input as _with(object.union(facts, {"purpose": "operations"}))
	}
	testing.told(correlated.observations) == {["central", "skip"]}
		with input as _with({"purpose": "operations", "grows": false, "capacity_gb": 9999, "daily_gb": 1})
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
	correlated.subjects == set() with input as {"stores": []}
	testing.told(correlated.observations) == set()
		with input as {"stores": []}
}

test_unmatched_store_the_exporter_says_nothing_of_stays_undecided if {
	correlated.subjects == {"central"} with input as _with({})
	testing.told(correlated.observations) == set()
		with input as _with({})
}
