package policies.common.audit.protected_test

import data.policies.common.audit.protected
import data.policies.lib.testing

_store := {"id": "siem", "purpose": "audit", "immutable": true, "delete_protected": true}

_with(changes) := {"stores": [object.union(_store, changes)]}

_all := {"record-threats": ["change", "deletion"]}

_only(threat) := {"record-threats": [threat]}

_strangers := {"managers": ["soc", "dev"], "authorized_managers": ["soc"]}

test_pass_write_once if {
	testing.told(protected.observations) == {["siem", "pass"]} with input as _with({}) with data.assay.params as _all
}

test_pass_only_what_is_asked if {
	half := _with({"immutable": null})
	testing.told(protected.observations) == {["siem", "pass"]} with input as half
		with data.assay.params as _only("deletion")
	protected.observations == set() with input as half with data.assay.params as _only("change")
}

test_fail_open_to_roles_that_nobody_approved if {
	every fact, threat in {"immutable": "change", "delete_protected": "deletion"} {
		loose := _with(object.union(_strangers, {fact: false}))
		testing.told(protected.observations) == {["siem", "fail"]} with input as loose with data.assay.params as _all
		testing.told(protected.observations) == {["siem", "fail"]} with input as loose
			with data.assay.params as _only(threat)
	}
}

test_unmatched_store_managed_by_approved_roles_stays_undecided if {
	every fact in ["immutable", "delete_protected"] {
		limited := _with({fact: false, "managers": ["soc"], "authorized_managers": ["soc"]})
		protected.subjects == {"siem"} with input as limited with data.assay.params as _all
		protected.observations == set() with input as limited with data.assay.params as _all
	}
}

test_unmatched_store_whose_approved_roles_are_not_known_stays_undecided if {
	unknown := _with({"immutable": false, "managers": ["soc"]})
	protected.observations == set() with input as unknown with data.assay.params as _all
}

test_unmatched_half_known_store_stays_undecided if {
	protected.observations == set() with input as _with({"delete_protected": null}) with data.assay.params as _all
}

test_skip_store_without_audit_records if {
	testing.told(protected.observations) == {["siem", "skip"]} with input as _with({"purpose": "operations"})
		with data.assay.params as _all
}

test_empty_when_there_are_no_stores if {
	protected.subjects == set() with input as {"stores": []}
	protected.observations == set() with input as {"stores": []} with data.assay.params as _all
}

test_unmatched_store_the_exporter_says_nothing_of_stays_undecided if {
	bare := {"stores": [{"id": "siem", "purpose": "audit"}]}
	protected.subjects == {"siem"} with input as bare with data.assay.params as _all
	protected.observations == set() with input as bare with data.assay.params as _all
}

test_pass_whoever_manages_it if {
	testing.told(protected.observations) == {["siem", "pass"]} with input as _with(_strangers)
		with data.assay.params as _all
}

test_malformed_half_known_store_with_roles_that_nobody_approved_stays_undecided if {
	every fact in ["immutable", "delete_protected"] {
		protected.observations == set() with input as _with(object.union(_strangers, {fact: null}))
			with data.assay.params as _all
	}
}
