package policies.common.iam.leavers_test

import data.policies.common.iam.leavers
import data.policies.lib.testing

_ana := {"id": "ana", "type": "person", "interactive": true, "enabled": true, "privileged": false, "mfa_devices": 1}

_bot := {"id": "bot", "type": "service", "interactive": false, "enabled": true, "privileged": false, "mfa_devices": 0}

_with(changes) := {"accounts": [object.union(_ana, changes)]}

_params := {"max-hours-after-leaving": 24}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_left := {"employment": "ended", "employment_ended_on": "2026-11-10T17:00:00Z"}

test_pass_owner_still_employed if {
	testing.told(leavers.observations) == {["ana", "pass"]} with input as _with({"employment": "active"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_disabled_within_the_time if {
	left := object.union(_left, {"enabled": false, "disabled_on": "2026-11-11T17:00:00Z"})
	testing.told(leavers.observations) == {["ana", "pass"]} with input as _with(left)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_disabled_too_late if {
	left := object.union(_left, {"enabled": false, "disabled_on": "2026-11-11T17:00:01Z"})
	testing.told(leavers.observations) == {["ana", "fail"]} with input as _with(left)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_still_enabled if {
	testing.told(leavers.observations) == {["ana", "fail"]} with input as _with(_left)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_service_account if {
	testing.told(leavers.observations) == {["bot", "skip"]} with input as {"accounts": [_bot]}
}

test_empty_when_there_are_no_accounts if {
	leavers.subjects == set() with input as {"accounts": []}
	leavers.observations == set() with input as {"accounts": []}
}

test_unmatched_account_of_unknown_standing_stays_undecided if {
	leavers.subjects == {"ana"} with input as _with({"employment": "unknown"})
	leavers.observations == set() with input as _with({"employment": "unknown"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_within_the_time_allowed if {
	just := object.union(_left, {"employment_ended_on": "2026-11-19T12:00:00Z"})
	testing.told(leavers.observations) == {["ana", "skip"]} with input as _with(just)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(leavers.observations) == {["ana", "fail"]}
		with input as _with({"employment": "ended", "employment_ended_on": "2026-11-08T17:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	leavers.observations == set()
		with input as _with({"employment": "ended", "employment_ended_on": "2026-11-09T17:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_skip_left_just_now if {
	testing.told(leavers.observations) == {["ana", "skip"]}
		with input as _with({"employment": "ended", "employment_ended_on": "2026-11-19T12:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_gone(left, changes) := _with(object.union({"employment": "ended", "employment_ended_on": left}, changes))

_stories := [
	{"employment": "active"},
	object.union(_left, {"enabled": false, "disabled_on": "2026-11-11T10:00:00Z"}),
	object.union(_left, {"enabled": false, "disabled_on": "2026-11-15T10:00:00Z"}),
	_left,
	{"employment": "ended", "employment_ended_on": "2026-11-19T20:00:00Z"},
]

test_boundary_disabled_in_the_last_hour if {
	testing.told(leavers.observations) == {["ana", "pass"]}
		with input as _gone("2026-11-01T00:00:00Z", {"enabled": false, "disabled_on": "2026-11-02T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(leavers.observations) == {["ana", "fail"]}
		with input as _gone("2026-11-01T00:00:00Z", {"enabled": false, "disabled_on": "2026-11-02T00:00:01Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_boundary_enabled_in_the_last_hour if {
	testing.told(leavers.observations) == {["ana", "skip"]} with input as _gone("2026-11-19T00:00:00Z", {})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(leavers.observations) == {["ana", "fail"]} with input as _gone("2026-11-18T23:59:59Z", {})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_account_of_no_person_once_whatever_it_says if {
	every story in _stories {
		testing.told(leavers.observations) == {["ana", "skip"]}
			with input as _with(object.union(story, {"type": "service"}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
		count(leavers.observations) == 1 with input as _with(object.union(story, {"type": "service"}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_malformed_unknown_employment_with_days_of_leaving_stays_undecided if {
	every story in _stories {
		leavers.observations == set() with input as _with(object.union(story, {"employment": "unknown"}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_fail_enabled_account_with_a_day_of_disabling_is_still_enabled if {
	every day in ["2026-11-11T10:00:00Z", "2026-11-15T10:00:00Z"] {
		testing.told(leavers.observations) == {["ana", "fail"]}
			with input as _with(object.union(_left, {"disabled_on": day}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
		count(leavers.observations) == 1 with input as _with(object.union(_left, {"disabled_on": day}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_unmatched_disabled_after_the_export_stays_undecided if {
	every day in ["2026-11-20T10:00:00Z", null] {
		leavers.observations == set()
			with input as _gone("2026-11-19T20:00:00Z", {"enabled": false, "disabled_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_pass_temporary_account_is_of_a_person if {
	testing.told(leavers.observations) == {["ana", "pass"]}
		with input as _with({"type": "temporary", "employment": "active"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_type_not_known_stays_undecided if {
	unknown := _with({"type": "unknown", "employment": "active"})
	leavers.subjects == {"ana"} with input as unknown
	leavers.observations == set() with input as unknown
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}
