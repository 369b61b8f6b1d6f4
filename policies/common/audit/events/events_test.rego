package policies.common.audit.events_test

import data.policies.common.audit.events
import data.policies.lib.testing

_store := {"id": "siem", "purpose": "audit"}

_metrics := {"stores": [{"id": "metrics", "purpose": "operations"}]}

_with(changes) := {"stores": [object.union(_store, changes)]}

_empty := {"stores": []}

_params := {"event-types": ["login-success", "login-failure"]}

test_pass_all_events if {
	testing.told(events.observations) == {["siem", "pass"]}
		with input as _with({"events": ["login-failure", "login-success", "logout"]})
		with data.assay.params as _params
}

test_fail_names_the_missing_event if {
	some seen in events.observations with input as _with({"events": ["login-success"]}) with data.assay.params as _params
	seen.outcome == "fail"
	seen.why == "does not record login-failure"
}

test_skip_store_without_audit_records if {
	testing.told(events.observations) == {["metrics", "skip"]} with input as _metrics with data.assay.params as _params
}

test_empty_when_there_are_no_stores if {
	events.subjects == set() with input as _empty with data.assay.params as _params
	events.observations == set() with input as _empty with data.assay.params as _params
}

test_unmatched_store_the_exporter_says_nothing_of_stays_undecided if {
	events.subjects == {"siem"} with input as _with({}) with data.assay.params as _params
	events.observations == set() with input as _with({}) with data.assay.params as _params
}

test_malformed_store_without_audit_records_is_skipped_whatever_it_lists if {
	every listed in [["login-success", "login-failure"], ["logout"], []] {
		testing.told(events.observations) == {["siem", "skip"]}
			with input as _with({"purpose": "operations", "events": listed})
			with data.assay.params as _params
	}
}
