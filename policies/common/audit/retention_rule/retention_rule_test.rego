package policies.common.audit.retention_rule_test

import data.policies.common.audit.retention_rule
import data.policies.lib.testing

_store := {"id": "siem", "purpose": "audit"}

_metrics := {"stores": [{"id": "metrics", "purpose": "operations"}]}

_with(changes) := {"stores": [object.union(_store, changes)]}

_empty := {"stores": []}

test_pass_named_document if {
	testing.told(retention_rule.observations) == {["siem", "pass"]}
		with input as _with({"retention_days": 400, "retention_rule": "POL-7"})
}

test_fail_no_document if {
	testing.told(retention_rule.observations) == {["siem", "fail"]}
		with input as _with({"retention_days": 400, "retention_rule": null})
}

test_skip_store_without_audit_records if {
	testing.told(retention_rule.observations) == {["metrics", "skip"]} with input as _metrics
}

test_empty_when_there_are_no_stores if {
	retention_rule.subjects == set() with input as _empty
	retention_rule.observations == set() with input as _empty
}

test_unmatched_store_the_exporter_says_nothing_of_stays_undecided if {
	retention_rule.subjects == {"siem"} with input as _with({})
	retention_rule.observations == set() with input as _with({})
}

test_unmatched_blank_is_no_answer_and_stays_undecided if {
	retention_rule.observations == set() with input as _with({"retention_days": 400, "retention_rule": " "})
}

test_malformed_rule_without_a_time_stays_undecided if {
	retention_rule.observations == set() with input as _with({"retention_days": null, "retention_rule": "POL-7"})
}

test_skip_store_without_audit_records_whatever_its_rule if {
	every rule in ["POL-7", null] {
		testing.told(retention_rule.observations) == {["siem", "skip"]}
			with input as _with({"purpose": "operations", "retention_days": 400, "retention_rule": rule})
	}
}
