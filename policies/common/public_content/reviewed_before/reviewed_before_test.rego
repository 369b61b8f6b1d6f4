package policies.common.public_content.reviewed_before_test

import data.policies.common.public_content.reviewed_before
import data.policies.lib.testing

_good := {
	"id": "news-1",
	"withdrawn": false,
	"posted_on": "2026-11-02T09:00:00Z",
	"reviewed_by": "eva",
	"reviewed_on": "2026-11-02T09:00:00Z",
}

_all := ["reviewed before"]

_with(changes) := object.union({"places": []}, {"posts": [object.union(_good, changes)]})

_without(member) := object.union({"places": []}, {"posts": [object.remove(_good, [member])]})

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

test_pass_everything_asked_for if {
	every changes in [{}] {
		testing.told(reviewed_before.observations) == {["news-1", "pass"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness if {
	every changes in [
		{"reviewed_by": null},
		{"reviewed_on": "2026-11-02T09:00:01Z"},
	] {
		testing.told(reviewed_before.observations) == {["news-1", "fail"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"reviewed_by": " "},
		{"reviewed_on": null},
		{"posted_on": null},
	] {
		reviewed_before.subjects == {"news-1"} with input as _with(changes)
		testing.told(reviewed_before.observations) == set()
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["reviewed_by", "reviewed_on", "posted_on"] {
		reviewed_before.subjects == {"news-1"} with input as _without(member)
		testing.told(reviewed_before.observations) == set()
			with input as _without(member)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"reviewed_by": null}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"withdrawn": true}] {
		testing.told(reviewed_before.observations) == {["news-1", "skip"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
		testing.told(reviewed_before.observations) == {["news-1", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"places": [], "posts": []}

test_empty_evidence_gives_no_subject if {
	reviewed_before.subjects == set() with input as _with_none
	testing.told(reviewed_before.observations) == set()
		with input as _with_none
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_of_what_is_compared if {
	every case in [
		[{"reviewed_on": "2026-11-02T09:00:00Z"}, {["news-1", "pass"]}],
		[{"reviewed_on": "2026-11-02T09:00:01Z"}, {["news-1", "fail"]}],
	] {
		testing.told(reviewed_before.observations) == case[1]
			with input as _with(case[0])
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"reviewed_by": ""},
		{"posted_on": null},
	] {
		not ["news-1", "pass"] in testing.told(reviewed_before.observations)
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}
