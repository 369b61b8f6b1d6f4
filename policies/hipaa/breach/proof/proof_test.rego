package policies.hipaa.breach.proof_test

import data.policies.hipaa.breach.proof
import data.policies.lib.testing

_breach := {
	"id": "B-1",
	"discovered": "2026-07-01",
	"judgement": "breach",
	"delay_until": null,
	"acting_as": "covered-entity",
	"individuals": 900,
	"largest_state_count": 700,
}

_log(incidents) := {"period": {"from": "2026-01-01", "to": "2026-11-19"}, "incidents": incidents}

_with(changes) := _log([object.union(_breach, changes)])

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_params := {"assessment-factors": 4}

_low(factors) := {
	"judgement": "low-probability",
	"proof_on_file": true,
	"assessment": {"date": "2026-07-10", "factors": factors},
}

test_pass_proof_of_notices if {
	testing.told(proof.observations) == {["B-1", "pass"]} with input as _with({"proof_on_file": true})
		with data.assay.params as _params
}

test_pass_low_probability_by_four_factors if {
	testing.told(proof.observations) == {["B-1", "pass"]} with input as _with(_low(4)) with data.assay.params as _params
}

test_fail_no_proof if {
	testing.told(proof.observations) == {["B-1", "fail"]} with input as _with({"proof_on_file": false})
		with data.assay.params as _params
}

test_fail_too_few_factors if {
	testing.told(proof.observations) == {["B-1", "fail"]} with input as _with(_low(3)) with data.assay.params as _params
}

test_fail_judged_without_an_assessment if {
	bare := _with(object.union(_low(4), {"assessment": null}))
	testing.told(proof.observations) == {["B-1", "fail"]} with input as bare with data.assay.params as _params
}

test_skip_still_under_assessment if {
	testing.told(proof.observations) == {["B-1", "skip"]} with input as _with({"judgement": "under-assessment"})
		with data.assay.params as _params
}

test_empty_log if {
	proof.subjects == set() with input as _log([]) with data.assay.params as _params
	proof.observations == set() with input as _log([]) with data.assay.params as _params
}

test_unmatched_breach_without_the_facts_stays_undecided if {
	proof.subjects == {"B-1"} with input as _with({})
	proof.observations == set() with input as _with({}) with data.assay.params as _params
}
