package policies.hipaa.breach.secretary_small_test

import data.policies.hipaa.breach.secretary_small
import data.policies.lib.testing

_breach := {
	"id": "B-1",
	"discovered": "2026-07-01",
	"judgement": "breach",
	"delay_until": null,
	"acting_as": "covered-entity",
	"individuals": 90,
	"largest_state_count": 70,
}

_period(from, to) := {"from": from, "to": to}

_log(incidents) := {"period": _period("2026-01-01", "2026-11-19"), "incidents": incidents}

_with(changes) := _log([object.union(_breach, changes)])

_params := {
	"breach-notice-days": 60,
	"large-breach-individuals": 500,
	"log-history-days": 180,
	"max-log-gap-days": 31,
}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_none := ["breach log", "pass"]

_ours(changes) := _with(object.union({"acting_as": "covered-entity"}, changes))

test_pass_told_on_the_last_day if {
	testing.told(secretary_small.observations) == {["B-1", "pass"]}
		with input as _ours({"discovered": "2025-07-01", "secretary_notified": "2026-03-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_told_a_day_late if {
	testing.told(secretary_small.observations) == {["B-1", "fail"]}
		with input as _ours({"discovered": "2025-07-01", "secretary_notified": "2026-03-02"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_never_told if {
	never := _ours({"secretary_notified": null, "discovered": "2025-07-01"})
	testing.told(secretary_small.observations) == {["B-1", "fail"]} with input as never
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_time_is_left if {
	young := _ours({"secretary_notified": null, "discovered": "2026-11-01"})
	testing.told(secretary_small.observations) == {["B-1", "skip"]} with input as young
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_under_assessment_while_time_is_left if {
	changes := {"judgement": "under-assessment", "secretary_notified": null, "discovered": "2026-11-01"}
	young := _ours(changes)
	testing.told(secretary_small.observations) == {["B-1", "skip"]} with input as young
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_assessment_without_end if {
	changes := {"judgement": "under-assessment", "secretary_notified": null, "discovered": "2025-07-01"}
	endless := _ours(changes)
	testing.told(secretary_small.observations) == {["B-1", "fail"]} with input as endless
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_told_before_the_assessment_ended if {
	careful := _ours({"judgement": "under-assessment", "secretary_notified": "2026-09-01"})
	testing.told(secretary_small.observations) == {["B-1", "pass"]} with input as careful
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_law_enforcement_asked_for_a_delay if {
	changes := {"discovered": "2025-07-01", "delay_until": "2026-05-01", "secretary_notified": "2026-05-01"}
	delayed := _ours(changes)
	testing.told(secretary_small.observations) == {["B-1", "pass"]} with input as delayed
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_when_we_had_the_other_part if {
	other := _with({"acting_as": "business-associate", "secretary_notified": null})
	testing.told(secretary_small.observations) == {["B-1", "skip"], _none} with input as other
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_what_is_no_breach if {
	testing.told(secretary_small.observations) == {["B-1", "skip"], _none}
		with input as _with({"judgement": "low-probability"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_at_the_threshold if {
	beside := _with({"individuals": 500, "secretary_notified": null})
	testing.told(secretary_small.observations) == {["B-1", "skip"], _none} with input as beside
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_count_not_known_while_time_is_left if {
	young := _with({"individuals": null, "secretary_notified": null, "discovered": "2026-11-01"})
	testing.told(secretary_small.observations) == {["B-1", "skip"]} with input as young
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_count_not_known_stays_undecided if {
	every judgement in ["breach", "under-assessment"] {
		open := _with({"judgement": judgement, "individuals": null, "secretary_notified": null, "discovered": "2025-07-01"})
		secretary_small.subjects == {"B-1"} with input as open with data.assay.params as _params with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
		secretary_small.observations == set() with input as open with data.assay.params as _params with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_pass_empty_log_that_is_complete if {
	testing.told(secretary_small.observations) == {_none} with input as _log([])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_log_that_is_short_or_old_stays_undecided if {
	every from, to in {"2026-11-01": "2026-11-19", "2025-01-01": "2026-06-30", "2026-02-01": "2026-12-31"} {
		empty := object.union(_log([]), {"period": _period(from, to)})
		secretary_small.subjects == {"breach log"} with input as empty
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
		secretary_small.observations == set() with input as empty
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_unmatched_breach_without_the_fact_stays_undecided if {
	secretary_small.subjects == {"B-1"} with input as _ours({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	secretary_small.observations == set() with input as _ours({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_breach_in_which_our_part_is_not_known_stays_undecided if {
	unknown := _log([object.remove(object.union(_breach, {"secretary_notified": null}), ["acting_as"])])
	secretary_small.subjects == {"B-1"} with input as unknown
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	secretary_small.observations == set() with input as unknown
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-02-20T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(secretary_small.observations) == {["B-1", "fail"]}
		with input as _ours({"discovered": "2024-09-01", "secretary_notified": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	secretary_small.observations == set()
		with input as _ours({"discovered": "2025-09-01", "secretary_notified": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_told_before_discovery_stays_undecided if {
	secretary_small.observations == set()
		with input as _ours({"discovered": "2025-09-15", "secretary_notified": "2025-09-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

_unknown(changes) := _log([object.union(object.remove(_breach, ["acting_as"]), changes)])

test_boundary_last_day_to_tell if {
	testing.told(secretary_small.observations) == {["B-1", "pass"]}
		with input as _ours({"discovered": "2025-07-01", "secretary_notified": "2026-03-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(secretary_small.observations) == {["B-1", "fail"]}
		with input as _ours({"discovered": "2025-07-01", "secretary_notified": "2026-03-02"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_boundary_individuals if {
	testing.told(secretary_small.observations) == {["B-1", "pass"]}
		with input as _ours({"secretary_notified": "2026-08-30", "individuals": 499})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(secretary_small.observations) == {["B-1", "skip"], _none}
		with input as _ours({"secretary_notified": "2026-08-30", "individuals": 500})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_notice_planned_after_its_time_for_one_reason if {
	count(secretary_small.observations) == 1
		with input as _ours({"discovered": "2025-07-01", "secretary_notified": "2026-12-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_breach_in_which_our_part_is_not_known_stays_undecided if {
	secretary_small.observations == set() with input as _unknown({"secretary_notified": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	secretary_small.observations == set() with input as _unknown({"secretary_notified": "2026-08-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_once_whatever_our_part_and_the_count if {
	every part in ["covered-entity", "business-associate"] {
		every count_told in [100, 900] {
			testing.told(secretary_small.observations) == {["B-1", "skip"], _none}
				with input as _with({"judgement": "exception", "acting_as": part, "individuals": count_told})
				with data.assay.params as _params
				with data.assay.now as _now
				with data.assay.evidence.collected_ns as _now
			count(secretary_small.observations) == 2
				with input as _with({"judgement": "exception", "acting_as": part, "individuals": count_told})
				with data.assay.params as _params
				with data.assay.now as _now
				with data.assay.evidence.collected_ns as _now
		}
	}
	count(secretary_small.observations) == 2
		with input as _with({"acting_as": "business-associate", "individuals": 900})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}
