package policies.common.documents.managed_test

import data.policies.common.documents.managed
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

test_pass_owner_named if {
	testing.told(managed.observations) == {["POL-1", "pass"]} with input as _with({"owner": "CISO"})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_no_owner if {
	testing.told(managed.observations) == {["POL-1", "fail"]} with input as _with({"owner": null})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_skip_retired_document if {
	testing.told(managed.observations) == {["POL-1", "skip"]} with input as _with({"status": "retired", "owner": null})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_empty_without_a_document_on_the_topic if {
	managed.subjects == set() with input as _with({"topics": ["training"]})
		with data.assay.params as _params
		with data.assay.now as _now
	managed.observations == set() with input as _with({"topics": ["training"]})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_unmatched_register_without_owners_stays_undecided if {
	managed.subjects == {"POL-1"} with input as _with({}) with data.assay.params as _params with data.assay.now as _now
	managed.observations == set() with input as _with({}) with data.assay.params as _params with data.assay.now as _now
}

test_unmatched_blank_is_no_answer_and_stays_undecided if {
	managed.observations == set() with input as _with({"owner": ""})
		with data.assay.params as _params
}

test_malformed_draft_is_skipped_whoever_owns_it if {
	every owner in ["CISO", "", null] {
		testing.told(managed.observations) == {["POL-1", "skip"]}
			with input as _with({"status": "draft", "owner": owner})
			with data.assay.params as _params
			with data.assay.now as _now
	}
}

test_empty_when_the_document_is_of_another_type if {
	managed.observations == set() with input as _with({"type": "record", "owner": null})
		with data.assay.params as _params
		with data.assay.now as _now
}
