package policies.common.audit.readers_test

import data.policies.common.audit.readers
import data.policies.lib.testing

_store := {"id": "siem", "purpose": "audit"}

_metrics := {"stores": [{"id": "metrics", "purpose": "operations"}]}

_with(changes) := {"stores": [object.union(_store, changes)]}

_empty := {"stores": []}

test_pass_only_approved_roles if {
	testing.told(readers.observations) == {["siem", "pass"]}
		with input as _with({"readers": ["soc"], "authorized_readers": ["soc", "ciso"]})
}

test_fail_names_the_role if {
	some seen in readers.observations with input as _with({"readers": ["soc", "dev"], "authorized_readers": ["soc"]})
	seen.outcome == "fail"
	seen.why == "not approved: dev"
}

test_unmatched_nobody_listed_stays_undecided if {
	nobody := _with({"readers": [], "authorized_readers": ["soc"]})
	readers.subjects == {"siem"} with input as nobody
	readers.observations == set() with input as nobody
}

test_skip_store_without_audit_records if {
	testing.told(readers.observations) == {["metrics", "skip"]} with input as _metrics
}

test_empty_when_there_are_no_stores if {
	readers.subjects == set() with input as _empty
	readers.observations == set() with input as _empty
}

test_unmatched_store_the_exporter_says_nothing_of_stays_undecided if {
	readers.subjects == {"siem"} with input as _with({})
	readers.observations == set() with input as _with({})
}

test_fail_one_role_of_two_is_not_approved if {
	testing.told(readers.observations) == {["siem", "fail"]}
		with input as _with({"readers": ["soc", "dev"], "authorized_readers": ["soc"]})
}

test_pass_one_role if {
	testing.told(readers.observations) == {["siem", "pass"]}
		with input as _with({"readers": ["soc"], "authorized_readers": ["soc"]})
}

test_malformed_store_without_audit_records_is_skipped_whoever_reads_it if {
	every approved in [["soc"], ["dev"]] {
		testing.told(readers.observations) == {["siem", "skip"]}
			with input as _with({"purpose": "operations", "readers": ["soc"], "authorized_readers": approved})
	}
}
