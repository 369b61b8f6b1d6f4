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

_period(from, to) := {"from": from, "to": to}

_log(incidents) := {"period": _period("2026-01-01", "2026-11-19"), "incidents": incidents}

_with(changes) := _log([object.union(_breach, changes)])

_params := {
	"assessment-factors": 4,
	"breach-notice-days": 60,
	"log-history-days": 180,
	"max-log-gap-days": 31,
}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_none := ["breach log", "pass"]

_low(factors) := {
	"judgement": "low-probability",
	"proof_on_file": true,
	"assessment": {"date": "2026-07-10", "factors": factors},
}

test_pass_proof_of_notices if {
	testing.told(proof.observations) == {["B-1", "pass"]} with input as _with({"proof_on_file": true})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_low_probability_by_four_factors if {
	testing.told(proof.observations) == {["B-1", "pass"]} with input as _with(_low(4))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_no_proof if {
	testing.told(proof.observations) == {["B-1", "fail"]} with input as _with({"proof_on_file": false})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_too_few_factors if {
	testing.told(proof.observations) == {["B-1", "fail"]} with input as _with(_low(3))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_judged_without_an_assessment if {
	testing.told(proof.observations) == {["B-1", "fail"]}
		with input as _with(object.union(_low(4), {"assessment": null}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_under_assessment_for_too_long_without_proof if {
	testing.told(proof.observations) == {["B-1", "fail"]}
		with input as _with({"judgement": "under-assessment", "proof_on_file": false})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_under_assessment_while_time_is_left if {
	young := _with({"judgement": "under-assessment", "discovered": "2026-11-01", "proof_on_file": false})
	testing.told(proof.observations) == {["B-1", "skip"]} with input as young
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_empty_log_that_is_complete if {
	testing.told(proof.observations) == {_none} with input as _log([])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_log_that_is_short_or_old_stays_undecided if {
	every from, to in {"2026-11-01": "2026-11-19", "2025-01-01": "2026-06-30", "2026-02-01": "2026-12-31"} {
		empty := object.union(_log([]), {"period": _period(from, to)})
		proof.subjects == {"breach log"} with input as empty
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
		proof.observations == set() with input as empty
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_unmatched_under_assessment_for_too_long_stays_undecided if {
	proof.subjects == {"B-1"} with input as _with({"judgement": "under-assessment", "proof_on_file": true})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	proof.observations == set() with input as _with({"judgement": "under-assessment", "proof_on_file": true})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_breach_without_the_facts_stays_undecided if {
	proof.subjects == {"B-1"} with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	proof.observations == set() with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(proof.observations) == {["B-1", "fail"]}
		with input as _with({"judgement": "under-assessment", "discovered": "2026-09-01", "proof_on_file": false})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	proof.observations == set()
		with input as _with({"judgement": "under-assessment", "discovered": "2026-09-15", "proof_on_file": false})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_skip_under_assessment_with_time_left if {
	testing.told(proof.observations) == {["B-1", "skip"]}
		with input as _with({"judgement": "under-assessment", "discovered": "2026-10-15", "proof_on_file": false})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_factors if {
	testing.told(proof.observations) == {["B-1", "pass"]} with input as _with(_low(4))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(proof.observations) == {["B-1", "fail"]} with input as _with(_low(3))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_each_judgement_with_its_proof if {
	every judgement in ["breach", "exception", "secured-phi"] {
		testing.told(proof.observations) == {["B-1", "pass"]}
			with input as _with({"judgement": judgement, "proof_on_file": true})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_fail_low_probability_without_proof if {
	testing.told(proof.observations) == {["B-1", "fail"]}
		with input as _with(object.union(_low(4), {"proof_on_file": false}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_assessment_of_a_breach_says_nothing if {
	every assessment in [null, {"date": "2026-07-10", "factors": 1}, {"date": "2026-07-10", "factors": 4}] {
		testing.told(proof.observations) == {["B-1", "pass"]}
			with input as _with({"proof_on_file": true, "assessment": assessment})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
		count(proof.observations) == 1 with input as _with({"proof_on_file": true, "assessment": assessment})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_unmatched_breach_of_lately_without_the_fact_stays_undecided if {
	proof.observations == set() with input as _with({"discovered": "2026-11-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}
