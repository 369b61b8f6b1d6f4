package policies.common.audit.timestamps_test

import data.policies.common.audit.timestamps
import data.policies.lib.testing

_store := {"id": "siem", "purpose": "audit"}

_metrics := {"stores": [{"id": "metrics", "purpose": "operations"}]}

_with(changes) := {"stores": [object.union(_store, changes)]}

_empty := {"stores": []}

test_pass_utc if {
	testing.told(timestamps.observations) == {["siem", "pass"]} with input as _with({"utc_timestamps": true})
}

test_fail_local_time if {
	testing.told(timestamps.observations) == {["siem", "fail"]} with input as _with({"utc_timestamps": false})
}

test_skip_store_without_audit_records if {
	testing.told(timestamps.observations) == {["metrics", "skip"]} with input as _metrics
}

test_empty_when_there_are_no_stores if {
	timestamps.subjects == set() with input as _empty
	timestamps.observations == set() with input as _empty
}

test_unmatched_store_the_exporter_says_nothing_of_stays_undecided if {
	timestamps.subjects == {"siem"} with input as _with({})
	timestamps.observations == set() with input as _with({})
}

test_malformed_store_without_audit_records_is_skipped_whatever_its_times if {
	every utc in [true, false, null] {
		testing.told(timestamps.observations) == {["siem", "skip"]}
			with input as _with({"purpose": "operations", "utc_timestamps": utc})
	}
}
