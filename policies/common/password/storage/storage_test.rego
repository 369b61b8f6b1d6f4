package policies.common.password.storage_test

import data.policies.common.password.storage
import data.policies.lib.testing

_staff := {"id": "staff", "passwords_accepted": true}

_keys_only := {"policies": [{"id": "vpn", "passwords_accepted": false}]}

_with(changes) := {"policies": [object.union(_staff, changes)]}

_params := {"approved-password-storage": ["salted-kdf"]}

test_pass_key_derivation if {
	testing.told(storage.observations) == {["staff", "pass"]} with input as _with({"storage": "salted-kdf"})
		with data.assay.params as _params
}

test_fail_plain_hash if {
	testing.told(storage.observations) == {["staff", "fail"]} with input as _with({"storage": "hash"})
		with data.assay.params as _params
}

test_skip_place_without_passwords if {
	testing.told(storage.observations) == {["vpn", "skip"]} with input as _keys_only with data.assay.params as _params
}

test_empty_evidence_gives_no_subject if {
	storage.subjects == set() with input as {"policies": []} with data.assay.params as _params
	storage.observations == set() with input as {"policies": []} with data.assay.params as _params
}

test_unmatched_place_the_exporter_says_nothing_of_stays_undecided if {
	storage.subjects == {"staff"} with input as _with({"storage": "unknown"}) with data.assay.params as _params
	storage.observations == set() with input as _with({"storage": "unknown"}) with data.assay.params as _params
}

test_malformed_place_without_passwords_is_skipped_however_it_stores_them if {
	every way in ["salted-kdf", "plain", "unknown"] {
		testing.told(storage.observations) == {["staff", "skip"]}
			with input as _with({"passwords_accepted": false, "storage": way})
			with data.assay.params as _params
	}
}
