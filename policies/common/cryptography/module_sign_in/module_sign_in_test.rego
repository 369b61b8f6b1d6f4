package policies.common.cryptography.module_sign_in_test

import data.policies.common.cryptography.module_sign_in
import data.policies.lib.testing

_good := {
	"id": "hsm",
	"in_use": true,
	"status": "active",
	"level": 3,
	"operator_authentication": "identity",
}

_all := ["validated", "operators sign in"]

_with(changes) := object.union({"stores": []}, {"modules": [object.union(_good, changes)]})

_without(member) := object.union({"stores": []}, {"modules": [object.remove(_good, [member])]})

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params := {"module-role-level": 2, "module-identity-level": 3}

test_pass_everything_asked_for if {
	every changes in [
		{},
		{"level": 1, "operator_authentication": "none"},
		{"level": 2, "operator_authentication": "role"},
		{"level": 4},
		{"level": 1},
		{"level": 2},
	] {
		testing.told(module_sign_in.observations) == {["hsm", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness if {
	every changes in [
		{"status": "none"},
		{"status": "revoked"},
		{"status": "historical"},
		{"operator_authentication": "none"},
		{"operator_authentication": "role"},
		{"level": 2, "operator_authentication": "none"},
	] {
		testing.told(module_sign_in.observations) == {["hsm", "fail"]}
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"status": "unknown"},
		{"operator_authentication": "unknown"},
		{"level": null},
	] {
		module_sign_in.subjects == {"hsm"} with input as _with(changes)
		testing.told(module_sign_in.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["status", "level", "operator_authentication"] {
		module_sign_in.subjects == {"hsm"} with input as _without(member)
		testing.told(module_sign_in.observations) == set()
			with input as _without(member)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"status": "none", "operator_authentication": "none"}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"in_use": false}] {
		testing.told(module_sign_in.observations) == {["hsm", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
		testing.told(module_sign_in.observations) == {["hsm", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"stores": [], "modules": []}

test_empty_evidence_gives_no_subject if {
	module_sign_in.subjects == set() with input as _with_none
	testing.told(module_sign_in.observations) == set()
		with input as _with_none
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_of_what_is_compared if {
	every case in [
		[{"level": 1, "operator_authentication": "none"}, {["hsm", "pass"]}],
		[{"level": 2, "operator_authentication": "none"}, {["hsm", "fail"]}],
		[{"level": 2, "operator_authentication": "role"}, {["hsm", "pass"]}],
		[{"level": 3, "operator_authentication": "role"}, {["hsm", "fail"]}],
		[{"level": 0, "operator_authentication": "none"}, {["hsm", "pass"]}],
	] {
		testing.told(module_sign_in.observations) == case[1]
			with input as _with(case[0])
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"level": null, "operator_authentication": "none"},
	] {
		not ["hsm", "pass"] in testing.told(module_sign_in.observations)
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}
