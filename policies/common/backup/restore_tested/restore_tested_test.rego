package policies.common.backup.restore_tested_test

import data.policies.common.backup.restore_tested
import data.policies.lib.testing

_job := {"id": "nightly", "covers": ["user-data"], "source": "live", "last_success": null}

_retired := {"jobs": [{"id": "old", "covers": ["user-data"], "source": "retired", "last_success": null}]}

_with(changes) := {"jobs": [object.union(_job, changes)]}

_params := {"max-restore-test-days": 366}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_test := {"date": "2026-05-01T00:00:00Z", "result": "pass", "integrity_verified": true}

test_pass_tested if {
	testing.told(restore_tested.observations) == {["nightly", "pass"]} with input as _with({"restore_test": _test})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_never_tested if {
	testing.told(restore_tested.observations) == {["nightly", "fail"]} with input as _with({"restore_test": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_each_weakness_alone if {
	every weakness in [{"result": "fail"}, {"integrity_verified": false}, {"date": "2025-05-01T00:00:00Z"}] {
		testing.told(restore_tested.observations) == {["nightly", "fail"]}
			with input as _with({"restore_test": object.union(_test, weakness)})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_skip_job_of_a_retired_source if {
	testing.told(restore_tested.observations) == {["old", "skip"]} with input as _retired
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_evidence_gives_no_subject if {
	restore_tested.subjects == set() with input as {"jobs": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	restore_tested.observations == set() with input as {"jobs": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_job_the_exporter_says_nothing_of_stays_undecided if {
	restore_tested.subjects == {"nightly"} with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	restore_tested.observations == set() with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(restore_tested.observations) == {["nightly", "fail"]}
		with input as _with({"restore_test": object.union(_test, {"date": "2025-11-01T00:00:00Z"})})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	restore_tested.observations == set()
		with input as _with({"restore_test": object.union(_test, {"date": "2025-11-15T00:00:00Z"})})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_in_time_by_earlier_evidence if {
	testing.told(restore_tested.observations) == {["nightly", "pass"]}
		with input as _with({"restore_test": object.union(_test, {"date": "2025-11-20T00:00:00Z"})})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_day_later_than_the_evidence_stays_undecided if {
	restore_tested.observations == set()
		with input as _with({"restore_test": object.union(_test, {"date": "2026-11-15T00:00:00Z"})})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_last_day_of_a_test if {
	testing.told(restore_tested.observations) == {["nightly", "pass"]}
		with input as _with({"restore_test": object.union(_test, {"date": "2025-11-19T00:00:00Z"})})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(restore_tested.observations) == {["nightly", "fail"]}
		with input as _with({"restore_test": object.union(_test, {"date": "2025-11-18T00:00:00Z"})})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_test_of_a_retired_source_is_skipped_whatever_came_of_it if {
	bad := object.union(_test, {"result": "fail", "integrity_verified": false, "date": "2020-01-01T00:00:00Z"})
	every result in [_test, bad, null] {
		testing.told(restore_tested.observations) == {["nightly", "skip"]}
			with input as _with({"source": "retired", "restore_test": result})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}
