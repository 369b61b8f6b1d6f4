package policies.common.public_content.removed_test

import data.policies.common.public_content.removed
import data.policies.lib.testing

_good := {"id": "F-1", "confirmed": true, "removed_on": "2026-10-20T10:00:00Z"}

_all := ["removed"]

_with(changes) := object.union({"places": []}, {"findings": [object.union(_good, changes)]})

_without(member) := object.union({"places": []}, {"findings": [object.remove(_good, [member])]})

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

test_pass_everything_asked_for if {
	every changes in [{}, {"removed_on": "2026-11-18T00:00:00Z"}] {
		testing.told(removed.observations) == {["F-1", "pass"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness if {
	every changes in [
		{"removed_on": null},
	] {
		testing.told(removed.observations) == {["F-1", "fail"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"removed_on": "2026-11-18T00:00:01Z"},
	] {
		removed.subjects == {"F-1"} with input as _with(changes)
		testing.told(removed.observations) == set()
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["confirmed", "removed_on"] {
		removed.subjects == {"F-1"} with input as _without(member)
		testing.told(removed.observations) == set()
			with input as _without(member)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"removed_on": null}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"confirmed": false}] {
		testing.told(removed.observations) == {["F-1", "skip"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
		testing.told(removed.observations) == {["F-1", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"places": [], "findings": []}

test_empty_evidence_gives_no_subject if {
	removed.subjects == set() with input as _with_none
	testing.told(removed.observations) == set()
		with input as _with_none
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_of_what_is_compared if {
	every case in [
		[{"removed_on": "2026-11-18T00:00:00Z"}, {["F-1", "pass"]}],
		[{"removed_on": "2026-11-18T00:00:01Z"}, set()],
	] {
		testing.told(removed.observations) == case[1]
			with input as _with(case[0])
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"confirmed": null},
	] {
		not ["F-1", "pass"] in testing.told(removed.observations)
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}
