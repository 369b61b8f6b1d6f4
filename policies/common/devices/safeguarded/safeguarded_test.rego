package policies.common.devices.safeguarded_test

import data.policies.common.devices.safeguarded
import data.policies.lib.testing

_good := {
	"id": "LT-1",
	"type": "laptop",
	"in_use": true,
	"mobile": true,
	"handles": ["phi"],
	"safeguards": ["attended"],
}

_all := ["safeguarded"]

_with(changes) := {"devices": [object.union(_good, changes)]}

_without(member) := {"devices": [object.remove(_good, [member])]}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

test_pass_everything_asked_for if {
	every changes in [
		{},
		{
			"handles": ["cui", "phi"],
			"safeguards": ["cable-lock", "privacy-screen"],
			"mobile": false,
		},
	] {
		testing.told(safeguarded.observations) == {["LT-1", "pass"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness if {
	every changes in [
		{"safeguards": []},
	] {
		testing.told(safeguarded.observations) == {["LT-1", "fail"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [] {
		safeguarded.subjects == {"LT-1"} with input as _with(changes)
		testing.told(safeguarded.observations) == set()
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["handles", "safeguards"] {
		safeguarded.subjects == {"LT-1"} with input as _without(member)
		testing.told(safeguarded.observations) == set()
			with input as _without(member)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"safeguards": []}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [
		{"in_use": false},
		{"handles": ["cui"]},
		{"handles": ["none"], "in_use": false},
		{"handles": ["none"]},
	] {
		testing.told(safeguarded.observations) == {["LT-1", "skip"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
		testing.told(safeguarded.observations) == {["LT-1", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"devices": []}

test_empty_evidence_gives_no_subject if {
	safeguarded.subjects == set() with input as _with_none
	testing.told(safeguarded.observations) == set()
		with input as _with_none
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"handles": []},
	] {
		not ["LT-1", "pass"] in testing.told(safeguarded.observations)
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}
