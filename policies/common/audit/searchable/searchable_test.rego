package policies.common.audit.searchable_test

import data.policies.common.audit.searchable
import data.policies.lib.testing

_store := {"id": "central", "purpose": "audit"}

_with(changes) := {"stores": [object.union(_store, changes)]}

_params := {"search-fields": ["time", "identity"]}

_fields(names) := _with({"search_fields": names})

test_pass_every_field if {
	testing.told(searchable.observations) == {["central", "pass"]}
		with input as _fields(["identity", "time", "place"])
		with data.assay.params as _params
}

test_fail_one_is_missing if {
	testing.told(searchable.observations) == {["central", "fail"]}
		with input as _fields(["time"])
		with data.assay.params as _params
	{seen.why | some seen in searchable.observations} == {"not by identity, time"}
		with input as _fields([])
		with data.assay.params as _params
}

test_skip_store_without_audit_records if {
	every facts in [{}, _all_right, _all_wrong] {
		testing.told(searchable.observations) == {["central", "skip"]}
			with input as _with(object.union(facts, {"purpose": "operations"}))
			with data.assay.params as _params
	}
	testing.told(searchable.observations) == {["central", "skip"]}
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
	searchable.subjects == set() with input as {"stores": []}
	testing.told(searchable.observations) == set()
		with input as {"stores": []}
		with data.assay.params as _params
}

test_unmatched_store_the_exporter_says_nothing_of_stays_undecided if {
	searchable.subjects == {"central"} with input as _with({})
	testing.told(searchable.observations) == set()
		with input as _with({})
		with data.assay.params as _params
}

test_malformed_reports_without_a_field_to_search_by if {
	every evidence in [_with({"search_fields": [], "reports_on_demand": true})] {
		testing.told(searchable.observations) == {["central", "fail"]}
			with input as evidence
			with data.assay.params as _params
	}
}
