package policies.common.iam.status_shown_test

import data.policies.common.iam.status_shown
import data.policies.lib.testing

_good := {
	"id": "ana",
	"type": "person",
	"interactive": true,
	"enabled": true,
	"privileged": false,
	"mfa_devices": 1,
	"status": [
		{"name": "contractor", "applies": true},
		{"name": "foreign-national", "applies": false},
	],
}

_all := ["every characteristic"]

_with(changes) := {"accounts": [object.union(_good, changes)]}

_without(member) := {"accounts": [object.remove(_good, [member])]}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params := {"user-characteristics": ["contractor", "foreign-national"]}

test_pass_everything_asked_for if {
	every changes in [{}] {
		testing.told(status_shown.observations) == {["ana", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness if {
	every changes in [
		{"status": []},
		{"status": [{"name": "contractor", "applies": true}]},
	] {
		testing.told(status_shown.observations) == {["ana", "fail"]}
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{
			"status": [
				{"name": "contractor", "applies": null},
				{"name": "foreign-national", "applies": false},
			],
		},
	] {
		status_shown.subjects == {"ana"} with input as _with(changes)
		testing.told(status_shown.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["status"] {
		status_shown.subjects == {"ana"} with input as _without(member)
		testing.told(status_shown.observations) == set()
			with input as _without(member)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"status": []}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [
		{"enabled": false},
		{"type": "service"},
		{"type": "device", "enabled": false},
	] {
		testing.told(status_shown.observations) == {["ana", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
		testing.told(status_shown.observations) == {["ana", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"accounts": []}

test_empty_evidence_gives_no_subject if {
	status_shown.subjects == set() with input as _with_none
	testing.told(status_shown.observations) == set()
		with input as _with_none
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"enabled": null},
		{"status": []},
	] {
		not ["ana", "pass"] in testing.told(status_shown.observations)
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_type_not_known_stays_undecided if {
	status_shown.subjects == {"ana"} with input as _with({"type": "unknown"})
	status_shown.observations == set() with input as _with({"type": "unknown"})
		with data.assay.params as {"user-characteristics": ["contractor"]}
}

test_unmatched_disabled_account_of_unknown_type_stays_undecided if {
	status_shown.observations == set() with input as _with({"type": "unknown", "enabled": false})
		with data.assay.params as {"user-characteristics": ["contractor"]}
}
