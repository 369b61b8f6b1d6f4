package policies.common.wireless.terms_test

import data.policies.common.wireless.terms
import data.policies.lib.testing

_good := {
	"id": "wifi",
	"medium": "wireless",
	"active": true,
	"approved_by": "eva",
	"approved_on": "2026-03-01T09:00:00Z",
	"first_used": "2026-03-02T09:00:00Z",
	"requirements": "STD-1",
	"guidance": "PRC-1",
}

_all := ["approved", "requirements", "guidance"]

_with(changes) := {"networks": [object.union(_good, changes)]}

_without(member) := {"networks": [object.remove(_good, [member])]}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params(asked) := {"wireless-terms": asked}

test_pass_everything_asked_for if {
	every changes in [{}, {"first_used": null}] {
		testing.told(terms.observations) == {["wifi", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone_and_only_where_it_is_asked_for if {
	every weakness in [
		["approved", {"approved_by": null}],
		["approved", {"approved_on": "2026-03-02T09:00:01Z"}],
		["requirements", {"requirements": null}],
		["guidance", {"guidance": null}],
	] {
		testing.told(terms.observations) == {["wifi", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(terms.observations) == {["wifi", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params([weakness[0]])
			with data.assay.evidence.collected_ns as _collected
		every other in [other | some other in _all; other != weakness[0]] {
			testing.told(terms.observations) == {["wifi", "pass"]}
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
		{"approved_on": "2026-11-19T09:00:00Z", "first_used": null},
		{"requirements": " "},
		{"guidance": " "},
	] {
		terms.subjects == {"wifi"} with input as _with(changes)
		testing.told(terms.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["approved_by", "first_used", "requirements", "guidance"] {
		terms.subjects == {"wifi"} with input as _without(member)
		testing.told(terms.observations) == set()
			with input as _without(member)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"approved_by": null, "requirements": null, "guidance": null}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [
		{"active": false},
		{"medium": "wired"},
		{"medium": "remote", "active": false},
	] {
		testing.told(terms.observations) == {["wifi", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(terms.observations) == {["wifi", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"networks": []}

test_empty_evidence_gives_no_subject if {
	terms.subjects == set() with input as _with_none
	testing.told(terms.observations) == set()
		with input as _with_none
		with data.assay.params as _params(_all)
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_of_what_is_compared if {
	every case in [
		[{"approved_on": "2026-03-02T09:00:00Z"}, {["wifi", "pass"]}],
		[{"approved_on": "2026-03-02T09:00:01Z"}, {["wifi", "fail"]}],
	] {
		testing.told(terms.observations) == case[1]
			with input as _with(case[0])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"requirements": ""},
		{"approved_by": ""},
	] {
		not ["wifi", "pass"] in testing.told(terms.observations)
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_nothing_asked_for_passes_nothing if {
	testing.told(terms.observations) == set()
		with input as _with({})
		with data.assay.params as _params([])
		with data.assay.evidence.collected_ns as _collected
}
