package policies.common.iam.inactive_test

import data.policies.common.iam.inactive
import data.policies.lib.testing

_ana := {"id": "ana", "type": "person", "interactive": true, "enabled": true, "privileged": false, "mfa_devices": 1}

_bot := {"id": "bot", "type": "service", "interactive": false, "enabled": true, "privileged": false, "mfa_devices": 0}

_with(changes) := {"accounts": [object.union(_ana, changes)]}

_params := {"max-inactive-days": 35}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

test_pass_used_lately if {
	testing.told(inactive.observations) == {["ana", "pass"]}
		with input as _with({"last_used": "2026-10-16T00:00:00Z", "created": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_created_lately_and_never_used if {
	testing.told(inactive.observations) == {["ana", "pass"]}
		with input as _with({"last_used": null, "created": "2026-11-18T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_idle_too_long if {
	testing.told(inactive.observations) == {["ana", "fail"]}
		with input as _with({"last_used": "2026-10-15T00:00:00Z", "created": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_never_used_since_long_ago if {
	testing.told(inactive.observations) == {["ana", "fail"]}
		with input as _with({"last_used": null, "created": "2026-01-01T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_disabled_account if {
	testing.told(inactive.observations) == {["ana", "skip"]} with input as _with({"enabled": false, "last_used": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_when_there_are_no_accounts if {
	inactive.subjects == set() with input as {"accounts": []}
	inactive.observations == set() with input as {"accounts": []}
}

test_unmatched_account_without_any_date_stays_undecided if {
	undated := _with({"last_used": null, "created": null})
	inactive.subjects == {"ana"} with input as undated
	inactive.observations == set() with input as undated with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(inactive.observations) == {["ana", "fail"]}
		with input as _with({"last_used": "2026-10-01T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	inactive.observations == set()
		with input as _with({"last_used": "2026-10-10T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_in_time_by_earlier_evidence if {
	testing.told(inactive.observations) == {["ana", "pass"]}
		with input as _with({"last_used": "2026-10-16T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_day_later_than_the_evidence_stays_undecided if {
	inactive.observations == set()
		with input as _with({"last_used": "2026-11-15T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_last_day_of_rest if {
	testing.told(inactive.observations) == {["ana", "pass"]}
		with input as _with({"last_used": "2026-10-16T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(inactive.observations) == {["ana", "fail"]}
		with input as _with({"last_used": "2026-10-15T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_account_used_before_it_was_created_counts_by_its_use if {
	testing.told(inactive.observations) == {["ana", "fail"]}
		with input as _with({"last_used": "2026-06-01T00:00:00Z", "created": "2026-11-01T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_disabled_account_whenever_it_was_used if {
	every last in ["2026-11-19T00:00:00Z", "2020-01-01T00:00:00Z", null] {
		testing.told(inactive.observations) == {["ana", "skip"]}
			with input as _with({"enabled": false, "last_used": last, "created": "2020-01-01T00:00:00Z"})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}
