package policies.hipaa.agreement_clauses_test

import data.policies.hipaa.agreement_clauses
import data.policies.lib.testing

_lab := {
	"id": "lab",
	"role": "business-associate",
	"handles": ["phi"],
	"agreement": {"status": "executed", "signed_on": "2025-02-01"},
}

_with(changes) := {"vendors": [object.union(_lab, changes)]}

_params := {"vendor-roles": ["business-associate"], "agreement-clauses": ["flow-down-to-subcontractors"]}

_clauses(list) := {"agreement": {"clauses": list}}

test_pass_clause_is_there if {
	testing.told(agreement_clauses.observations) == {["lab", "pass"]}
		with input as _with(_clauses(["flow-down-to-subcontractors"]))
		with data.assay.params as _params
}

test_fail_clause_is_missing if {
	testing.told(agreement_clauses.observations) == {["lab", "fail"]} with input as _with(_clauses(["use-limits"]))
		with data.assay.params as _params
}

test_fail_no_agreement if {
	testing.told(agreement_clauses.observations) == {["lab", "fail"]} with input as _with({"agreement": null})
		with data.assay.params as _params
}

test_skip_vendor_that_handles_no_phi if {
	testing.told(agreement_clauses.observations) == {["lab", "skip"]} with input as _with({"handles": ["none"]})
		with data.assay.params as _params
}

test_empty_without_vendors_of_the_role if {
	agreement_clauses.subjects == set() with input as _with({"role": "supplier"}) with data.assay.params as _params
	agreement_clauses.observations == set() with input as _with({"role": "supplier"}) with data.assay.params as _params
}

test_unmatched_agreement_whose_clauses_are_not_listed_stays_undecided if {
	agreement_clauses.subjects == {"lab"} with input as _with({}) with data.assay.params as _params
	agreement_clauses.observations == set() with input as _with({}) with data.assay.params as _params
}

test_fail_vendor_that_does_not_say_what_it_handles if {
	testing.told(agreement_clauses.observations) == {["lab", "fail"]}
		with input as _with({"handles": [], "agreement": null})
		with data.assay.params as _params
}

test_malformed_agreement_that_has_ended_with_every_clause_stays_undecided if {
	agreement_clauses.observations == set()
		with input as _with({"agreement": {"status": "ended", "clauses": ["flow-down-to-subcontractors"]}})
		with data.assay.params as _params
}
