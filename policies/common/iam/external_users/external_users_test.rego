package policies.common.iam.external_users_test

import data.policies.common.iam.external_users
import data.policies.lib.testing

_good := {
	"id": "ana",
	"type": "person",
	"interactive": true,
	"enabled": true,
	"privileged": false,
	"mfa_devices": 1,
	"organization": "external",
	"owner": "Mara",
}

_all := ["of one user", "named"]

_with(changes) := {"accounts": [object.union(_good, changes)]}

_without(member) := {"accounts": [object.remove(_good, [member])]}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

test_pass_everything_asked_for if {
	every changes in [{}, {"type": "service"}] {
		testing.told(external_users.observations) == {["ana", "pass"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness if {
	every changes in [
		{"type": "shared"},
		{"owner": null},
	] {
		testing.told(external_users.observations) == {["ana", "fail"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"owner": " "},
	] {
		external_users.subjects == {"ana"} with input as _with(changes)
		testing.told(external_users.observations) == set()
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["owner"] {
		external_users.subjects == {"ana"} with input as _without(member)
		testing.told(external_users.observations) == set()
			with input as _without(member)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"type": "shared", "owner": null}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [
		{"enabled": false},
		{"organization": "own"},
		{"organization": "own", "enabled": false},
	] {
		testing.told(external_users.observations) == {["ana", "skip"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
		testing.told(external_users.observations) == {["ana", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"accounts": []}

test_empty_evidence_gives_no_subject if {
	external_users.subjects == set() with input as _with_none
	testing.told(external_users.observations) == set()
		with input as _with_none
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"enabled": null},
		{"owner": ""},
		{"organization": "unknown"},
	] {
		not ["ana", "pass"] in testing.told(external_users.observations)
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_type_not_known_stays_undecided if {
	external_users.subjects == {"ana"} with input as _with({"type": "unknown"})
	external_users.observations == set() with input as _with({"type": "unknown"})
}
