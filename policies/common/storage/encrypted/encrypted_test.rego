package policies.common.storage.encrypted_test

import data.policies.common.storage.encrypted
import data.policies.lib.testing

_store := {"id": "records-db", "type": "database", "holds": ["phi"], "encrypted": true}

_public := {"stores": [{"id": "website", "type": "bucket", "holds": ["public"], "encrypted": false}]}

_with(changes) := {"stores": [object.union(_store, changes)]}

test_pass_encrypted_store if {
	testing.told(encrypted.observations) == {["records-db", "pass"]} with input as _with({})
}

test_fail_plain_store if {
	testing.told(encrypted.observations) == {["records-db", "fail"]} with input as _with({"encrypted": false})
}

test_fail_store_that_does_not_say_what_it_holds if {
	testing.told(encrypted.observations) == {["records-db", "fail"]}
		with input as _with({"encrypted": false, "holds": []})
}

test_skip_store_of_public_information if {
	testing.told(encrypted.observations) == {["website", "skip"]} with input as _public
}

test_empty_evidence_gives_no_subject if {
	encrypted.subjects == set() with input as {"stores": []}
	encrypted.observations == set() with input as {"stores": []}
}

test_unmatched_store_the_exporter_says_nothing_of_stays_undecided if {
	encrypted.subjects == {"records-db"} with input as _with({"encrypted": null})
	encrypted.observations == set() with input as _with({"encrypted": null})
}

test_malformed_store_of_public_and_other_information_is_judged if {
	testing.told(encrypted.observations) == {["records-db", "fail"]}
		with input as _with({"holds": ["public", "phi"], "encrypted": false})
	testing.told(encrypted.observations) == {["records-db", "skip"]}
		with input as _with({"holds": ["public"], "encrypted": true})
}
