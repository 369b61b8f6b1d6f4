package policies.common.audit.correlated_test

import data.policies.common.audit.correlated
import data.policies.lib.testing

_store := {"id": "central", "purpose": "audit"}

_with(changes) := {"stores": [object.union(_store, changes)]}

test_pass_in_one_place if {
	testing.told(correlated.observations) == {["central", "pass"]}
		with input as _with({"correlated_in": "siem"})
}

test_fail_nowhere if {
	testing.told(correlated.observations) == {["central", "fail"]}
		with input as _with({"correlated_in": null})
}

test_unmatched_blank if {
	testing.told(correlated.observations) == set()
		with input as _with({"correlated_in": " "})
}

test_skip_store_without_audit_records if {
	testing.told(correlated.observations) == {["central", "skip"]}
		with input as _with({"purpose": "operations"})
}

test_empty_evidence_gives_no_subject if {
	correlated.subjects == set() with input as {"stores": []}
	testing.told(correlated.observations) == set()
		with input as {"stores": []}
}

test_unmatched_store_the_exporter_says_nothing_of_stays_undecided if {
	correlated.subjects == {"central"} with input as _with({})
	testing.told(correlated.observations) == set()
		with input as _with({})
}
