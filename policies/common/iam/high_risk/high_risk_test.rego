package policies.common.iam.high_risk_test

import data.policies.common.iam.high_risk
import data.policies.lib.testing

_ana := {"id": "ana", "type": "person", "interactive": true, "enabled": true, "privileged": false, "mfa_devices": 1}

_with(changes) := {"accounts": [object.union(_ana, changes)]}

_collected := time.parse_rfc3339_ns("2026-11-18T12:00:00Z")

_params := {"max-hours-after-risk": 1}

_disabled(risk, day) := _with({"enabled": false, "risk_found_on": risk, "disabled_on": day})

_enabled(risk) := _with({"enabled": true, "risk_found_on": risk})

test_pass_disabled_in_time if {
	testing.told(high_risk.observations) == {["ana", "pass"]}
		with input as _disabled("2026-11-10T10:00:00Z", "2026-11-10T11:00:00Z")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(high_risk.observations) == {["ana", "pass"]}
		with input as _disabled("2026-11-10T10:00:00Z", "2026-11-09T11:00:00Z")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_fail_disabled_late_or_not_at_all if {
	testing.told(high_risk.observations) == {["ana", "fail"]}
		with input as _disabled("2026-11-10T10:00:00Z", "2026-11-10T11:00:01Z")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(high_risk.observations) == {["ana", "fail"]}
		with input as _enabled("2026-11-18T10:59:59Z")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_of_the_hour if {
	testing.told(high_risk.observations) == {["ana", "pass"]}
		with input as _disabled("2026-11-18T11:00:00Z", "2026-11-18T12:00:00Z")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(high_risk.observations) == {["ana", "fail"]}
		with input as _disabled("2026-11-18T11:00:00Z", "2026-11-18T12:00:01Z")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(high_risk.observations) == set()
		with input as _enabled("2026-11-18T11:00:00Z")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(high_risk.observations) == {["ana", "fail"]}
		with input as _enabled("2026-11-18T10:59:59Z")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_skip_nothing_found if {
	every state in [true, false, null] {
		testing.told(high_risk.observations) == {["ana", "skip"]}
			with input as _with({"enabled": state, "risk_found_on": null})
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_when_there_are_no_accounts if {
	high_risk.subjects == set() with input as {"accounts": []}
	testing.told(high_risk.observations) == set()
		with input as {"accounts": []}
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_what_is_not_known_stays_undecided if {
	every evidence in [
		_with({}),
		_with({"enabled": null, "risk_found_on": "2026-11-10T10:00:00Z", "disabled_on": "2026-11-10T10:30:00Z"}),
		_with({"enabled": null, "risk_found_on": "2026-11-10T10:00:00Z", "disabled_on": "2026-11-10T12:30:00Z"}),
		_with({"enabled": true, "risk_found_on": "2026-11-18T11:30:00Z", "disabled_on": "2026-11-18T11:40:00Z"}),
		_disabled("2026-11-10T10:00:00Z", null),
	] {
		high_risk.subjects == {"ana"} with input as evidence
		testing.told(high_risk.observations) == set()
			with input as evidence
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_day_after_the_export_passes_nothing if {
	testing.told(high_risk.observations) == set()
		with input as _disabled("2026-11-18T11:30:00Z", "2026-11-18T12:10:00Z")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(high_risk.observations) == set()
		with input as _enabled("2026-11-19T11:30:00Z")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}
