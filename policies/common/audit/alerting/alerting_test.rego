package policies.common.audit.alerting_test

import data.policies.common.audit.alerting
import data.policies.lib.testing

_with(changes) := {"sources": [object.union({"id": "app-1", "expected": true, "last_record": null}, changes)]}

test_pass_rules_run if {
	testing.told(alerting.observations) == {["app-1", "pass"]} with input as _with({"alerting": true})
}

test_fail_no_rules if {
	testing.told(alerting.observations) == {["app-1", "fail"]} with input as _with({"alerting": false})
}

test_skip_source_taken_out_of_service if {
	testing.told(alerting.observations) == {["app-1", "skip"]}
		with input as _with({"expected": false, "alerting": false})
}

test_empty_when_there_are_no_sources if {
	alerting.subjects == set() with input as {"sources": []}
	alerting.observations == set() with input as {"sources": []}
}

test_unmatched_source_without_the_fact_stays_undecided if {
	alerting.subjects == {"app-1"} with input as _with({"alerting": null})
	alerting.observations == set() with input as _with({"alerting": null})
}

test_malformed_source_out_of_service_is_skipped_whatever_runs if {
	every runs in [true, false, null] {
		testing.told(alerting.observations) == {["app-1", "skip"]}
			with input as _with({"expected": false, "alerting": runs})
	}
	alerting.observations == set() with input as _with({"alerting": null})
}
