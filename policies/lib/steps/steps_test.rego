package policies.lib.steps_test

import data.policies.lib.observe
import data.policies.lib.steps

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

test_every_step_taken_passes if {
	taken := {["a", "signed"], ["a", "filed"]}
	steps.outcomes({"a"}, ["signed", "filed"], taken, set()) == {observe.pass("a", "signed, filed")}
}

test_a_step_that_is_missing_fails_by_name if {
	steps.outcomes({"a"}, ["signed", "filed"], {["a", "signed"]}, {["a", "filed"]}) == {observe.fail("a", "not filed")}
}

test_a_silent_record_an_unknown_step_and_none_asked_say_nothing if {
	steps.outcomes({"a"}, ["signed", "filed"], {["a", "signed"]}, set()) == set()
	steps.outcomes({"a"}, ["singed"], {["a", "signed"]}, set()) == set()
	steps.outcomes({"a"}, [], {["a", "signed"]}, set()) == set()
}

test_what_is_not_asked_of_a_record_is_not_said if {
	steps.outcomes({"a"}, ["signed"], {["b", "signed"]}, {["b", "signed"], ["a", "filed"]}) == set()
}

test_undone_without_a_day_or_with_a_planned_one if {
	steps.undone(null)
	steps.undone("2026-11-11") with data.assay.evidence.collected_ns as _collected
	not steps.undone("2026-11-10") with data.assay.evidence.collected_ns as _collected
}

test_recent_to_the_last_day if {
	steps.recent("2026-11-01", 19, _now) with data.assay.evidence.collected_ns as _collected
	not steps.recent("2026-10-31", 19, _now) with data.assay.evidence.collected_ns as _collected
	not steps.recent("2026-11-11", 19, _now) with data.assay.evidence.collected_ns as _collected
	not steps.recent(null, 19, _now) with data.assay.evidence.collected_ns as _collected
}

test_overdue_from_the_day_after if {
	steps.overdue("2026-10-21", 19) with data.assay.evidence.collected_ns as _collected
	not steps.overdue("2026-10-22", 19) with data.assay.evidence.collected_ns as _collected
	steps.overdue(null, 19) with data.assay.evidence.collected_ns as _collected
	steps.overdue("2026-11-11", 19) with data.assay.evidence.collected_ns as _collected
}

test_prompt_to_the_last_hour if {
	steps.prompt("2026-11-01", "2026-11-02", 24) with data.assay.evidence.collected_ns as _collected
	steps.prompt("2026-11-01", "2026-10-02", 24) with data.assay.evidence.collected_ns as _collected
	not steps.prompt("2026-11-01", "2026-11-02T00:00:01Z", 24) with data.assay.evidence.collected_ns as _collected
	not steps.prompt("2026-11-12", "2026-11-12", 24) with data.assay.evidence.collected_ns as _collected
}

test_late_after_the_last_hour if {
	steps.late("2026-11-01", "2026-11-02T00:00:01Z", 24) with data.assay.evidence.collected_ns as _collected
	not steps.late("2026-11-01", "2026-11-02", 24) with data.assay.evidence.collected_ns as _collected
	steps.late("2026-11-08T23:59:59Z", null, 24) with data.assay.evidence.collected_ns as _collected
	not steps.late("2026-11-09", null, 24) with data.assay.evidence.collected_ns as _collected
	steps.late("2026-11-01", "2026-11-12", 24) with data.assay.evidence.collected_ns as _collected
	not steps.late("2026-11-09", "2026-11-12", 24) with data.assay.evidence.collected_ns as _collected
}
