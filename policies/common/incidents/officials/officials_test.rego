package policies.common.incidents.officials_test

import data.policies.common.incidents.officials
import data.policies.lib.testing

_breakin := {"id": "INC-7", "detected": "2026-10-01T10:00:00Z", "classification": "incident"}

_alarm := {"id": "INC-8", "detected": "2026-10-02T10:00:00Z", "classification": "false-alarm"}

_records(incidents) := {"period": {"from": "2026-01-01", "to": "2026-11-19"}, "incidents": incidents}

_with(changes) := _records([object.union(_breakin, changes)])

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_params := {"max-official-notice-hours": 24, "log-history-days": 180, "max-log-gap-days": 31}

test_pass_told_in_time if {
	testing.told(officials.observations) == {["INC-7", "pass"]}
		with input as _with({"officials_notified": "2026-10-01T12:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_told_late if {
	testing.told(officials.observations) == {["INC-7", "fail"]}
		with input as _with({"officials_notified": "2026-10-03T12:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_never_told if {
	testing.told(officials.observations) == {["INC-7", "fail"]} with input as _with({"officials_notified": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_false_alarm if {
	told := {["INC-8", "skip"], ["incident records", "pass"]}
	testing.told(officials.observations) == told with input as _records([_alarm])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_when_no_incident_is_recorded if {
	officials.subjects == set() with input as _records([]) with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	officials.observations == set() with input as _records([])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_incident_without_the_facts_stays_undecided if {
	officials.subjects == {"INC-7"} with input as _with({}) with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	officials.observations == set() with input as _with({}) with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_records_that_are_short_or_old_stay_undecided if {
	every from, to in {"2026-11-01": "2026-11-19", "2025-01-01": "2026-06-30"} {
		partial := object.union(_records([_alarm]), {"period": {"from": from, "to": to}})
		"incident records" in officials.subjects with input as partial
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
		testing.told(officials.observations) == {["INC-8", "skip"]} with input as partial
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(officials.observations) == {["INC-7", "fail"]}
		with input as _with({"officials_notified": null, "detected": "2026-11-01T10:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	officials.observations == set()
		with input as _with({"officials_notified": null, "detected": "2026-11-09T10:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_told_before_it_was_noticed_stays_undecided if {
	officials.observations == set()
		with input as _with({"officials_notified": "2026-10-01T10:00:00Z", "detected": "2026-11-01T10:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_day_later_than_the_evidence_stays_undecided if {
	officials.observations == set()
		with input as _with({"officials_notified": "2026-11-10T10:00:00Z", "detected": "2026-11-09T10:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_last_hour_to_tell if {
	testing.told(officials.observations) == {["INC-7", "pass"]}
		with input as _with({"officials_notified": "2026-10-02T10:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(officials.observations) == {["INC-7", "fail"]}
		with input as _with({"officials_notified": "2026-10-02T10:00:01Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	officials.observations == set()
		with input as _with({"detected": "2026-11-19T00:00:00Z", "officials_notified": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(officials.observations) == {["INC-7", "fail"]}
		with input as _with({"detected": "2026-11-18T23:59:59Z", "officials_notified": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_notice_of_what_is_still_analysed_stays_undecided if {
	officials.observations == set()
		with input as _with({"classification": "under-analysis", "officials_notified": "2026-10-01T12:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}
