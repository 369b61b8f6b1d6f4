package policies.hipaa.breach.media_test

import data.policies.hipaa.breach.media
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
	"media-notice-residents": 500,
	"log-history-days": 180,
	"max-log-gap-days": 31,
}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_none := ["breach log", "pass"]

_ours(changes) := _with(object.union({"acting_as": "covered-entity"}, changes))

test_pass_told_on_the_last_day if {
	testing.told(media.observations) == {["B-1", "pass"]} with input as _ours({"media_notified": "2026-08-30"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_told_a_day_late if {
	testing.told(media.observations) == {["B-1", "fail"]} with input as _ours({"media_notified": "2026-08-31"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_never_told if {
	never := _ours({"media_notified": null, "discovered": "2026-07-01"})
	testing.told(media.observations) == {["B-1", "fail"]} with input as never
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_time_is_left if {
	young := _ours({"media_notified": null, "discovered": "2026-11-01"})
	testing.told(media.observations) == {["B-1", "skip"]} with input as young
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_under_assessment_while_time_is_left if {
	changes := {"judgement": "under-assessment", "media_notified": null, "discovered": "2026-11-01"}
	young := _ours(changes)
	testing.told(media.observations) == {["B-1", "skip"]} with input as young
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_assessment_without_end if {
	changes := {"judgement": "under-assessment", "media_notified": null, "discovered": "2026-07-01"}
	endless := _ours(changes)
	testing.told(media.observations) == {["B-1", "fail"]} with input as endless
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_told_before_the_assessment_ended if {
	careful := _ours({"judgement": "under-assessment", "media_notified": "2026-08-30"})
	testing.told(media.observations) == {["B-1", "pass"]} with input as careful
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_law_enforcement_asked_for_a_delay if {
	changes := {"delay_until": "2026-10-01", "media_notified": "2026-10-01"}
	delayed := _ours(changes)
	testing.told(media.observations) == {["B-1", "pass"]} with input as delayed
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_when_we_had_the_other_part if {
	other := _with({"acting_as": "business-associate", "media_notified": null})
	testing.told(media.observations) == {["B-1", "skip"], _none} with input as other
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_what_is_no_breach if {
	testing.told(media.observations) == {["B-1", "skip"], _none} with input as _with({"judgement": "low-probability"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_at_the_threshold if {
	beside := _with({"largest_state_count": 500, "media_notified": null})
	testing.told(media.observations) == {["B-1", "skip"], _none} with input as beside
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_count_not_known_while_time_is_left if {
	young := _with({"largest_state_count": null, "media_notified": null, "discovered": "2026-11-01"})
	testing.told(media.observations) == {["B-1", "skip"]} with input as young
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_count_not_known_stays_undecided if {
	every judgement in ["breach", "under-assessment"] {
		changes := {"judgement": judgement, "largest_state_count": null, "media_notified": null}
		open := _with(object.union(changes, {"discovered": "2026-07-01"}))
		media.subjects == {"B-1"} with input as open with data.assay.params as _params with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
		media.observations == set() with input as open with data.assay.params as _params with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_pass_empty_log_that_is_complete if {
	testing.told(media.observations) == {_none} with input as _log([])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_log_that_is_short_or_old_stays_undecided if {
	every from, to in {"2026-11-01": "2026-11-19", "2025-01-01": "2026-06-30", "2026-02-01": "2026-12-31"} {
		empty := object.union(_log([]), {"period": _period(from, to)})
		media.subjects == {"breach log"} with input as empty
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
		media.observations == set() with input as empty
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_unmatched_breach_without_the_fact_stays_undecided if {
	media.subjects == {"B-1"} with input as _ours({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	media.observations == set() with input as _ours({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_breach_in_which_our_part_is_not_known_stays_undecided if {
	unknown := _log([object.remove(object.union(_breach, {"media_notified": null}), ["acting_as"])])
	media.subjects == {"B-1"} with input as unknown
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	media.observations == set() with input as unknown
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(media.observations) == {["B-1", "fail"]}
		with input as _ours({"discovered": "2026-09-01", "media_notified": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	media.observations == set()
		with input as _ours({"discovered": "2026-09-15", "media_notified": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_told_before_discovery_stays_undecided if {
	media.observations == set()
		with input as _ours({"discovered": "2026-09-15", "media_notified": "2026-09-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_notice_planned_after_its_time_is_none if {
	testing.told(media.observations) == {["B-1", "fail"]}
		with input as _ours({"discovered": "2026-09-01", "media_notified": "2026-11-15"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

_unknown(changes) := _log([object.union(object.remove(_breach, ["acting_as"]), changes)])

test_boundary_last_day_to_tell if {
	testing.told(media.observations) == {["B-1", "pass"]} with input as _ours({"media_notified": "2026-08-30"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(media.observations) == {["B-1", "fail"]} with input as _ours({"media_notified": "2026-08-31"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_boundary_residents if {
	testing.told(media.observations) == {["B-1", "pass"]}
		with input as _ours({"media_notified": "2026-08-30", "largest_state_count": 501})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(media.observations) == {["B-1", "skip"], _none}
		with input as _ours({"media_notified": "2026-08-30", "largest_state_count": 500})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_notice_planned_after_its_time_for_one_reason if {
	count(media.observations) == 1 with input as _ours({"media_notified": "2026-12-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_told_while_time_is_left if {
	testing.told(media.observations) == {["B-1", "pass"]}
		with input as _ours({"discovered": "2026-11-01", "media_notified": "2026-11-05"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_breach_in_which_our_part_is_not_known_stays_undecided if {
	media.observations == set() with input as _unknown({"discovered": "2026-11-01", "media_notified": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	media.observations == set() with input as _unknown({"media_notified": "2026-08-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_once_whatever_our_part_and_the_count if {
	every part in ["covered-entity", "business-associate"] {
		every residents in [100, 700] {
			testing.told(media.observations) == {["B-1", "skip"], _none}
				with input as _with({"judgement": "exception", "acting_as": part, "largest_state_count": residents})
				with data.assay.params as _params
				with data.assay.now as _now
				with data.assay.evidence.collected_ns as _now
			count(media.observations) == 2
				with input as _with({"judgement": "exception", "acting_as": part, "largest_state_count": residents})
				with data.assay.params as _params
				with data.assay.now as _now
				with data.assay.evidence.collected_ns as _now
		}
	}
	count(media.observations) == 2
		with input as _with({"acting_as": "business-associate", "largest_state_count": 100})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}
