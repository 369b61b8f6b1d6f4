package policies.common.iam.factor_device_test

import data.policies.common.iam.factor_device
import data.policies.lib.testing

_good := {
	"id": "ana",
	"type": "person",
	"interactive": true,
	"enabled": true,
	"privileged": false,
	"mfa_devices": 1,
	"factor_separate": true,
	"factor_validated": true,
}

_all := ["separate", "validated"]

_with(changes) := {"accounts": [object.union(_good, changes)]}

_without(member) := {"accounts": [object.remove(_good, [member])]}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params(asked) := {"factor-terms": asked}

test_pass_everything_asked_for if {
	every changes in [{}] {
		testing.told(factor_device.observations) == {["ana", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone_and_only_where_it_is_asked_for if {
	every weakness in [
		["separate", {"factor_separate": false}],
		["validated", {"factor_validated": false}],
	] {
		testing.told(factor_device.observations) == {["ana", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(factor_device.observations) == {["ana", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params([weakness[0]])
			with data.assay.evidence.collected_ns as _collected
		every other in [other | some other in _all; other != weakness[0]] {
			testing.told(factor_device.observations) == {["ana", "pass"]}
				with input as _with(weakness[1])
				with data.assay.params as _params([other])
				with data.assay.evidence.collected_ns as _collected
		}
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"factor_separate": null},
		{"factor_validated": null},
	] {
		factor_device.subjects == {"ana"} with input as _with(changes)
		testing.told(factor_device.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["factor_separate", "factor_validated"] {
		factor_device.subjects == {"ana"} with input as _without(member)
		testing.told(factor_device.observations) == set()
			with input as _without(member)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"factor_separate": false, "factor_validated": false}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [
		{"enabled": false},
		{"interactive": false},
		{"interactive": false, "enabled": false},
	] {
		testing.told(factor_device.observations) == {["ana", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(factor_device.observations) == {["ana", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"accounts": []}

test_empty_evidence_gives_no_subject if {
	factor_device.subjects == set() with input as _with_none
	testing.told(factor_device.observations) == set()
		with input as _with_none
		with data.assay.params as _params(_all)
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"enabled": null},
		{"factor_separate": null},
		{"factor_validated": null},
	] {
		not ["ana", "pass"] in testing.told(factor_device.observations)
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_nothing_asked_for_passes_nothing if {
	testing.told(factor_device.observations) == set()
		with input as _with({})
		with data.assay.params as _params([])
		with data.assay.evidence.collected_ns as _collected
}
