package policies.common.external.terms_test

import data.policies.common.external.terms
import data.policies.lib.testing

_good := {
	"id": "payer",
	"operator": "Payer Ltd",
	"in_use": true,
	"uses": ["access", "store"],
	"permitted": true,
	"terms": "AGR-1",
	"identified": true,
	"limited": true,
	"controls_verified_on": "2026-06-01",
	"agreement": {"signed_on": "2026-01-10", "expires": "2026-11-20"},
}

_all := ["permitted", "terms", "identified", "limited", "verified", "agreement"]

_with(changes) := {"systems": [object.union(_good, changes)]}

_without(member) := {"systems": [object.remove(_good, [member])]}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params(asked) := object.union({"external-uses": ["access", "process"]}, {"external-terms": asked})

test_pass_everything_asked_for if {
	every changes in [
		{},
		{"agreement": {"signed_on": "2026-11-18", "expires": null}},
		{"uses": ["process"]},
		{"controls_verified_on": "2026-11-18"},
	] {
		testing.told(terms.observations) == {["payer", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone_and_only_where_it_is_asked_for if {
	every weakness in [
		["permitted", {"permitted": false}],
		["terms", {"terms": null}],
		["identified", {"identified": false}],
		["limited", {"limited": false}],
		["verified", {"controls_verified_on": null}],
		["agreement", {"agreement": null}],
		["agreement", {"agreement": {"signed_on": "2026-01-10", "expires": "2026-11-19"}}],
	] {
		testing.told(terms.observations) == {["payer", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
		testing.told(terms.observations) == {["payer", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params([weakness[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
		every other in [other | some other in _all; other != weakness[0]] {
			testing.told(terms.observations) == {["payer", "pass"]}
				with input as _with(weakness[1])
				with data.assay.params as _params([other])
				with data.assay.now as _now
				with data.assay.evidence.collected_ns as _collected
		}
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"permitted": null},
		{"terms": " "},
		{"identified": null},
		{"limited": null},
		{"controls_verified_on": "2026-11-19"},
		{"agreement": {"signed_on": null, "expires": null}},
		{"agreement": {"signed_on": "2026-11-19", "expires": null}},
	] {
		terms.subjects == {"payer"} with input as _with(changes)
		testing.told(terms.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in [
		"permitted",
		"terms",
		"identified",
		"limited",
		"controls_verified_on",
		"agreement",
	] {
		terms.subjects == {"payer"} with input as _without(member)
		testing.told(terms.observations) == set()
			with input as _without(member)
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {
	"permitted": false,
	"terms": null,
	"identified": false,
	"limited": false,
	"controls_verified_on": null,
	"agreement": null,
}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [
		{"in_use": false},
		{"uses": ["store"]},
		{"uses": []},
		{"uses": [], "in_use": false},
	] {
		testing.told(terms.observations) == {["payer", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
		testing.told(terms.observations) == {["payer", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"systems": []}

test_empty_evidence_gives_no_subject if {
	terms.subjects == set() with input as _with_none
	testing.told(terms.observations) == set()
		with input as _with_none
		with data.assay.params as _params(_all)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_of_what_is_compared if {
	every case in [
		[{"agreement": {"signed_on": "2026-01-10", "expires": "2026-11-20"}}, {["payer", "pass"]}],
		[{"agreement": {"signed_on": "2026-01-10", "expires": "2026-11-19"}}, {["payer", "fail"]}],
		[{"controls_verified_on": "2026-11-18"}, {["payer", "pass"]}],
		[{"controls_verified_on": "2026-11-19"}, set()],
	] {
		testing.told(terms.observations) == case[1]
			with input as _with(case[0])
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"terms": ""},
		{"agreement": {"signed_on": null, "expires": "2027-01-01"}},
	] {
		not ["payer", "pass"] in testing.told(terms.observations)
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_nothing_asked_for_passes_nothing if {
	testing.told(terms.observations) == set()
		with input as _with({})
		with data.assay.params as _params([])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
