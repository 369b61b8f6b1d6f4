package policies.common.audit.managers_test

import data.policies.common.audit.managers
import data.policies.lib.testing

_store := {"id": "siem", "purpose": "audit"}

_metrics := {"stores": [{"id": "metrics", "purpose": "operations"}]}

_with(changes) := {"stores": [object.union(_store, changes)]}

_empty := {"stores": []}

test_pass_only_approved_roles if {
	testing.told(managers.observations) == {["siem", "pass"]}
		with input as _with({"managers": ["soc"], "authorized_managers": ["soc", "ciso"]})
}

test_fail_names_the_role if {
	some seen in managers.observations with input as _with({"managers": ["soc", "dev"], "authorized_managers": ["soc"]})
	seen.outcome == "fail"
	seen.why == "not approved: dev"
}

test_unmatched_nobody_listed_stays_undecided if {
	nobody := _with({"managers": [], "authorized_managers": ["soc"]})
	managers.subjects == {"siem"} with input as nobody
	managers.observations == set() with input as nobody
}

test_skip_store_without_audit_records if {
	testing.told(managers.observations) == {["metrics", "skip"]} with input as _metrics
}

test_empty_when_there_are_no_stores if {
	managers.subjects == set() with input as _empty
	managers.observations == set() with input as _empty
}

test_unmatched_store_the_exporter_says_nothing_of_stays_undecided if {
	managers.subjects == {"siem"} with input as _with({})
	managers.observations == set() with input as _with({})
}

test_fail_one_role_of_two_is_not_approved if {
	testing.told(managers.observations) == {["siem", "fail"]}
		with input as _with({"managers": ["soc", "dev"], "authorized_managers": ["soc"]})
}

test_pass_one_role if {
	testing.told(managers.observations) == {["siem", "pass"]}
		with input as _with({"managers": ["soc"], "authorized_managers": ["soc"]})
}

test_malformed_store_without_audit_records_is_skipped_whoever_manages_it if {
	every approved in [["soc"], ["dev"]] {
		testing.told(managers.observations) == {["siem", "skip"]}
			with input as _with({"purpose": "operations", "managers": ["soc"], "authorized_managers": approved})
	}
}
