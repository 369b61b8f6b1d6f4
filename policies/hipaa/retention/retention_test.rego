package policies.hipaa.retention_test

import data.policies.hipaa.retention
import data.policies.lib.testing

_document := {
	"id": "D-1",
	"title": "Appointment",
	"type": "appointment",
	"topics": ["security-official"],
	"status": "approved",
}

_with(changes) := {"documents": [object.union(_document, changes)]}

_params := {"retention-years": 6}

_retired(day, keep) := {"status": "retired", "created": "2015-01-01", "last_effective": day, "keep_until": keep}

test_pass_in_effect if {
	testing.told(retention.observations) == {["D-1", "pass"]} with input as _with({"last_effective": null})
		with data.assay.params as _params
}

test_pass_kept_for_six_years if {
	testing.told(retention.observations) == {["D-1", "pass"]} with input as _with(_retired("2024-03-01", "2030-03-01"))
		with data.assay.params as _params
}

test_fail_deleted_a_day_early if {
	testing.told(retention.observations) == {["D-1", "fail"]} with input as _with(_retired("2024-03-01", "2030-02-28"))
		with data.assay.params as _params
}

test_skip_draft if {
	testing.told(retention.observations) == {["D-1", "skip"]} with input as _with({"status": "draft"})
		with data.assay.params as _params
}

test_empty_register if {
	retention.subjects == set() with input as {"documents": []}
	retention.observations == set() with input as {"documents": []} with data.assay.params as _params
}

test_unmatched_document_without_an_end_of_keeping_stays_undecided if {
	unknown := _with(_retired("2024-03-01", null))
	retention.subjects == {"D-1"} with input as unknown
	retention.observations == set() with input as unknown with data.assay.params as _params
}

test_boundary_last_day_of_six_years if {
	testing.told(retention.observations) == {["D-1", "pass"]}
		with input as _with(_retired("2024-03-01", "2030-03-01"))
		with data.assay.params as _params
	testing.told(retention.observations) == {["D-1", "fail"]}
		with input as _with(_retired("2024-03-01", "2030-02-28"))
		with data.assay.params as _params
}

test_malformed_document_created_after_its_end_is_kept_from_then_on if {
	late := object.union(_retired("2024-03-01", "2030-03-01"), {"created": "2026-01-01"})
	testing.told(retention.observations) == {["D-1", "fail"]} with input as _with(late)
		with data.assay.params as _params
	testing.told(retention.observations) == {["D-1", "pass"]}
		with input as _with(object.union(late, {"keep_until": "2032-01-01"}))
		with data.assay.params as _params
}

test_skip_draft_whatever_its_days if {
	kept := _retired("2024-03-01", "2030-03-01")
	every change in [{"last_effective": null}, kept, object.union(kept, {"keep_until": "2025-01-01"})] {
		testing.told(retention.observations) == {["D-1", "skip"]}
			with input as _with(object.union(change, {"status": "draft"}))
			with data.assay.params as _params
	}
}

test_unmatched_document_without_the_days_stays_undecided if {
	retention.observations == set() with input as _with({"status": "retired", "last_effective": null})
		with data.assay.params as _params
	retention.observations == set() with input as _with({"last_effective": "2024-03-01"})
		with data.assay.params as _params
}
