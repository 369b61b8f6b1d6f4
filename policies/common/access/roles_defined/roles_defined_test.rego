package policies.common.access.roles_defined_test

import data.policies.common.access.roles_defined
import data.policies.lib.testing

_good := {
	"id": "nurse",
	"in_use": true,
	"functions": ["read"],
	"approved_by": "eva",
	"approved_on": "2026-03-01T09:00:00Z",
	"defined_on": "2026-03-02T09:00:00Z",
}

_all := ["functions", "approved"]

_with(changes) := object.union({"grants": []}, {"roles": [object.union(_good, changes)]})

_without(member) := object.union({"grants": []}, {"roles": [object.remove(_good, [member])]})

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

test_pass_everything_asked_for if {
	every changes in [{}, {"defined_on": null}, {"functions": ["a", "b"]}] {
		testing.told(roles_defined.observations) == {["nurse", "pass"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness if {
	every changes in [
		{"functions": []},
		{"approved_by": null},
		{"approved_on": "2026-03-02T09:00:01Z"},
	] {
		testing.told(roles_defined.observations) == {["nurse", "fail"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"approved_by": " "},
		{"approved_on": null},
		{"approved_on": "2026-11-19T09:00:00Z", "defined_on": null},
	] {
		roles_defined.subjects == {"nurse"} with input as _with(changes)
		testing.told(roles_defined.observations) == set()
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["functions", "approved_by", "approved_on", "defined_on"] {
		roles_defined.subjects == {"nurse"} with input as _without(member)
		testing.told(roles_defined.observations) == set()
			with input as _without(member)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"functions": [], "approved_by": null}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"in_use": false}] {
		testing.told(roles_defined.observations) == {["nurse", "skip"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
		testing.told(roles_defined.observations) == {["nurse", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"grants": [], "roles": []}

test_empty_evidence_gives_no_subject if {
	roles_defined.subjects == set() with input as _with_none
	testing.told(roles_defined.observations) == set()
		with input as _with_none
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_of_what_is_compared if {
	every case in [
		[{"approved_on": "2026-03-02T09:00:00Z"}, {["nurse", "pass"]}],
		[{"approved_on": "2026-03-02T09:00:01Z"}, {["nurse", "fail"]}],
		[{"functions": []}, {["nurse", "fail"]}],
	] {
		testing.told(roles_defined.observations) == case[1]
			with input as _with(case[0])
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"approved_by": ""},
		{"functions": [], "approved_by": " "},
	] {
		not ["nurse", "pass"] in testing.told(roles_defined.observations)
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}
