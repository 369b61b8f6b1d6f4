package policies.common.backup.recent_test

import data.policies.common.backup.recent
import data.policies.lib.testing

_job := {"id": "nightly", "covers": ["user-data"], "source": "live", "last_success": null}

_retired := {"jobs": [{"id": "old", "covers": ["user-data"], "source": "retired", "last_success": null}]}

_with(changes) := {"jobs": [object.union(_job, changes)]}

_params := {"backup-covers": ["user-data"], "max-backup-age-hours": 24}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_covered := ["backup of user-data", "pass"]

test_pass_ran_in_time if {
	testing.told(recent.observations) == {["nightly", "pass"], _covered}
		with input as _with({"last_success": "2026-11-19T02:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_ran_too_long_ago if {
	testing.told(recent.observations) == {["nightly", "fail"], _covered}
		with input as _with({"last_success": "2026-11-17T02:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_never_ran if {
	testing.told(recent.observations) == {["nightly", "fail"], _covered} with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_nothing_covers_it if {
	testing.told(recent.observations) == {["backup of system", "fail"]} with input as _with({})
		with data.assay.params as object.union(_params, {"backup-covers": ["system"]})
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_job_of_a_retired_source_which_covers_nothing_any_more if {
	testing.told(recent.observations) == {["old", "skip"], ["backup of user-data", "fail"]} with input as _retired
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_without_jobs if {
	recent.subjects == set() with input as {"jobs": []} with data.assay.params as _params
	recent.observations == set() with input as {"jobs": []} with data.assay.params as _params
}

test_unmatched_job_with_a_success_that_has_not_come_yet_stays_undecided if {
	future := _with({"last_success": "2026-11-21T02:00:00Z"})
	"nightly" in recent.subjects with input as future with data.assay.params as _params
	testing.told(recent.observations) == {_covered} with input as future
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(recent.observations) == {["nightly", "fail"], _covered}
		with input as _with({"last_success": "2026-11-08T20:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	testing.told(recent.observations) == {_covered}
		with input as _with({"last_success": "2026-11-09T04:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_in_time_by_earlier_evidence if {
	testing.told(recent.observations) == {["nightly", "pass"], _covered}
		with input as _with({"last_success": "2026-11-19T02:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as time.parse_rfc3339_ns("2026-11-19T04:00:00Z")
}

test_unmatched_day_later_than_the_evidence_stays_undecided if {
	testing.told(recent.observations) == {_covered}
		with input as _with({"last_success": "2026-11-19T20:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_last_hour if {
	testing.told(recent.observations) == {["nightly", "pass"], _covered}
		with input as _with({"last_success": "2026-11-19T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(recent.observations) == {["nightly", "fail"], _covered}
		with input as _with({"last_success": "2026-11-18T23:59:59Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_job_of_a_retired_source_whenever_it_ran if {
	every last in ["2026-11-19T02:00:00Z", "2025-01-01T00:00:00Z"] {
		testing.told(recent.observations) == {["nightly", "skip"], ["backup of user-data", "fail"]}
			with input as _with({"source": "retired", "last_success": last})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_malformed_job_that_covers_nothing_is_no_subject if {
	recent.subjects == {"backup of user-data"} with input as _with({"covers": []}) with data.assay.params as _params
	recent.subjects == {"nightly", "backup of user-data"} with input as _with({}) with data.assay.params as _params
}
