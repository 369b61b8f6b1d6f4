package policies.common.sign_in.external_authenticators_test

import data.policies.common.sign_in.external_authenticators
import data.policies.lib.testing

_good := {
	"id": "login",
	"accepted": true,
	"compliant": true,
	"listed_on": "2026-02-01",
	"reviewed_on": "2026-10-01",
}

_all := ["compliant", "listed", "maintained"]

_with(changes) := object.union({"places": []}, {"external": [object.union(_good, changes)]})

_without(member) := object.union({"places": []}, {"external": [object.remove(_good, [member])]})

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params(asked) := object.union({"max-authenticator-review-days": 92}, {"authenticator-terms": asked})

test_pass_everything_asked_for if {
	every changes in [{}] {
		testing.told(external_authenticators.observations) == {["login", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone_and_only_where_it_is_asked_for if {
	every weakness in [
		["compliant", {"compliant": false}],
		["listed", {"listed_on": null}],
		["maintained", {"reviewed_on": null}],
		["maintained", {"reviewed_on": "2026-08-17"}],
	] {
		testing.told(external_authenticators.observations) == {["login", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
		testing.told(external_authenticators.observations) == {["login", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params([weakness[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
		every other in [other | some other in _all; other != weakness[0]] {
			testing.told(external_authenticators.observations) == {["login", "pass"]}
				with input as _with(weakness[1])
				with data.assay.params as _params([other])
				with data.assay.now as _now
				with data.assay.evidence.collected_ns as _collected
		}
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"compliant": null},
		{"listed_on": "2026-11-19"},
		{"reviewed_on": "2026-08-18"},
		{"reviewed_on": "2026-08-19"},
	] {
		external_authenticators.subjects == {"login"} with input as _with(changes)
		testing.told(external_authenticators.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["compliant", "listed_on", "reviewed_on"] {
		external_authenticators.subjects == {"login"} with input as _without(member)
		testing.told(external_authenticators.observations) == set()
			with input as _without(member)
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"compliant": false, "listed_on": null, "reviewed_on": null}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"accepted": false}] {
		testing.told(external_authenticators.observations) == {["login", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
		testing.told(external_authenticators.observations) == {["login", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"places": [], "external": []}

test_empty_evidence_gives_no_subject if {
	external_authenticators.subjects == set() with input as _with_none
	testing.told(external_authenticators.observations) == set()
		with input as _with_none
		with data.assay.params as _params(_all)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_of_what_is_compared if {
	every case in [
		[{"reviewed_on": "2026-08-20"}, {["login", "pass"]}],
		[{"reviewed_on": "2026-08-19"}, set()],
		[{"reviewed_on": "2026-08-18"}, set()],
		[{"reviewed_on": "2026-08-17"}, {["login", "fail"]}],
		[{"listed_on": "2026-11-18"}, {["login", "pass"]}],
		[{"listed_on": "2026-11-19"}, set()],
	] {
		testing.told(external_authenticators.observations) == case[1]
			with input as _with(case[0])
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"listed_on": "2027-01-01"},
	] {
		not ["login", "pass"] in testing.told(external_authenticators.observations)
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_nothing_asked_for_passes_nothing if {
	testing.told(external_authenticators.observations) == set()
		with input as _with({})
		with data.assay.params as _params([])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
