package policies.common.devices.mobile_terms_test

import data.policies.common.devices.mobile_terms
import data.policies.lib.testing

_good := {
	"id": "LT-1",
	"type": "laptop",
	"in_use": true,
	"mobile": true,
	"approved_by": "eva",
	"approved_on": "2026-03-01T09:00:00Z",
	"first_connected": "2026-03-02T09:00:00Z",
	"handles": ["cui"],
	"logged": true,
}

_all := ["approved", "identified", "logged"]

_with(changes) := {"devices": [object.union(_good, changes)]}

_without(member) := {"devices": [object.remove(_good, [member])]}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params(asked) := {"device-terms": asked}

test_pass_everything_asked_for if {
	every changes in [
		{},
		{"first_connected": null},
		{"handles": ["none"]},
		{"handles": ["cui", "phi"]},
	] {
		testing.told(mobile_terms.observations) == {["LT-1", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone_and_only_where_it_is_asked_for if {
	every weakness in [
		["approved", {"approved_by": null}],
		["approved", {"approved_on": "2026-03-02T09:00:01Z"}],
		["identified", {"handles": []}],
		["logged", {"logged": false}],
	] {
		testing.told(mobile_terms.observations) == {["LT-1", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(mobile_terms.observations) == {["LT-1", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params([weakness[0]])
			with data.assay.evidence.collected_ns as _collected
		every other in [other | some other in _all; other != weakness[0]] {
			testing.told(mobile_terms.observations) == {["LT-1", "pass"]}
				with input as _with(weakness[1])
				with data.assay.params as _params([other])
				with data.assay.evidence.collected_ns as _collected
		}
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"approved_by": " "},
		{"approved_on": null},
		{"approved_on": "2026-11-19T09:00:00Z", "first_connected": null},
		{"logged": null},
	] {
		mobile_terms.subjects == {"LT-1"} with input as _with(changes)
		testing.told(mobile_terms.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["approved_by", "first_connected", "handles", "logged"] {
		mobile_terms.subjects == {"LT-1"} with input as _without(member)
		testing.told(mobile_terms.observations) == set()
			with input as _without(member)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"approved_by": null, "handles": [], "logged": false}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"in_use": false}, {"mobile": false}, {"in_use": false, "mobile": false}] {
		testing.told(mobile_terms.observations) == {["LT-1", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(mobile_terms.observations) == {["LT-1", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"devices": []}

test_empty_evidence_gives_no_subject if {
	mobile_terms.subjects == set() with input as _with_none
	testing.told(mobile_terms.observations) == set()
		with input as _with_none
		with data.assay.params as _params(_all)
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_of_what_is_compared if {
	every case in [
		[{"approved_on": "2026-03-02T09:00:00Z"}, {["LT-1", "pass"]}],
		[{"approved_on": "2026-03-02T09:00:01Z"}, {["LT-1", "fail"]}],
	] {
		testing.told(mobile_terms.observations) == case[1]
			with input as _with(case[0])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"approved_by": ""},
		{"handles": []},
	] {
		not ["LT-1", "pass"] in testing.told(mobile_terms.observations)
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_nothing_asked_for_passes_nothing if {
	testing.told(mobile_terms.observations) == set()
		with input as _with({})
		with data.assay.params as _params([])
		with data.assay.evidence.collected_ns as _collected
}
