package policies.common.audit.reports_test

import data.policies.common.audit.reports
import data.policies.lib.testing

_store := {"id": "central", "purpose": "audit"}

_with(changes) := {"stores": [object.union(_store, changes)]}

_params := {"report-parts": ["on-demand", "originals"]}

_reports(demand, originals) := _with({"reports_on_demand": demand, "keeps_originals": originals})

test_pass_both if {
	testing.told(reports.observations) == {["central", "pass"]}
		with input as _reports(true, true)
		with data.assay.params as _params
}

test_fail_each_weakness_alone if {
	testing.told(reports.observations) == {["central", "fail"]}
		with input as _reports(false, true)
		with data.assay.params as _params
	testing.told(reports.observations) == {["central", "fail"]}
		with input as _reports(true, false)
		with data.assay.params as _params
}

test_pass_only_what_is_asked_for if {
	testing.told(reports.observations) == {["central", "pass"]}
		with input as _reports(true, false)
		with data.assay.params as {"report-parts": ["on-demand"]}
	testing.told(reports.observations) == {["central", "pass"]}
		with input as _reports(false, true)
		with data.assay.params as {"report-parts": ["originals"]}
}

test_malformed_what_is_not_known_stays_undecided if {
	testing.told(reports.observations) == set()
		with input as _reports(null, true)
		with data.assay.params as _params
	testing.told(reports.observations) == set()
		with input as _reports(true, null)
		with data.assay.params as _params
}

test_skip_store_without_audit_records if {
	every facts in [{}, _all_right, _all_wrong] {
		testing.told(reports.observations) == {["central", "skip"]}
			with input as _with(object.union(facts, {"purpose": "operations"}))
			with data.assay.params as _params
	}
	testing.told(reports.observations) == {["central", "skip"]}
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
	reports.subjects == set() with input as {"stores": []}
	testing.told(reports.observations) == set()
		with input as {"stores": []}
		with data.assay.params as _params
}

test_unmatched_store_the_exporter_says_nothing_of_stays_undecided if {
	reports.subjects == {"central"} with input as _with({})
	testing.told(reports.observations) == set()
		with input as _with({})
		with data.assay.params as _params
}
