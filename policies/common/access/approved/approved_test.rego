package policies.common.access.approved_test

import data.policies.common.access.approved
import data.policies.lib.testing

_good := {
	"id": "g1",
	"active": true,
	"holder": "eli",
	"role": "admin",
	"privileged": true,
	"reaches": ["software"],
	"approved_by": "eva",
	"approved_on": "2026-03-01T09:00:00Z",
	"granted_on": "2026-03-02T09:00:00Z",
}

_all := ["approved before"]

_with(changes) := object.union({"roles": []}, {"grants": [object.union(_good, changes)]})

_without(member) := object.union({"roles": []}, {"grants": [object.remove(_good, [member])]})

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params := {"grant-parts": ["privileged", "software"]}

test_pass_everything_asked_for if {
	every changes in [
		{},
		{"privileged": false},
		{"reaches": []},
		{"reaches": ["firmware"]},
		{"privileged": null},
	] {
		testing.told(approved.observations) == {["g1", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness if {
	every changes in [
		{"approved_by": null},
		{"approved_on": "2026-03-02T09:00:01Z"},
	] {
		testing.told(approved.observations) == {["g1", "fail"]}
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"approved_by": " "},
		{"approved_on": null},
		{"granted_on": null},
	] {
		approved.subjects == {"g1"} with input as _with(changes)
		testing.told(approved.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["approved_by", "approved_on", "granted_on"] {
		approved.subjects == {"g1"} with input as _without(member)
		testing.told(approved.observations) == set()
			with input as _without(member)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"approved_by": null}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [
		{"active": false},
		{"privileged": false, "reaches": ["hardware"]},
		{"privileged": false, "reaches": []},
	] {
		testing.told(approved.observations) == {["g1", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
		testing.told(approved.observations) == {["g1", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"roles": [], "grants": []}

test_empty_evidence_gives_no_subject if {
	approved.subjects == set() with input as _with_none
	testing.told(approved.observations) == set()
		with input as _with_none
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_of_what_is_compared if {
	every case in [
		[{"approved_on": "2026-03-02T09:00:00Z"}, {["g1", "pass"]}],
		[{"approved_on": "2026-03-02T09:00:01Z"}, {["g1", "fail"]}],
	] {
		testing.told(approved.observations) == case[1]
			with input as _with(case[0])
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"approved_by": ""},
		{"privileged": null, "reaches": []},
	] {
		not ["g1", "pass"] in testing.told(approved.observations)
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}
