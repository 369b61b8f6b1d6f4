package policies.fedramp.supplier_notices_test

import data.policies.fedramp.supplier_notices
import data.policies.lib.testing

_cloud := {
	"id": "cloud",
	"role": "cloud-provider",
	"handles": ["federal"],
	"agreement": {"status": "executed", "signed_on": "2025-02-01"},
}

_with(changes) := {"vendors": [object.union(_cloud, changes)]}

_params := {"supplier-clauses": ["notify-supply-chain-compromise"]}

_clauses(list) := {"agreement": {"clauses": list}}

test_pass_clause_is_there if {
	testing.told(supplier_notices.observations) == {["cloud", "pass"]}
		with input as _with(_clauses(["notify-supply-chain-compromise"]))
		with data.assay.params as _params
}

test_fail_clause_is_missing if {
	testing.told(supplier_notices.observations) == {["cloud", "fail"]} with input as _with(_clauses(["use-limits"]))
		with data.assay.params as _params
}

test_fail_no_agreement if {
	testing.told(supplier_notices.observations) == {["cloud", "fail"]} with input as _with({"agreement": null})
		with data.assay.params as _params
}

test_skip_vendor_that_supplies_nothing if {
	testing.told(supplier_notices.observations) == {["cloud", "skip"]}
		with input as _with({"role": "business-associate"})
		with data.assay.params as _params
}

test_empty_without_vendors if {
	supplier_notices.subjects == set() with input as {"vendors": []}
	supplier_notices.observations == set() with input as {"vendors": []} with data.assay.params as _params
}

test_unmatched_agreement_whose_clauses_are_not_listed_stays_undecided if {
	supplier_notices.subjects == {"cloud"} with input as _with({})
	supplier_notices.observations == set() with input as _with({}) with data.assay.params as _params
}

test_pass_each_role_that_supplies if {
	every role in ["cloud-provider", "supplier", "subcontractor"] {
		testing.told(supplier_notices.observations) == {["cloud", "pass"]}
			with input as _with(object.union(_clauses(["notify-supply-chain-compromise"]), {"role": role}))
			with data.assay.params as _params
	}
}

test_skip_other_vendor_whatever_its_agreement if {
	every change in [_clauses(["notify-supply-chain-compromise"]), _clauses([]), {"agreement": null}] {
		testing.told(supplier_notices.observations) == {["cloud", "skip"]}
			with input as _with(object.union(change, {"role": "business-associate"}))
			with data.assay.params as _params
	}
}

test_malformed_agreement_that_has_ended_with_every_clause_stays_undecided if {
	supplier_notices.observations == set()
		with input as _with({"agreement": {"status": "ended", "clauses": ["notify-supply-chain-compromise"]}})
		with data.assay.params as _params
}
