package policies.common.iam.expired_test

import data.policies.common.iam.expired
import data.policies.lib.testing

_ana := {"id": "ana", "type": "person", "interactive": true, "enabled": true, "privileged": false, "mfa_devices": 1}

_bot := {"id": "bot", "type": "service", "interactive": false, "enabled": true, "privileged": false, "mfa_devices": 0}

_with(changes) := {"accounts": [object.union(_ana, changes)]}

_params := {"max-hours-after-expiry": 24}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

test_pass_before_its_end if {
	testing.told(expired.observations) == {["ana", "pass"]} with input as _with({"expires": "2026-12-31T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_disabled_at_its_end if {
	ended := {"expires": "2026-10-31T00:00:00Z", "enabled": false, "disabled_on": "2026-10-31T08:00:00Z"}
	testing.told(expired.observations) == {["ana", "pass"]}
		with input as _with(ended)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_enabled_after_its_end if {
	testing.told(expired.observations) == {["ana", "fail"]} with input as _with({"expires": "2026-10-31T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_within_the_time_allowed if {
	testing.told(expired.observations) == {["ana", "skip"]} with input as _with({"expires": "2026-11-19T12:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_when_no_account_has_an_end if {
	expired.subjects == set() with input as _with({"expires": null})
	expired.observations == set() with input as _with({"expires": null})
}

test_unmatched_account_of_unknown_state_stays_undecided if {
	unknown := _with({"expires": "2026-10-31T00:00:00Z", "enabled": null})
	expired.subjects == {"ana"} with input as unknown
	expired.observations == set() with input as unknown with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_account_whose_end_is_not_known_stays_undecided if {
	expired.subjects == {"ana"} with input as _with({})
	expired.observations == set() with input as _with({}) with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(expired.observations) == {["ana", "fail"]}
		with input as _with({"expires": "2026-11-08T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_expired_only_since_stays_undecided if {
	expired.observations == set()
		with input as _with({"expires": "2026-11-15T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_end_still_to_come if {
	testing.told(expired.observations) == {["ana", "pass"]}
		with input as _with({"expires": "2026-12-15T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_disabled_too_late_after_its_end if {
	late := {"expires": "2026-10-01T00:00:00Z", "enabled": false, "disabled_on": "2026-10-20T00:00:00Z"}
	testing.told(expired.observations) == {["ana", "fail"]}
		with input as _with(late)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_disabled_nobody_knows_when_stays_undecided if {
	expired.observations == set()
		with input as _with({"expires": "2026-10-01T00:00:00Z", "enabled": false})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

_ended(expires, changes) := _with(object.union({"expires": expires}, changes))

test_boundary_disabled_in_the_last_hour if {
	testing.told(expired.observations) == {["ana", "pass"]}
		with input as _ended("2026-11-01T00:00:00Z", {"enabled": false, "disabled_on": "2026-11-02T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(expired.observations) == {["ana", "fail"]}
		with input as _ended("2026-11-01T00:00:00Z", {"enabled": false, "disabled_on": "2026-11-02T00:00:01Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_boundary_enabled_in_the_last_hour if {
	testing.told(expired.observations) == {["ana", "skip"]} with input as _ended("2026-11-19T00:00:00Z", {})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(expired.observations) == {["ana", "fail"]} with input as _ended("2026-11-18T23:59:59Z", {})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_enabled_account_with_a_day_of_disabling_is_still_enabled if {
	every day in ["2026-10-31T10:00:00Z", "2026-11-05T00:00:00Z"] {
		testing.told(expired.observations) == {["ana", "fail"]}
			with input as _ended("2026-10-31T00:00:00Z", {"disabled_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
		count(expired.observations) == 1 with input as _ended("2026-10-31T00:00:00Z", {"disabled_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_pass_disabled_before_its_end_for_one_reason if {
	count(expired.observations) == 1
		with input as _ended("2026-12-31T00:00:00Z", {"enabled": false, "disabled_on": "2026-11-01T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_disabled_after_the_export_stays_undecided if {
	expired.observations == set()
		with input as _ended("2026-11-19T20:00:00Z", {"enabled": false, "disabled_on": "2026-11-20T10:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	expired.observations == set()
		with input as _ended("2026-10-31T00:00:00Z", {"enabled": false, "disabled_on": "2026-12-01T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	expired.observations == set()
		with input as _ended("2026-11-19T12:00:00Z", {"enabled": false, "disabled_on": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}
