package policies.common.session.reauthentication_test

import data.policies.common.session.reauthentication
import data.policies.lib.testing

_good := {
	"id": "portal",
	"users": "people",
	"reauthenticate": ["role-change", "privileged-function", "fixed-period"],
	"session_minutes": 720,
}

_all := ["in every situation", "in time"]

_with(changes) := {"policies": [object.union(_good, changes)]}

_without(member) := {"policies": [object.remove(_good, [member])]}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params := {
	"reauthentication-situations": ["role-change", "privileged-function"],
	"max-sign-in-hours": 12,
}

test_pass_everything_asked_for if {
	every changes in [{}] {
		testing.told(reauthentication.observations) == {["portal", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness if {
	every changes in [
		{"reauthenticate": ["role-change"]},
		{"reauthenticate": []},
		{"session_minutes": 721},
		{"session_minutes": null},
	] {
		testing.told(reauthentication.observations) == {["portal", "fail"]}
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [] {
		reauthentication.subjects == {"portal"} with input as _with(changes)
		testing.told(reauthentication.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["reauthenticate", "session_minutes"] {
		reauthentication.subjects == {"portal"} with input as _without(member)
		testing.told(reauthentication.observations) == set()
			with input as _without(member)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"reauthenticate": ["role-change"], "session_minutes": 721}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"users": "machines"}] {
		testing.told(reauthentication.observations) == {["portal", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
		testing.told(reauthentication.observations) == {["portal", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"policies": []}

test_empty_evidence_gives_no_subject if {
	reauthentication.subjects == set() with input as _with_none
	testing.told(reauthentication.observations) == set()
		with input as _with_none
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_of_what_is_compared if {
	every case in [
		[{"session_minutes": 720}, {["portal", "pass"]}],
		[{"session_minutes": 721}, {["portal", "fail"]}],
		[{"session_minutes": 0}, {["portal", "pass"]}],
	] {
		testing.told(reauthentication.observations) == case[1]
			with input as _with(case[0])
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"reauthenticate": [], "session_minutes": null},
	] {
		not ["portal", "pass"] in testing.told(reauthentication.observations)
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}
