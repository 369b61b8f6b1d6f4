package policies.hipaa.breach.covered_entity_test

import data.policies.hipaa.breach.covered_entity
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
	"breach-notice-days": 60,
	"log-history-days": 180,
	"max-log-gap-days": 31,
}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_none := ["breach log", "pass"]

_ours(changes) := _with(object.union({"acting_as": "business-associate"}, changes))

test_pass_told_on_the_last_day if {
	testing.told(covered_entity.observations) == {["B-1", "pass"]}
		with input as _ours({"covered_entity_notified": "2026-08-30"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_told_a_day_late if {
	testing.told(covered_entity.observations) == {["B-1", "fail"]}
		with input as _ours({"covered_entity_notified": "2026-08-31"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_never_told if {
	never := _ours({"covered_entity_notified": null, "discovered": "2026-07-01"})
	testing.told(covered_entity.observations) == {["B-1", "fail"]} with input as never
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_time_is_left if {
	young := _ours({"covered_entity_notified": null, "discovered": "2026-11-01"})
	testing.told(covered_entity.observations) == {["B-1", "skip"]} with input as young
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_under_assessment_while_time_is_left if {
	changes := {"judgement": "under-assessment", "covered_entity_notified": null, "discovered": "2026-11-01"}
	young := _ours(changes)
	testing.told(covered_entity.observations) == {["B-1", "skip"]} with input as young
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_assessment_without_end if {
	changes := {"judgement": "under-assessment", "covered_entity_notified": null, "discovered": "2026-07-01"}
	endless := _ours(changes)
	testing.told(covered_entity.observations) == {["B-1", "fail"]} with input as endless
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_told_before_the_assessment_ended if {
	careful := _ours({"judgement": "under-assessment", "covered_entity_notified": "2026-08-30"})
	testing.told(covered_entity.observations) == {["B-1", "pass"]} with input as careful
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_law_enforcement_asked_for_a_delay if {
	changes := {"delay_until": "2026-10-01", "covered_entity_notified": "2026-10-01"}
	delayed := _ours(changes)
	testing.told(covered_entity.observations) == {["B-1", "pass"]} with input as delayed
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_when_we_had_the_other_part if {
	other := _with({"acting_as": "covered-entity", "covered_entity_notified": null})
	testing.told(covered_entity.observations) == {["B-1", "skip"], _none} with input as other
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_what_is_no_breach if {
	testing.told(covered_entity.observations) == {["B-1", "skip"], _none}
		with input as _with({"judgement": "low-probability"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_empty_log_that_is_complete if {
	testing.told(covered_entity.observations) == {_none} with input as _log([])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_log_that_is_short_or_old_stays_undecided if {
	every from, to in {"2026-11-01": "2026-11-19", "2025-01-01": "2026-06-30", "2026-02-01": "2026-12-31"} {
		empty := object.union(_log([]), {"period": _period(from, to)})
		covered_entity.subjects == {"breach log"} with input as empty
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
		covered_entity.observations == set() with input as empty
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_unmatched_breach_without_the_fact_stays_undecided if {
	covered_entity.subjects == {"B-1"} with input as _ours({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	covered_entity.observations == set() with input as _ours({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_breach_in_which_our_part_is_not_known_stays_undecided if {
	unknown := _log([object.remove(object.union(_breach, {"covered_entity_notified": null}), ["acting_as"])])
	covered_entity.subjects == {"B-1"} with input as unknown
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	covered_entity.observations == set() with input as unknown
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(covered_entity.observations) == {["B-1", "fail"]}
		with input as _ours({"discovered": "2026-09-01", "covered_entity_notified": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	covered_entity.observations == set()
		with input as _ours({"discovered": "2026-09-15", "covered_entity_notified": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_told_before_discovery_stays_undecided if {
	covered_entity.observations == set()
		with input as _ours({"discovered": "2026-09-15", "covered_entity_notified": "2026-09-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_notice_planned_after_its_time_is_none if {
	testing.told(covered_entity.observations) == {["B-1", "fail"]}
		with input as _ours({"discovered": "2026-09-01", "covered_entity_notified": "2026-11-15"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

_unknown(changes) := _log([object.union(object.remove(_breach, ["acting_as"]), changes)])

test_boundary_last_day_to_tell if {
	testing.told(covered_entity.observations) == {["B-1", "pass"]}
		with input as _ours({"covered_entity_notified": "2026-08-30"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(covered_entity.observations) == {["B-1", "fail"]}
		with input as _ours({"covered_entity_notified": "2026-08-31"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_notice_planned_after_its_time_for_one_reason if {
	count(covered_entity.observations) == 1 with input as _ours({"covered_entity_notified": "2026-12-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_told_while_time_is_left if {
	testing.told(covered_entity.observations) == {["B-1", "pass"]}
		with input as _ours({"discovered": "2026-11-01", "covered_entity_notified": "2026-11-05"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_breach_in_which_our_part_is_not_known_stays_undecided if {
	covered_entity.observations == set()
		with input as _unknown({"discovered": "2026-11-01", "covered_entity_notified": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	covered_entity.observations == set() with input as _unknown({"covered_entity_notified": "2026-08-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_what_is_no_breach_once_whatever_our_part if {
	every part in ["covered-entity", "business-associate"] {
		testing.told(covered_entity.observations) == {["B-1", "skip"], _none}
			with input as _with({"judgement": "exception", "acting_as": part})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
		count(covered_entity.observations) == 2 with input as _with({"judgement": "exception", "acting_as": part})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}
