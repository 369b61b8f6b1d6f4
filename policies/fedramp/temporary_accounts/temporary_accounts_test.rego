package policies.fedramp.temporary_accounts_test

import data.policies.fedramp.temporary_accounts
import data.policies.lib.testing

_params := {"max-temporary-hours": 96}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_temp := {
	"id": "tmp-1",
	"type": "temporary",
	"interactive": true,
	"enabled": true,
	"privileged": false,
	"mfa_devices": 0,
	"last_used": null,
	"created": null,
}

_with(changes) := {"accounts": [object.union(_temp, changes)]}

test_pass_disabled if {
	testing.told(temporary_accounts.observations) == {["tmp-1", "pass"]} with input as _with({"enabled": false})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_enabled_long_after_its_last_use if {
	old := _with({"last_used": "2026-11-10T00:00:00Z"})
	testing.told(temporary_accounts.observations) == {["tmp-1", "fail"]} with input as old
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_enabled_long_after_it_was_made_for_nothing if {
	old := _with({"created": "2026-11-10T00:00:00Z"})
	testing.told(temporary_accounts.observations) == {["tmp-1", "fail"]} with input as old
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_in_use if {
	used := _with({"last_used": "2026-11-19T00:00:00Z"})
	testing.told(temporary_accounts.observations) == {["tmp-1", "skip"]} with input as used
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_without_such_accounts if {
	temporary_accounts.subjects == set() with input as _with({"type": "person"})
	temporary_accounts.observations == set() with input as _with({"type": "person"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_account_without_any_date_stays_undecided if {
	temporary_accounts.subjects == {"tmp-1"} with input as _with({})
	temporary_accounts.observations == set() with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(temporary_accounts.observations) == {["tmp-1", "fail"]}
		with input as _with({"last_used": "2026-11-05T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	temporary_accounts.observations == set()
		with input as _with({"last_used": "2026-11-07T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_skip_used_just_now_by_evidence_of_the_same_day if {
	testing.told(temporary_accounts.observations) == {["tmp-1", "skip"]}
		with input as _with({"last_used": "2026-11-18T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as time.parse_rfc3339_ns("2026-11-19T04:00:00Z")
}

test_boundary_last_hour if {
	every type in ["temporary", "emergency"] {
		testing.told(temporary_accounts.observations) == {["tmp-1", "skip"]}
			with input as _with({"type": type, "last_used": "2026-11-16T00:00:00Z"})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
		testing.told(temporary_accounts.observations) == {["tmp-1", "fail"]}
			with input as _with({"type": type, "last_used": "2026-11-15T23:59:59Z"})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
		testing.told(temporary_accounts.observations) == {["tmp-1", "fail"]}
			with input as _with({"type": type, "created": "2026-11-15T23:59:59Z"})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
		testing.told(temporary_accounts.observations) == {["tmp-1", "pass"]}
			with input as _with({"type": type, "enabled": false})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
	temporary_accounts.subjects == {"tmp-1"} with input as _with({"type": "emergency"})
}

test_pass_disabled_account_whenever_it_was_used if {
	every last in ["2026-11-19T00:00:00Z", "2026-01-01T00:00:00Z"] {
		testing.told(temporary_accounts.observations) == {["tmp-1", "pass"]}
			with input as _with({"enabled": false, "last_used": last})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_malformed_account_used_before_it_was_created_counts_by_its_use if {
	testing.told(temporary_accounts.observations) == {["tmp-1", "fail"]}
		with input as _with({"last_used": "2026-06-01T00:00:00Z", "created": "2026-11-19T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_when_accounts_are_of_persons_only if {
	every change in [{"enabled": false}, {"last_used": "2026-01-01T00:00:00Z"}, {"created": "2026-01-01T00:00:00Z"}] {
		temporary_accounts.observations == set() with input as _with(object.union(change, {"type": "person"}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_unmatched_type_not_known_stays_undecided if {
	temporary_accounts.subjects == {"tmp-1"} with input as _with({"type": "unknown"})
	temporary_accounts.observations == set() with input as _with({"type": "unknown"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}
