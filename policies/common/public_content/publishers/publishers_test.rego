package policies.common.public_content.publishers_test

import data.policies.common.public_content.publishers
import data.policies.lib.testing

_good := {
	"id": "mia",
	"active": true,
	"approved_by": "eva",
	"approved_on": "2026-03-01T09:00:00Z",
	"trained_on": "2026-02-01T09:00:00Z",
}

_all := ["approved", "trained"]

_with(changes) := object.union({"places": []}, {"publishers": [object.union(_good, changes)]})

_without(member) := object.union({"places": []}, {"publishers": [object.remove(_good, [member])]})

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params(asked) := {"publisher-terms": asked}

test_pass_everything_asked_for if {
	every changes in [{}] {
		testing.told(publishers.observations) == {["mia", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone_and_only_where_it_is_asked_for if {
	every weakness in [
		["approved", {"approved_by": null}],
		["trained", {"trained_on": null}],
	] {
		testing.told(publishers.observations) == {["mia", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(publishers.observations) == {["mia", "fail"]}
			with input as _with(weakness[1])
			with data.assay.params as _params([weakness[0]])
			with data.assay.evidence.collected_ns as _collected
		every other in [other | some other in _all; other != weakness[0]] {
			testing.told(publishers.observations) == {["mia", "pass"]}
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
		{"trained_on": "2026-11-19T00:00:00Z"},
	] {
		publishers.subjects == {"mia"} with input as _with(changes)
		testing.told(publishers.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["approved_by", "approved_on", "trained_on"] {
		publishers.subjects == {"mia"} with input as _without(member)
		testing.told(publishers.observations) == set()
			with input as _without(member)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"approved_by": null, "trained_on": null}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"active": false}] {
		testing.told(publishers.observations) == {["mia", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
		testing.told(publishers.observations) == {["mia", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"places": [], "publishers": []}

test_empty_evidence_gives_no_subject if {
	publishers.subjects == set() with input as _with_none
	testing.told(publishers.observations) == set()
		with input as _with_none
		with data.assay.params as _params(_all)
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_of_what_is_compared if {
	every case in [
		[{"trained_on": "2026-11-18T00:00:00Z"}, {["mia", "pass"]}],
		[{"trained_on": "2026-11-18T00:00:01Z"}, set()],
		[{"approved_on": "2026-11-18T00:00:00Z"}, {["mia", "pass"]}],
		[{"approved_on": "2026-11-18T00:00:01Z"}, set()],
	] {
		testing.told(publishers.observations) == case[1]
			with input as _with(case[0])
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"approved_by": ""},
	] {
		not ["mia", "pass"] in testing.told(publishers.observations)
			with input as _with(changes)
			with data.assay.params as _params(_all)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_nothing_asked_for_passes_nothing if {
	testing.told(publishers.observations) == set()
		with input as _with({})
		with data.assay.params as _params([])
		with data.assay.evidence.collected_ns as _collected
}
