package policies.common.wireless.points_known_test

import data.policies.common.wireless.points_known
import data.policies.lib.testing

_good := {"id": "00:11:22:33:44:55", "known": true, "near": true}

_all := ["in the register"]

_with(changes) := object.union({"networks": []}, {"points": [object.union(_good, changes)]})

_without(member) := object.union({"networks": []}, {"points": [object.remove(_good, [member])]})

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

test_pass_everything_asked_for if {
	every changes in [{}] {
		testing.told(points_known.observations) == {["00:11:22:33:44:55", "pass"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness if {
	every changes in [
		{"known": false},
	] {
		testing.told(points_known.observations) == {["00:11:22:33:44:55", "fail"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"known": null},
	] {
		points_known.subjects == {"00:11:22:33:44:55"} with input as _with(changes)
		testing.told(points_known.observations) == set()
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["near"] {
		points_known.subjects == {"00:11:22:33:44:55"} with input as _without(member)
		testing.told(points_known.observations) == set()
			with input as _without(member)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"known": false}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"near": false}] {
		testing.told(points_known.observations) == {["00:11:22:33:44:55", "skip"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
		testing.told(points_known.observations) == {["00:11:22:33:44:55", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"networks": [], "points": []}

test_empty_evidence_gives_no_subject if {
	points_known.subjects == set() with input as _with_none
	testing.told(points_known.observations) == set()
		with input as _with_none
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"near": null, "known": true},
	] {
		not ["00:11:22:33:44:55", "pass"] in testing.told(points_known.observations)
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}
