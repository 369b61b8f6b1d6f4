package policies.common.audit.failure_alert_test

import data.policies.common.audit.failure_alert
import data.policies.lib.testing

_store := {"id": "siem", "purpose": "audit"}

_metrics := {"stores": [{"id": "metrics", "purpose": "operations"}]}

_with(changes) := {"stores": [object.union(_store, changes)]}

_empty := {"stores": []}

_asked(parts) := {"max-alert-test-days": 365, "alert-parts": parts}

_params := _asked(["recipients", "failures", "test"])

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_alert := {"recipients": ["soc"], "failures": ["disk full"], "tested_on": "2026-06-01T00:00:00Z", "test_arrived": true}

test_pass_tested_alert if {
	testing.told(failure_alert.observations) == {["siem", "pass"]} with input as _with({"failure_alert": _alert})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_no_alert if {
	testing.told(failure_alert.observations) == {["siem", "fail"]} with input as _with({"failure_alert": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_nobody_to_alert if {
	deaf := object.union(_alert, {"recipients": [], "failures": []})
	count(failure_alert.observations) == 2 with input as _with({"failure_alert": deaf})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(failure_alert.observations) == {["siem", "fail"]} with input as _with({"failure_alert": deaf})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_test_did_not_arrive if {
	lost := object.union(_alert, {"test_arrived": false})
	testing.told(failure_alert.observations) == {["siem", "fail"]} with input as _with({"failure_alert": lost})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_test_too_old if {
	old := object.union(_alert, {"tested_on": "2025-06-01T00:00:00Z"})
	testing.told(failure_alert.observations) == {["siem", "fail"]} with input as _with({"failure_alert": old})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_store_without_audit_records if {
	testing.told(failure_alert.observations) == {["metrics", "skip"]} with input as _metrics
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_when_there_are_no_stores if {
	failure_alert.subjects == set() with input as _empty with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	failure_alert.observations == set() with input as _empty
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_store_the_exporter_says_nothing_of_stays_undecided if {
	failure_alert.subjects == {"siem"} with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	failure_alert.observations == set() with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_and_fail_only_of_what_is_asked if {
	untested := object.union(_alert, {"tested_on": null, "test_arrived": null})
	every part in ["recipients", "failures"] {
		testing.told(failure_alert.observations) == {["siem", "pass"]} with input as _with({"failure_alert": untested})
			with data.assay.params as _asked([part])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
	failure_alert.observations == set() with input as _with({"failure_alert": untested})
		with data.assay.params as _asked(["test"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(failure_alert.observations) == {["siem", "fail"]}
		with input as _with({"failure_alert": object.union(_alert, {"tested_on": "2025-11-01T00:00:00Z"})})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	failure_alert.observations == set()
		with input as _with({"failure_alert": object.union(_alert, {"tested_on": "2025-11-15T00:00:00Z"})})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_in_time_by_earlier_evidence if {
	testing.told(failure_alert.observations) == {["siem", "pass"]}
		with input as _with({"failure_alert": object.union(_alert, {"tested_on": "2025-11-21T00:00:00Z"})})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_day_later_than_the_evidence_stays_undecided if {
	failure_alert.observations == set()
		with input as _with({"failure_alert": object.union(_alert, {"tested_on": "2026-11-15T00:00:00Z"})})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_last_day_of_a_test if {
	testing.told(failure_alert.observations) == {["siem", "pass"]}
		with input as _with({"failure_alert": object.union(_alert, {"tested_on": "2025-11-20T00:00:00Z"})})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(failure_alert.observations) == {["siem", "fail"]}
		with input as _with({"failure_alert": object.union(_alert, {"tested_on": "2025-11-19T00:00:00Z"})})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_each_part_that_is_missing_alone if {
	every missing in [{"recipients": []}, {"failures": []}] {
		testing.told(failure_alert.observations) == {["siem", "fail"]}
			with input as _with({"failure_alert": object.union(_alert, missing)})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_pass_whatever_is_not_asked_for if {
	every missing in [{"recipients": []}, {"test_arrived": false}, {"tested_on": "2020-01-01T00:00:00Z"}] {
		testing.told(failure_alert.observations) == {["siem", "pass"]}
			with input as _with({"failure_alert": object.union(_alert, missing)})
			with data.assay.params as _asked(["failures"])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
	testing.told(failure_alert.observations) == {["siem", "pass"]}
		with input as _with({"failure_alert": object.union(_alert, {"failures": []})})
		with data.assay.params as _asked(["recipients"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_store_without_audit_records_is_skipped_whatever_its_alert if {
	every alert in [_alert, null, object.union(_alert, {"recipients": []})] {
		testing.told(failure_alert.observations) == {["siem", "skip"]}
			with input as _with({"purpose": "operations", "failure_alert": alert})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}
