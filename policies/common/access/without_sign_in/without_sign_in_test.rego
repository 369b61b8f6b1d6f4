package policies.common.access.without_sign_in_test

import data.policies.common.access.without_sign_in
import data.policies.lib.testing

_good := {
	"id": "hours",
	"anonymous": true,
	"anonymous_approved_by": "eva",
	"plan_section": "9.4",
	"anonymous_reason": "public",
}

_all := ["approved", "planned", "reason"]

_with(changes) := object.union({"roles": [], "grants": []}, {"functions": [object.union(_good, changes)]})

_without(member) := object.union({"roles": [], "grants": []}, {"functions": [object.remove(_good, [member])]})

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params(asked) := {"anonymous-terms": asked}

test_pass_everything_asked_for if {
	every changes in [{}] {
		testing.told(without_sign_in.observations) == {["hours", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone_and_only_where_it_is_asked_for if {
	every weakness in [
		["approved", {"anonymous_approved_by": null}],
		["planned", {"plan_section": null}],
		["reason", {"anonymous_reason": null}],
	] {
		testing.told(without_sign_in.observations) == {["hours", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(without_sign_in.observations) == {["hours", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params([weakness[0]])
			with data.assay.evidence.collected_ns as _collected
		every other in [other | some other in _all; other != weakness[0]] {
			testing.told(without_sign_in.observations) == {["hours", "pass"]}
				with input as _with(weakness[1])
				with data.assay.params as _params([other])
				with data.assay.evidence.collected_ns as _collected
		}
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"anonymous_approved_by": " "},
		{"plan_section": " "},
		{"anonymous_reason": " "},
	] {
		without_sign_in.subjects == {"hours"} with input as _with(changes)
		testing.told(without_sign_in.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["anonymous", "anonymous_approved_by", "plan_section", "anonymous_reason"] {
		without_sign_in.subjects == {"hours"} with input as _without(member)
		testing.told(without_sign_in.observations) == set()
			with input as _without(member)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {
	"anonymous_approved_by": null,
	"plan_section": null,
	"anonymous_reason": null,
}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"anonymous": false}] {
		testing.told(without_sign_in.observations) == {["hours", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(without_sign_in.observations) == {["hours", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"roles": [], "grants": [], "functions": []}

test_empty_evidence_gives_no_subject if {
	without_sign_in.subjects == set() with input as _with_none
	testing.told(without_sign_in.observations) == set()
		with input as _with_none
		with data.assay.params as _params(_all)
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"anonymous_approved_by": ""},
		{"anonymous": null},
	] {
		not ["hours", "pass"] in testing.told(without_sign_in.observations)
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_nothing_asked_for_passes_nothing if {
	testing.told(without_sign_in.observations) == set()
		with input as _with({})
		with data.assay.params as _params([])
		with data.assay.evidence.collected_ns as _collected
}
