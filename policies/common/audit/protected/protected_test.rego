package policies.common.audit.protected_test

import data.policies.common.audit.protected
import data.policies.lib.testing

_store := {"id": "siem", "purpose": "audit"}

_metrics := {"stores": [{"id": "metrics", "purpose": "operations"}]}

_with(changes) := {"stores": [object.union(_store, changes)]}

_empty := {"stores": []}

test_pass_write_once if {
	testing.told(protected.observations) == {["siem", "pass"]}
		with input as _with({"immutable": true, "delete_protected": true})
}

test_fail_records_can_be_changed if {
	testing.told(protected.observations) == {["siem", "fail"]}
		with input as _with({"immutable": false, "delete_protected": true})
}

test_fail_records_can_be_deleted if {
	testing.told(protected.observations) == {["siem", "fail"]}
		with input as _with({"immutable": true, "delete_protected": false})
}

test_unmatched_half_known_store_stays_undecided if {
	protected.observations == set() with input as _with({"immutable": true, "delete_protected": null})
}

test_skip_store_without_audit_records if {
	testing.told(protected.observations) == {["metrics", "skip"]} with input as _metrics
}

test_empty_when_there_are_no_stores if {
	protected.subjects == set() with input as _empty
	protected.observations == set() with input as _empty
}

test_unmatched_store_the_exporter_says_nothing_of_stays_undecided if {
	protected.subjects == {"siem"} with input as _with({})
	protected.observations == set() with input as _with({})
}
