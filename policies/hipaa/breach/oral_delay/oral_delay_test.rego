package policies.hipaa.breach.oral_delay_test

import data.policies.hipaa.breach.oral_delay
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
	"oral-delay-days": 30,
	"log-history-days": 180,
	"max-log-gap-days": 31,
}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_none := ["breach log", "pass"]

_oral(changes) := _with(object.union({"delay_statement": "oral", "delay_requested": "2026-08-01"}, changes))

test_pass_thirty_days if {
	testing.told(oral_delay.observations) == {["B-1", "pass"]} with input as _oral({"delay_until": "2026-08-31"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_thirty_one_days if {
	testing.told(oral_delay.observations) == {["B-1", "fail"]} with input as _oral({"delay_until": "2026-09-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_under_assessment_too if {
	late := _oral({"delay_until": "2026-09-01", "judgement": "under-assessment"})
	testing.told(oral_delay.observations) == {["B-1", "fail"]} with input as late
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_no_request if {
	testing.told(oral_delay.observations) == {["B-1", "skip"], _none} with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_written_request if {
	written := _with({"delay_statement": "written", "delay_until": "2026-12-31"})
	testing.told(oral_delay.observations) == {["B-1", "skip"], _none} with input as written
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_what_is_no_breach if {
	testing.told(oral_delay.observations) == {["B-1", "skip"], _none}
		with input as _with({"judgement": "low-probability"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_empty_log_that_is_complete if {
	testing.told(oral_delay.observations) == {_none} with input as _log([])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_log_that_is_short_or_old_stays_undecided if {
	every from, to in {"2026-11-01": "2026-11-19", "2025-01-01": "2026-06-30", "2026-02-01": "2026-12-31"} {
		empty := object.union(_log([]), {"period": _period(from, to)})
		oral_delay.subjects == {"breach log"} with input as empty
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
		oral_delay.observations == set() with input as empty
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_unmatched_delay_whose_request_is_not_dated_stays_undecided if {
	undated := _oral({"delay_until": "2026-08-31", "delay_requested": null})
	oral_delay.subjects == {"B-1"} with input as undated
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	oral_delay.observations == set() with input as undated
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_delay_of_unknown_form_stays_undecided if {
	oral_delay.subjects == {"B-1"} with input as _with({"delay_until": "2026-08-31"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	oral_delay.observations == set() with input as _with({"delay_until": "2026-08-31"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_delay_that_ends_before_it_was_asked_for_stays_undecided if {
	oral_delay.observations == set()
		with input as _oral({"delay_until": "2026-07-15"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_boundary_days_of_delay if {
	testing.told(oral_delay.observations) == {["B-1", "pass"]} with input as _oral({"delay_until": "2026-08-31"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(oral_delay.observations) == {["B-1", "fail"]} with input as _oral({"delay_until": "2026-09-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_delay_without_any_statement_stays_undecided if {
	oral_delay.observations == set() with input as _oral({"delay_statement": "none", "delay_until": "2026-08-31"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_what_is_no_breach_once_whatever_was_delayed if {
	delays := [
		{"delay_until": null},
		{"delay_until": "2026-09-30", "delay_statement": "written"},
		{"delay_until": "2026-09-30", "delay_statement": "oral", "delay_requested": "2026-08-01"},
	]
	every delay in delays {
		testing.told(oral_delay.observations) == {["B-1", "skip"], _none}
			with input as _with(object.union(delay, {"judgement": "exception"}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
		count(oral_delay.observations) == 2 with input as _with(object.union(delay, {"judgement": "exception"}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}
