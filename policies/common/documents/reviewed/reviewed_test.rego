package policies.common.documents.reviewed_test

import data.policies.common.documents.reviewed
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

_params := {"document-types": ["policy"], "document-topics": ["access-control"], "max-review-days": 366}

test_pass_reviewed_lately if {
	testing.told(reviewed.observations) == {["POL-1", "pass"]}
		with input as _with({"approved_on": "2024-01-05", "reviewed_on": "2026-06-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_approved_lately_and_never_reviewed_since if {
	testing.told(reviewed.observations) == {["POL-1", "pass"]} with input as _with({"reviewed_on": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_not_reviewed_for_long if {
	testing.told(reviewed.observations) == {["POL-1", "fail"]}
		with input as _with({"approved_on": "2024-01-05", "reviewed_on": "2025-06-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_draft if {
	testing.told(reviewed.observations) == {["POL-1", "skip"]} with input as _with({"status": "draft"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_without_a_document_on_the_topic if {
	reviewed.subjects == set() with input as _with({"topics": ["training"]})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	reviewed.observations == set() with input as _with({"topics": ["training"]})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_document_without_any_date_stays_undecided if {
	undated := _with({"approved_on": null, "reviewed_on": null})
	reviewed.subjects == {"POL-1"} with input as undated with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	reviewed.observations == set() with input as undated with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(reviewed.observations) == {["POL-1", "fail"]}
		with input as _with({"approved_on": "2024-01-05", "reviewed_on": "2025-11-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	reviewed.observations == set()
		with input as _with({"approved_on": "2024-01-05", "reviewed_on": "2025-11-15"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_in_time_by_earlier_evidence if {
	testing.told(reviewed.observations) == {["POL-1", "pass"]}
		with input as _with({"approved_on": "2024-01-05", "reviewed_on": "2025-11-20"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_last_day_of_a_review if {
	testing.told(reviewed.observations) == {["POL-1", "pass"]}
		with input as _with({"approved_on": "2024-01-05", "reviewed_on": "2025-11-19"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(reviewed.observations) == {["POL-1", "fail"]}
		with input as _with({"approved_on": "2024-01-05", "reviewed_on": "2025-11-18"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_malformed_draft_is_skipped_whenever_it_was_reviewed if {
	every day in ["2026-11-01", "2020-01-01", null] {
		testing.told(reviewed.observations) == {["POL-1", "skip"]}
			with input as _with({"status": "draft", "approved_on": null, "reviewed_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_empty_when_the_document_is_of_another_type if {
	reviewed.observations == set() with input as _with({"type": "record"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}
