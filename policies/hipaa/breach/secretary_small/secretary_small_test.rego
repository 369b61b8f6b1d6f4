package policies.hipaa.breach.secretary_small_test

import data.policies.hipaa.breach.secretary_small
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

_params := {"breach-notice-days": 60, "large-breach-individuals": 500}

test_pass_told_on_the_last_day if {
	prompt := _with({"individuals": 20, "secretary_notified": "2027-03-01"})
	testing.told(secretary_small.observations) == {["B-1", "pass"]} with input as prompt
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_told_a_day_late if {
	late := _with({"individuals": 20, "secretary_notified": "2027-03-02"})
	testing.told(secretary_small.observations) == {["B-1", "fail"]} with input as late
		with data.assay.params as _params
		with data.assay.now as _now
}

test_skip_time_is_left if {
	young := _with({"individuals": 20, "secretary_notified": null, "discovered": "2026-11-01"})
	testing.told(secretary_small.observations) == {["B-1", "skip"]} with input as young
		with data.assay.params as _params
		with data.assay.now as _now
}

test_skip_when_we_had_the_other_part if {
	other := _with({"acting_as": "business-associate", "secretary_notified": null})
	testing.told(secretary_small.observations) == {["B-1", "skip"]} with input as other
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_never_told_about_last_year if {
	old := _with({"individuals": 20, "secretary_notified": null, "discovered": "2025-07-01"})
	testing.told(secretary_small.observations) == {["B-1", "fail"]} with input as old
		with data.assay.params as _params
		with data.assay.now as _now
}

test_skip_large_breach if {
	testing.told(secretary_small.observations) == {["B-1", "skip"]} with input as _with({"secretary_notified": null})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_skip_what_is_no_breach if {
	testing.told(secretary_small.observations) == {["B-1", "skip"]} with input as _with({"judgement": "low-probability"})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_empty_log if {
	secretary_small.subjects == set() with input as _log([])
		with data.assay.params as _params
		with data.assay.now as _now
	secretary_small.observations == set() with input as _log([])
		with data.assay.params as _params
		with data.assay.now as _now
}

test_unmatched_breach_without_the_fact_stays_undecided if {
	secretary_small.subjects == {"B-1"} with input as _with({"individuals": 20})
	secretary_small.observations == set() with input as _with({"individuals": 20})
		with data.assay.params as _params
		with data.assay.now as _now
}
