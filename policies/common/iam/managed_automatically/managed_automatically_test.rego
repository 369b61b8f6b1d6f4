package policies.common.iam.managed_automatically_test

import data.policies.common.iam.managed_automatically
import data.policies.lib.testing

_good := {"name": "create", "done": true, "automated": true}

_all := ["automated"]

_with(changes) := object.union({"accounts": []}, {"activities": [object.union(_good, changes)]})

_without(member) := object.union({"accounts": []}, {"activities": [object.remove(_good, [member])]})

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

test_pass_everything_asked_for if {
	every changes in [{}] {
		testing.told(managed_automatically.observations) == {["create", "pass"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness if {
	every changes in [
		{"automated": false},
	] {
		testing.told(managed_automatically.observations) == {["create", "fail"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_is_not_known_stays_undecided if {
	every changes in [
		{"automated": null},
	] {
		managed_automatically.subjects == {"create"} with input as _with(changes)
		testing.told(managed_automatically.observations) == set()
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_what_the_exporter_leaves_out_stays_undecided if {
	every member in ["automated"] {
		managed_automatically.subjects == {"create"} with input as _without(member)
		testing.told(managed_automatically.observations) == set()
			with input as _without(member)
			with data.assay.evidence.collected_ns as _collected
	}
}

_bad := {"automated": false}

test_skip_whether_right_or_wrong_otherwise if {
	every changes in [{"done": false}] {
		testing.told(managed_automatically.observations) == {["create", "skip"]}
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
		testing.told(managed_automatically.observations) == {["create", "skip"]}
			with input as _with(object.union(_bad, changes))
			with data.assay.evidence.collected_ns as _collected
	}
}

_with_none := {"accounts": [], "activities": []}

test_empty_evidence_gives_no_subject if {
	managed_automatically.subjects == set() with input as _with_none
	testing.told(managed_automatically.observations) == set()
		with input as _with_none
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_yet_valid_evidence_passes_nothing if {
	every changes in [
		{"automated": null},
	] {
		not ["create", "pass"] in testing.told(managed_automatically.observations)
			with input as _with(changes)
			with data.assay.evidence.collected_ns as _collected
	}
}
