package policies.common.audit.sources_test

import data.policies.common.audit.sources
import data.policies.lib.testing

_params := {"max-silence-hours": 24}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_with(changes) := {"sources": [object.union({"id": "app-1", "expected": true, "last_record": null}, changes)]}

test_pass_heard_lately if {
	testing.told(sources.observations) == {["app-1", "pass"]}
		with input as _with({"last_record": "2026-11-19T20:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_silent_too_long if {
	testing.told(sources.observations) == {["app-1", "fail"]}
		with input as _with({"last_record": "2026-11-18T20:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_never_heard if {
	testing.told(sources.observations) == {["app-1", "fail"]} with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_source_taken_out_of_service if {
	retired := _with({"expected": false, "not_expected_because": "retired"})
	testing.told(sources.observations) == {["app-1", "skip"]} with input as retired
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_when_there_are_no_sources if {
	sources.subjects == set() with input as {"sources": []}
	sources.observations == set() with input as {"sources": []}
}

test_unmatched_unexpected_source_without_a_reason_stays_undecided if {
	sources.subjects == {"app-1"} with input as _with({"expected": false})
	sources.observations == set() with input as _with({"expected": false})
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(sources.observations) == {["app-1", "fail"]}
		with input as _with({"last_record": "2026-11-08T20:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	sources.observations == set()
		with input as _with({"last_record": "2026-11-09T20:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_in_time_by_earlier_evidence if {
	testing.told(sources.observations) == {["app-1", "pass"]}
		with input as _with({"last_record": "2026-11-19T02:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as time.parse_rfc3339_ns("2026-11-19T04:00:00Z")
}

test_unmatched_day_later_than_the_evidence_stays_undecided if {
	sources.observations == set()
		with input as _with({"last_record": "2026-11-19T20:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_source_that_is_not_expected_for_no_reason_stays_undecided if {
	sources.observations == set()
		with input as _with({"expected": false, "not_expected_because": " "})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_last_hour_of_silence if {
	testing.told(sources.observations) == {["app-1", "pass"]}
		with input as _with({"last_record": "2026-11-19T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(sources.observations) == {["app-1", "fail"]}
		with input as _with({"last_record": "2026-11-18T23:59:59Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_reason_for_a_source_that_is_expected_counts_for_nothing if {
	testing.told(sources.observations) == {["app-1", "pass"]}
		with input as _with({"last_record": "2026-11-19T20:00:00Z", "not_expected_because": "retired"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_source_out_of_service_whenever_it_was_heard if {
	every last in ["2026-11-19T20:00:00Z", "2026-01-01T00:00:00Z", null] {
		testing.told(sources.observations) == {["app-1", "skip"]}
			with input as _with({"expected": false, "last_record": last, "not_expected_because": "retired"})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}
