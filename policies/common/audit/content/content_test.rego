package policies.common.audit.content_test

import data.policies.common.audit.content
import data.policies.lib.testing

_store := {"id": "siem", "purpose": "audit"}

_metrics := {"stores": [{"id": "metrics", "purpose": "operations"}]}

_with(changes) := {"stores": [object.union(_store, changes)]}

_empty := {"stores": []}

_params := {"record-fields": ["time", "identity"]}

test_pass_all_fields if {
	testing.told(content.observations) == {["siem", "pass"]}
		with input as _with({"fields": ["time", "identity", "outcome"]})
		with data.assay.params as _params
}

test_fail_names_the_missing_field if {
	some seen in content.observations with input as _with({"fields": ["time"]}) with data.assay.params as _params
	seen.outcome == "fail"
	seen.why == "records lack identity"
}

test_skip_store_without_audit_records if {
	testing.told(content.observations) == {["metrics", "skip"]} with input as _metrics with data.assay.params as _params
}

test_empty_when_there_are_no_stores if {
	content.subjects == set() with input as _empty with data.assay.params as _params
	content.observations == set() with input as _empty with data.assay.params as _params
}

test_unmatched_store_the_exporter_says_nothing_of_stays_undecided if {
	content.subjects == {"siem"} with input as _with({}) with data.assay.params as _params
	content.observations == set() with input as _with({}) with data.assay.params as _params
}

test_malformed_store_without_audit_records_is_skipped_whatever_it_lists if {
	every fields in [["time", "identity"], ["time"], []] {
		testing.told(content.observations) == {["siem", "skip"]}
			with input as _with({"purpose": "operations", "fields": fields})
			with data.assay.params as _params
	}
}
