package policies.common.audit.managers_named_test

import data.policies.common.audit.managers_named
import data.policies.lib.testing

_store := {"id": "siem", "purpose": "audit"}

_with(changes) := {"stores": [object.union(_store, changes)]}

test_pass_roles_were_approved if {
	testing.told(managers_named.observations) == {["siem", "pass"]} with input as _with({"authorized_managers": ["soc"]})
}

test_fail_no_role_was_approved if {
	testing.told(managers_named.observations) == {["siem", "fail"]} with input as _with({"authorized_managers": []})
}

test_skip_store_without_audit_records if {
	testing.told(managers_named.observations) == {["siem", "skip"]} with input as _with({"purpose": "operations"})
}

test_empty_when_there_are_no_stores if {
	managers_named.subjects == set() with input as {"stores": []}
	managers_named.observations == set() with input as {"stores": []}
}

test_unmatched_store_the_exporter_says_nothing_of_stays_undecided if {
	managers_named.subjects == {"siem"} with input as _with({})
	managers_named.observations == set() with input as _with({})
}

test_malformed_store_without_audit_records_is_skipped_whoever_manages_it if {
	every approved in [["soc"], []] {
		testing.told(managers_named.observations) == {["siem", "skip"]}
			with input as _with({"purpose": "operations", "authorized_managers": approved})
	}
}
