package policies.common.public_content.reviewed_test

import data.policies.common.public_content.reviewed
import data.policies.lib.testing

_good := {"id": "www", "public": true, "reviewed_on": "2026-10-20"}

_all := ["reviewed in time"]

_with(changes) := {"places": [object.union(_good, changes)]}

_without(member) := {"places": [object.remove(_good, [member])]}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params := {"max-public-review-days": 92}

test_pass_everything_asked_for if {
	every changes in [{}, {"reviewed_on": "2026-08-20"}, {"reviewed_on": "2026-11-18"}] {
		testing.told(reviewed.observations) == {["www", "pass"]}
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness if {
	every changes in [
		{"reviewed_on": null},
		{"reviewed_on": "2026-08-17"},
	] {
		testing.told(reviewed.observations) == {["www", "fail"]}
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"reviewed_on": "2026-08-18"},
		{"reviewed_on": "2026-08-19"},
		{"reviewed_on": "2026-11-19"},
	] {
		reviewed.subjects == {"www"} with input as _with(changes)
		testing.told(reviewed.observations) == set()
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["reviewed_on"] {
		reviewed.subjects == {"www"} with input as _without(member)
		testing.told(reviewed.observations) == set()
			with input as _without(member)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"reviewed_on": null}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"public": false}] {
		testing.told(reviewed.observations) == {["www", "skip"]}
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
		testing.told(reviewed.observations) == {["www", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"places": []}

test_empty_evidence_gives_no_subject if {
	reviewed.subjects == set() with input as _with_none
	testing.told(reviewed.observations) == set()
		with input as _with_none
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_of_what_is_compared if {
	every case in [
		[{"reviewed_on": "2026-08-20"}, {["www", "pass"]}],
		[{"reviewed_on": "2026-08-19"}, set()],
		[{"reviewed_on": "2026-08-18"}, set()],
		[{"reviewed_on": "2026-08-17"}, {["www", "fail"]}],
	] {
		testing.told(reviewed.observations) == case[1]
			with input as _with(case[0])
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"reviewed_on": "2027-01-01"},
	] {
		not ["www", "pass"] in testing.told(reviewed.observations)
			with input as _with(changes)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}
