package policies.common.sign_in.piv_test

import data.policies.common.sign_in.piv
import data.policies.lib.testing

_good := {
	"id": "sso",
	"active": true,
	"people": ["organization"],
	"piv_accepted": true,
	"piv_verified": true,
}

_all := ["accepted", "verified"]

_with(changes) := {"places": [object.union(_good, changes)]}

_without(member) := {"places": [object.remove(_good, [member])]}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params(asked) := object.union({"piv-people": ["organization"]}, {"piv-steps": asked})

test_pass_everything_asked_for if {
	every changes in [{}, {"people": ["public", "organization"]}] {
		testing.told(piv.observations) == {["sso", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone_and_only_where_it_is_asked_for if {
	every weakness in [
		["accepted", {"piv_accepted": false}],
		["verified", {"piv_verified": false}],
	] {
		testing.told(piv.observations) == {["sso", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(piv.observations) == {["sso", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params([weakness[0]])
			with data.assay.evidence.collected_ns as _collected
		every other in [other | some other in _all; other != weakness[0]] {
			testing.told(piv.observations) == {["sso", "pass"]}
				with input as _with(weakness[1])
				with data.assay.params as _params([other])
				with data.assay.evidence.collected_ns as _collected
		}
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"piv_accepted": null},
		{"piv_verified": null},
	] {
		piv.subjects == {"sso"} with input as _with(changes)
		testing.told(piv.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["piv_accepted", "piv_verified"] {
		piv.subjects == {"sso"} with input as _without(member)
		testing.told(piv.observations) == set()
			with input as _without(member)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"piv_accepted": false, "piv_verified": false}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [
		{"active": false},
		{"people": ["public"]},
		{"people": []},
		{"people": [], "active": false},
	] {
		testing.told(piv.observations) == {["sso", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(piv.observations) == {["sso", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"places": []}

test_empty_evidence_gives_no_subject if {
	piv.subjects == set() with input as _with_none
	testing.told(piv.observations) == set()
		with input as _with_none
		with data.assay.params as _params(_all)
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"piv_accepted": null},
	] {
		not ["sso", "pass"] in testing.told(piv.observations)
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_nothing_asked_for_passes_nothing if {
	testing.told(piv.observations) == set()
		with input as _with({})
		with data.assay.params as _params([])
		with data.assay.evidence.collected_ns as _collected
}
