package policies.common.incidents.authorities_test

import data.policies.common.incidents.authorities
import data.policies.lib.testing

_breakin := {"id": "INC-7", "detected": "2026-10-01T10:00:00Z", "classification": "incident"}

_alarm := {"id": "INC-8", "detected": "2026-10-02T10:00:00Z", "classification": "false-alarm"}

_records(incidents) := {"period": {"from": "2026-01-01", "to": "2026-11-19"}, "incidents": incidents}

_with(changes) := _records([object.union(_breakin, changes)])

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_params := {"max-authority-notice-hours": 72, "log-history-days": 180, "max-log-gap-days": 31}

_report(day) := {"reportable": true, "authority": "DIBNet", "authority_notified": day}

test_pass_reported_in_time if {
	testing.told(authorities.observations) == {["INC-7", "pass"]} with input as _with(_report("2026-10-03T10:00:00Z"))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_reported_late if {
	testing.told(authorities.observations) == {["INC-7", "fail"]} with input as _with(_report("2026-10-09T10:00:00Z"))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_never_reported if {
	testing.told(authorities.observations) == {["INC-7", "fail"]} with input as _with(_report(null))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_not_reportable if {
	told := {["INC-7", "skip"], ["incident records", "pass"]}
	testing.told(authorities.observations) == told with input as _with({"reportable": false})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_false_alarm if {
	told := {["INC-8", "skip"], ["incident records", "pass"]}
	testing.told(authorities.observations) == told with input as _records([_alarm])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_when_no_incident_is_recorded if {
	authorities.subjects == set() with input as _records([])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	authorities.observations == set() with input as _records([])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_incident_without_the_facts_stays_undecided if {
	authorities.subjects == {"INC-7"} with input as _with({"reportable": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	authorities.observations == set() with input as _with({"reportable": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_records_that_are_short_or_old_stay_undecided if {
	every from, to in {"2026-11-01": "2026-11-19", "2025-01-01": "2026-06-30"} {
		partial := object.union(_records([_alarm]), {"period": {"from": from, "to": to}})
		"incident records" in authorities.subjects with input as partial
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
		testing.told(authorities.observations) == {["INC-8", "skip"]} with input as partial
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_unmatched_incident_under_analysis_stays_undecided if {
	open := _records([_alarm, object.union(_breakin, {"classification": "under-analysis"})])
	authorities.subjects == {"INC-7", "INC-8"} with input as open
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(authorities.observations) == {["INC-8", "skip"]} with input as open
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_told(detected, day) := _with(object.union({"detected": detected}, _report(day)))

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(authorities.observations) == {["INC-7", "fail"]}
		with input as _told("2026-11-01T10:00:00Z", null)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	authorities.observations == set()
		with input as _told("2026-11-09T10:00:00Z", null)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_told_before_it_was_noticed_stays_undecided if {
	authorities.observations == set()
		with input as _told("2026-11-01T10:00:00Z", "2026-10-01T10:00:00Z")
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_day_later_than_the_evidence_stays_undecided if {
	authorities.observations == set()
		with input as _told("2026-11-09T10:00:00Z", "2026-11-10T10:00:00Z")
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_last_hour_to_report if {
	testing.told(authorities.observations) == {["INC-7", "pass"]}
		with input as _with(_report("2026-10-04T10:00:00Z"))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(authorities.observations) == {["INC-7", "fail"]}
		with input as _with(_report("2026-10-04T10:00:01Z"))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	authorities.observations == set() with input as _told("2026-11-17T00:00:00Z", null)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(authorities.observations) == {["INC-7", "fail"]} with input as _told("2026-11-16T23:59:59Z", null)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_report_to_nobody_stays_undecided if {
	authorities.observations == set()
		with input as _with(object.union(_report("2026-10-03T10:00:00Z"), {"authority": ""}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_what_is_not_known_to_be_reportable_stays_undecided if {
	authorities.observations == set()
		with input as _with(object.union(_report("2026-10-03T10:00:00Z"), {"reportable": null}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	authorities.observations == set()
		with input as _with(object.union(_report("2026-10-03T10:00:00Z"), {"classification": "under-analysis"}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	authorities.observations == set()
		with input as _with({"classification": "under-analysis", "reportable": false})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}
