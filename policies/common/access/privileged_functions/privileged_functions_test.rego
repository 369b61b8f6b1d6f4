package policies.common.access.privileged_functions_test

import data.policies.common.access.privileged_functions
import data.policies.lib.testing

_good := {
	"id": "set-policy",
	"privileged": true,
	"roles": ["admin"],
	"everyone": false,
}

_all := ["closed to everyone", "for privileged roles"]

_with(changes) := object.union(
	{
		"grants": [],
		"roles": [
			{"id": "admin", "in_use": true, "privileged": true},
			{"id": "user", "in_use": true, "privileged": false},
			{"id": "old", "in_use": true},
		],
	},
	{"functions": [object.union(_good, changes)]},
)

_without(member) := object.union(
	{
		"grants": [],
		"roles": [
			{"id": "admin", "in_use": true, "privileged": true},
			{"id": "user", "in_use": true, "privileged": false},
			{"id": "old", "in_use": true},
		],
	},
	{"functions": [object.remove(_good, [member])]},
)

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

test_pass_everything_asked_for if {
	every changes in [{}, {"roles": []}] {
		testing.told(privileged_functions.observations) == {["set-policy", "pass"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness if {
	every changes in [
		{"everyone": true},
		{"roles": ["admin", "user"]},
		{"roles": ["user"]},
	] {
		testing.told(privileged_functions.observations) == {["set-policy", "fail"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"everyone": null},
		{"roles": ["old"]},
		{"roles": ["missing"]},
	] {
		privileged_functions.subjects == {"set-policy"} with input as _with(changes)
		testing.told(privileged_functions.observations) == set()
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["privileged", "roles", "everyone"] {
		privileged_functions.subjects == {"set-policy"} with input as _without(member)
		testing.told(privileged_functions.observations) == set()
			with input as _without(member)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"everyone": true, "roles": ["admin", "user"]}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"privileged": false}] {
		testing.told(privileged_functions.observations) == {["set-policy", "skip"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
		testing.told(privileged_functions.observations) == {["set-policy", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {
	"grants": [],
	"roles": [
		{"id": "admin", "in_use": true, "privileged": true},
		{"id": "user", "in_use": true, "privileged": false},
		{"id": "old", "in_use": true},
	],
	"functions": [],
}

test_empty_evidence_gives_no_subject if {
	privileged_functions.subjects == set() with input as _with_none
	testing.told(privileged_functions.observations) == set()
		with input as _with_none
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"privileged": null},
		{"roles": ["admin", "old"]},
	] {
		not ["set-policy", "pass"] in testing.told(privileged_functions.observations)
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}
