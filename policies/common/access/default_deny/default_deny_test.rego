package policies.common.access.default_deny_test

import data.policies.common.access.default_deny
import data.policies.lib.testing

_good := {"id": "api", "active": true, "default": "deny"}

_all := ["refused"]

_with(changes) := object.union({"roles": [], "grants": []}, {"enforcement": [object.union(_good, changes)]})

_without(member) := object.union({"roles": [], "grants": []}, {"enforcement": [object.remove(_good, [member])]})

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

test_pass_everything_asked_for if {
	every changes in [{}] {
		testing.told(default_deny.observations) == {["api", "pass"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness if {
	every changes in [
		{"default": "allow"},
	] {
		testing.told(default_deny.observations) == {["api", "fail"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"default": "unknown"},
	] {
		default_deny.subjects == {"api"} with input as _with(changes)
		testing.told(default_deny.observations) == set()
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["default"] {
		default_deny.subjects == {"api"} with input as _without(member)
		testing.told(default_deny.observations) == set()
			with input as _without(member)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"default": "allow"}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"active": false}] {
		testing.told(default_deny.observations) == {["api", "skip"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
		testing.told(default_deny.observations) == {["api", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"roles": [], "grants": [], "enforcement": []}

test_empty_evidence_gives_no_subject if {
	default_deny.subjects == set() with input as _with_none
	testing.told(default_deny.observations) == set()
		with input as _with_none
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"default": "unknown"},
	] {
		not ["api", "pass"] in testing.told(default_deny.observations)
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}
