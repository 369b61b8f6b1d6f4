package policies.common.documents.distributed_test

import data.policies.common.documents.distributed
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

test_pass_everyone_has_it if {
	testing.told(distributed.observations) == {["POL-1", "pass"]}
		with input as _with({"implementers": ["ops"], "distributed_to": ["ops", "hr"]})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_somebody_was_forgotten if {
	testing.told(distributed.observations) == {["POL-1", "fail"]}
		with input as _with({"implementers": ["ops"], "distributed_to": []})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_skip_draft if {
	testing.told(distributed.observations) == {["POL-1", "skip"]} with input as _with({"status": "draft"})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_empty_without_a_document_on_the_topic if {
	distributed.subjects == set() with input as _with({"topics": ["training"]})
		with data.assay.params as _params
		with data.assay.now as _now
	distributed.observations == set() with input as _with({"topics": ["training"]})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_unmatched_document_that_nobody_must_carry_out_stays_undecided if {
	nobody := _with({"implementers": [], "distributed_to": []})
	distributed.subjects == {"POL-1"} with input as nobody with data.assay.params as _params with data.assay.now as _now
	distributed.observations == set() with input as nobody with data.assay.params as _params with data.assay.now as _now
}

test_malformed_draft_is_skipped_whoever_has_it if {
	every readers in [["ops"], []] {
		testing.told(distributed.observations) == {["POL-1", "skip"]}
			with input as _with({"status": "draft", "implementers": ["ops"], "distributed_to": readers})
			with data.assay.params as _params
			with data.assay.now as _now
	}
}

test_empty_when_the_document_is_of_another_type if {
	distributed.observations == set()
		with input as _with({"type": "record", "implementers": ["ops"], "distributed_to": []})
		with data.assay.params as _params
		with data.assay.now as _now
}
