package policies.common.access.duties_defined_test

import data.policies.common.access.duties_defined
import data.policies.lib.testing

_good := {
	"id": "pay",
	"duties": ["order", "pay"],
	"roles": ["a", "b"],
	"approved_by": "eva",
	"approved_on": "2026-03-01T09:00:00Z",
}

_all := ["duties", "approved", "roles"]

_with(changes) := object.union(
	{
		"roles": [{"id": "a", "in_use": true}, {"id": "b", "in_use": true}],
		"grants": [],
	},
	{"conflicts": [object.union(_good, changes)]},
)

_without(member) := object.union(
	{
		"roles": [{"id": "a", "in_use": true}, {"id": "b", "in_use": true}],
		"grants": [],
	},
	{"conflicts": [object.remove(_good, [member])]},
)

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params(asked) := {"duty-terms": asked}

test_pass_everything_asked_for if {
	every changes in [
		{},
		{"duties": ["a", "b", "c"]},
		{"retired": false},
		{"roles": ["a", "b", "missing"]},
	] {
		testing.told(duties_defined.observations) == {["pay", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone_and_only_where_it_is_asked_for if {
	every weakness in [
		["duties", {"duties": ["order"]}],
		["duties", {"duties": []}],
		["approved", {"approved_by": null}],
		["roles", {"roles": ["a"]}],
		["roles", {"roles": ["a", "missing"]}],
		["roles", {"roles": []}],
	] {
		testing.told(duties_defined.observations) == {["pay", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(duties_defined.observations) == {["pay", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params([weakness[0]])
			with data.assay.evidence.collected_ns as _collected
		every other in [other | some other in _all; other != weakness[0]] {
			testing.told(duties_defined.observations) == {["pay", "pass"]}
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
		{"approved_on": "2026-11-19T09:00:00Z"},
	] {
		duties_defined.subjects == {"pay"} with input as _with(changes)
		testing.told(duties_defined.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["duties", "approved_by", "roles"] {
		duties_defined.subjects == {"pay"} with input as _without(member)
		testing.told(duties_defined.observations) == set()
			with input as _without(member)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"duties": ["order"], "approved_by": null, "roles": ["a"]}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"retired": true}] {
		testing.told(duties_defined.observations) == {["pay", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(duties_defined.observations) == {["pay", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {
	"roles": [{"id": "a", "in_use": true}, {"id": "b", "in_use": true}],
	"grants": [],
	"conflicts": [],
}

test_empty_evidence_gives_no_subject if {
	duties_defined.subjects == set() with input as _with_none
	testing.told(duties_defined.observations) == set()
		with input as _with_none
		with data.assay.params as _params(_all)
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_of_what_is_compared if {
	every case in [
		[{"duties": ["order", "pay"]}, {["pay", "pass"]}],
		[{"duties": ["order"]}, {["pay", "fail"]}],
		[{"approved_on": "2026-11-18T00:00:00Z"}, {["pay", "pass"]}],
		[{"approved_on": "2026-11-18T00:00:01Z"}, set()],
	] {
		testing.told(duties_defined.observations) == case[1]
			with input as _with(case[0])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"approved_by": ""},
		{"duties": []},
	] {
		not ["pay", "pass"] in testing.told(duties_defined.observations)
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_nothing_asked_for_passes_nothing if {
	testing.told(duties_defined.observations) == set()
		with input as _with({})
		with data.assay.params as _params([])
		with data.assay.evidence.collected_ns as _collected
}
