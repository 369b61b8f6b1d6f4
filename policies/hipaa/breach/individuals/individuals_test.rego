package policies.hipaa.breach.individuals_test

import data.policies.hipaa.breach.individuals
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

_params := {"breach-notice-days": 60}

test_pass_told_on_the_last_day if {
	prompt := _with({"individuals_notified": "2026-08-30"})
	testing.told(individuals.observations) == {["B-1", "pass"]} with input as prompt
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_told_a_day_late if {
	late := _with({"individuals_notified": "2026-08-31"})
	testing.told(individuals.observations) == {["B-1", "fail"]} with input as late
		with data.assay.params as _params
		with data.assay.now as _now
}

test_skip_time_is_left if {
	young := _with({"individuals_notified": null, "discovered": "2026-11-01"})
	testing.told(individuals.observations) == {["B-1", "skip"]} with input as young
		with data.assay.params as _params
		with data.assay.now as _now
}

test_skip_when_we_had_the_other_part if {
	other := _with({"acting_as": "business-associate", "individuals_notified": null})
	testing.told(individuals.observations) == {["B-1", "skip"]} with input as other
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_never_told if {
	testing.told(individuals.observations) == {["B-1", "fail"]} with input as _with({"individuals_notified": null})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_assessment_without_end if {
	endless := _with({"judgement": "under-assessment"})
	testing.told(individuals.observations) == {["B-1", "fail"]} with input as endless
		with data.assay.params as _params
		with data.assay.now as _now
}

test_pass_law_enforcement_asked_for_a_delay if {
	delay := {"delay_until": "2026-10-01", "individuals_notified": "2026-10-01"}
	delayed := _with(delay)
	testing.told(individuals.observations) == {["B-1", "pass"]} with input as delayed
		with data.assay.params as _params
		with data.assay.now as _now
}

test_skip_what_is_no_breach if {
	testing.told(individuals.observations) == {["B-1", "skip"]} with input as _with({"judgement": "low-probability"})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_empty_log if {
	individuals.subjects == set() with input as _log([]) with data.assay.params as _params with data.assay.now as _now
	individuals.observations == set() with input as _log([])
		with data.assay.params as _params
		with data.assay.now as _now
}

test_unmatched_breach_without_the_fact_stays_undecided if {
	individuals.subjects == {"B-1"} with input as _with({})
	individuals.observations == set() with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
}
