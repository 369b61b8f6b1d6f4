package policies.common.iam.shared_terms_test

import data.policies.common.iam.shared_terms
import data.policies.lib.testing

_good := {
	"id": "desk",
	"type": "shared",
	"interactive": true,
	"enabled": true,
	"privileged": false,
	"mfa_devices": 1,
	"purpose": "desk",
	"approved_by": "eva",
	"approved_on": "2026-03-01T09:00:00Z",
	"individual_sign_in_first": true,
}

_all := ["purpose", "approved", "own-sign-in"]

_with(changes) := {"accounts": [object.union(_good, changes)]}

_without(member) := {"accounts": [object.remove(_good, [member])]}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params(asked) := {"shared-terms": asked}

test_pass_everything_asked_for if {
	every changes in [{}] {
		testing.told(shared_terms.observations) == {["desk", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone_and_only_where_it_is_asked_for if {
	every weakness in [
		["purpose", {"purpose": null}],
		["approved", {"approved_by": null}],
		["own-sign-in", {"individual_sign_in_first": false}],
	] {
		testing.told(shared_terms.observations) == {["desk", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(shared_terms.observations) == {["desk", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params([weakness[0]])
			with data.assay.evidence.collected_ns as _collected
		every other in [other | some other in _all; other != weakness[0]] {
			testing.told(shared_terms.observations) == {["desk", "pass"]}
				with input as _with(weakness[1])
				with data.assay.params as _params([other])
				with data.assay.evidence.collected_ns as _collected
		}
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"purpose": " "},
		{"approved_by": " "},
		{"approved_on": null},
		{"approved_on": "2026-11-19T09:00:00Z"},
		{"individual_sign_in_first": null},
	] {
		shared_terms.subjects == {"desk"} with input as _with(changes)
		testing.told(shared_terms.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["purpose", "approved_by", "approved_on", "individual_sign_in_first"] {
		shared_terms.subjects == {"desk"} with input as _without(member)
		testing.told(shared_terms.observations) == set()
			with input as _without(member)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"purpose": null, "approved_by": null, "individual_sign_in_first": false}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [
		{"enabled": false},
		{"type": "person"},
		{"type": "service", "enabled": false},
	] {
		testing.told(shared_terms.observations) == {["desk", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(shared_terms.observations) == {["desk", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"accounts": []}

test_empty_evidence_gives_no_subject if {
	shared_terms.subjects == set() with input as _with_none
	testing.told(shared_terms.observations) == set()
		with input as _with_none
		with data.assay.params as _params(_all)
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_of_what_is_compared if {
	every case in [
		[{"approved_on": "2026-11-18T00:00:00Z"}, {["desk", "pass"]}],
		[{"approved_on": "2026-11-18T00:00:01Z"}, set()],
	] {
		testing.told(shared_terms.observations) == case[1]
			with input as _with(case[0])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"purpose": ""},
		{"enabled": null},
	] {
		not ["desk", "pass"] in testing.told(shared_terms.observations)
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_nothing_asked_for_passes_nothing if {
	testing.told(shared_terms.observations) == set()
		with input as _with({})
		with data.assay.params as _params([])
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_type_not_known_stays_undecided if {
	shared_terms.subjects == {"desk"} with input as _with({"type": "unknown"})
	shared_terms.observations == set() with input as _with({"type": "unknown"})
		with data.assay.params as {"shared-terms": _all}
}

test_unmatched_disabled_account_of_unknown_type_stays_undecided if {
	shared_terms.observations == set() with input as _with({"type": "unknown", "enabled": false})
		with data.assay.params as {"shared-terms": _all}
}
