package policies.common.cryptography.at_rest_test

import data.policies.common.cryptography.at_rest
import data.policies.lib.testing

_id := "records-db"

_store := {"id": "records-db", "type": "database", "holds": ["cui"], "encrypted": true}

_public := {"stores": [{"id": "website", "type": "bucket", "holds": ["public"], "encrypted": false}]}

_with(changes) := {"stores": [object.union(_store, changes)]}

_module(status, certificate) := {"module": {"name": "OpenSSL FIPS 3.0.9", "status": status, "certificate": certificate}}

test_pass_active_certificate if {
	testing.told(at_rest.observations) == {[_id, "pass"]} with input as _with(_module("active", "4282"))
}

test_fail_not_validated if {
	testing.told(at_rest.observations) == {[_id, "fail"]} with input as _with(_module("none", null))
}

test_fail_validation_has_lapsed if {
	every status in ["historical", "revoked"] {
		testing.told(at_rest.observations) == {[_id, "fail"]} with input as _with(_module(status, "1747"))
	}
}

test_fail_not_encrypted_at_all if {
	testing.told(at_rest.observations) == {[_id, "fail"]} with input as _with({"encrypted": false, "module": null})
}

test_skip_store_of_other_information if {
	testing.told(at_rest.observations) == {["website", "skip"]} with input as _public
}

test_empty_evidence_gives_no_subject if {
	at_rest.subjects == set() with input as {"stores": []}
	at_rest.observations == set() with input as {"stores": []}
}

test_unmatched_unknown_module_stays_undecided if {
	at_rest.subjects == {_id} with input as _with({"module": null})
	at_rest.observations == set() with input as _with({"module": null})
}

test_unmatched_active_without_a_certificate_number_stays_undecided if {
	at_rest.observations == set() with input as _with(_module("active", null))
}

test_malformed_module_of_a_store_not_known_to_be_encrypted_stays_undecided if {
	at_rest.observations == set() with input as _with(object.union(_module("active", "4282"), {"encrypted": null}))
}

test_pass_store_that_holds_what_nobody_knows_is_judged if {
	every holds in [[], ["federal"], ["cui"]] {
		testing.told(at_rest.observations) == {[_id, "pass"]}
			with input as _with(object.union(_module("active", "4282"), {"holds": holds}))
	}
}
