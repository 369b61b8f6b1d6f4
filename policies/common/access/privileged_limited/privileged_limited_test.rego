package policies.common.access.privileged_limited_test

import data.policies.common.access.privileged_limited
import data.policies.lib.testing

_good := {
	"id": "g1",
	"active": true,
	"holder": "eli",
	"role": "admin",
	"privileged": true,
	"reaches": ["software"],
	"holder_intended": true,
	"standing": false,
	"assignment_reviewed_on": "2026-11-01",
	"still_needed": true,
}

_all := ["by-role", "intended", "looked-at", "needed", "activated"]

_with(changes) := object.union({"roles": []}, {"grants": [object.union(_good, changes)]})

_without(member) := object.union({"roles": []}, {"grants": [object.remove(_good, [member])]})

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params(asked) := object.union({"max-assignment-review-days": 92}, {"privilege-terms": asked})

test_pass_everything_asked_for if {
	every changes in [{}] {
		testing.told(privileged_limited.observations) == {["g1", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone_and_only_where_it_is_asked_for if {
	every weakness in [
		["by-role", {"role": null}],
		["intended", {"holder_intended": false}],
		["looked-at", {"assignment_reviewed_on": null}],
		["looked-at", {"assignment_reviewed_on": "2026-08-17"}],
		["needed", {"still_needed": false}],
		["activated", {"standing": true}],
	] {
		testing.told(privileged_limited.observations) == {["g1", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
		testing.told(privileged_limited.observations) == {["g1", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params([weakness[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
		every other in [other | some other in _all; other != weakness[0]] {
			testing.told(privileged_limited.observations) == {["g1", "pass"]}
				with input as _with(weakness[1])
				with data.assay.params as _params([other])
				with data.assay.now as _now
				with data.assay.evidence.collected_ns as _collected
		}
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"role": " "},
		{"holder_intended": null},
		{"assignment_reviewed_on": "2026-08-18"},
		{"assignment_reviewed_on": "2026-08-19"},
		{"still_needed": null},
		{"standing": null},
	] {
		privileged_limited.subjects == {"g1"} with input as _with(changes)
		testing.told(privileged_limited.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in [
		"privileged",
		"role",
		"holder_intended",
		"assignment_reviewed_on",
		"still_needed",
		"standing",
	] {
		privileged_limited.subjects == {"g1"} with input as _without(member)
		testing.told(privileged_limited.observations) == set()
			with input as _without(member)
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {
	"role": null,
	"holder_intended": false,
	"assignment_reviewed_on": null,
	"still_needed": false,
	"standing": true,
}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [
		{"active": false},
		{"privileged": false},
		{"active": false, "privileged": false},
		{"active": false, "privileged": null},
	] {
		testing.told(privileged_limited.observations) == {["g1", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
		testing.told(privileged_limited.observations) == {["g1", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"roles": [], "grants": []}

test_empty_evidence_gives_no_subject if {
	privileged_limited.subjects == set() with input as _with_none
	testing.told(privileged_limited.observations) == set()
		with input as _with_none
		with data.assay.params as _params(_all)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_of_what_is_compared if {
	every case in [
		[{"assignment_reviewed_on": "2026-08-20"}, {["g1", "pass"]}],
		[{"assignment_reviewed_on": "2026-08-19"}, set()],
		[{"assignment_reviewed_on": "2026-08-18"}, set()],
		[{"assignment_reviewed_on": "2026-08-17"}, {["g1", "fail"]}],
	] {
		testing.told(privileged_limited.observations) == case[1]
			with input as _with(case[0])
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"role": ""},
		{"privileged": null},
	] {
		not ["g1", "pass"] in testing.told(privileged_limited.observations)
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_nothing_asked_for_passes_nothing if {
	testing.told(privileged_limited.observations) == set()
		with input as _with({})
		with data.assay.params as _params([])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
