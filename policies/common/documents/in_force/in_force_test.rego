package policies.common.documents.in_force_test

import data.policies.common.documents.in_force
import data.policies.lib.testing

_policy := {
	"id": "POL-1",
	"title": "Access control policy",
	"type": "policy",
	"topics": ["access-control"],
	"status": "approved",
	"approved_by": "CEO",
	"approved_on": "2026-01-05",
	"effective": "2026-01-10",
}

_with(changes) := {"documents": [object.union(_policy, changes)]}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_params := {"document-types": ["policy"], "document-topics": ["access-control"]}

_wanted := "policy on access-control"

test_pass_approved_and_in_effect if {
	testing.told(in_force.observations) == {[_wanted, "pass"], ["POL-1", "pass"]} with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_no_document_on_the_topic if {
	testing.told(in_force.observations) == {[_wanted, "fail"]} with input as _with({"topics": ["training"]})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_only_a_draft if {
	testing.told(in_force.observations) == {[_wanted, "fail"], ["POL-1", "skip"]}
		with input as _with({"status": "draft"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_draft_beside_the_approved_one if {
	both := {"documents": [_policy, object.union(_policy, {"id": "POL-2", "status": "draft"})]}
	told := {[_wanted, "pass"], ["POL-1", "pass"], ["POL-2", "skip"]}
	testing.told(in_force.observations) == told with input as both
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_register_says_nothing if {
	in_force.subjects == set() with input as {"documents": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	in_force.observations == set() with input as {"documents": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_approval_without_a_name_stays_undecided if {
	anonymous := _with({"approved_by": null})
	in_force.subjects == {_wanted, "POL-1"} with input as anonymous
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	in_force.observations == set() with input as anonymous with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_not_yet_or_no_longer_in_effect_stays_undecided if {
	every change in [{"effective": "2026-12-01"}, {"last_effective": "2026-10-01"}] {
		in_force.observations == set() with input as _with(change)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_pass_came_into_effect_since if {
	testing.told(in_force.observations) == {[_wanted, "pass"], ["POL-1", "pass"]}
		with input as _with({"effective": "2026-11-15"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_on_its_last_day if {
	testing.told(in_force.observations) == {[_wanted, "pass"], ["POL-1", "pass"]}
		with input as _with({"last_effective": "2026-11-20"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_ended_since_stays_undecided if {
	in_force.observations == set()
		with input as _with({"last_effective": "2026-11-15"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_approval_later_than_the_evidence_stays_undecided if {
	in_force.observations == set()
		with input as _with({"approved_on": "2026-11-15"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_approved_by_nobody_in_particular_stays_undecided if {
	in_force.observations == set()
		with input as _with({"approved_by": " "})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_first_and_last_day_in_effect if {
	testing.told(in_force.observations) == {[_wanted, "pass"], ["POL-1", "pass"]}
		with input as _with({"effective": "2026-11-20", "last_effective": "2026-11-20"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	in_force.observations == set() with input as _with({"effective": "2026-11-21"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	in_force.observations == set() with input as _with({"last_effective": "2026-11-19"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_document_of_another_type_counts_for_nothing if {
	testing.told(in_force.observations) == {[_wanted, "fail"]} with input as _with({"type": "record"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}
