package policies.common.storage.integrity_test

import data.policies.common.storage.integrity
import data.policies.lib.testing

_store := {"id": "records-db", "type": "database", "holds": ["phi"], "encrypted": true}

_public := {"stores": [{"id": "website", "type": "bucket", "holds": ["public"], "encrypted": false}]}

_with(changes) := {"stores": [object.union(_store, changes)]}

test_pass_each_mechanism if {
	every mechanism in ["checksum", "authenticated-encryption", "signed"] {
		testing.told(integrity.observations) == {["records-db", "pass"]} with input as _with({"integrity": mechanism})
	}
}

test_fail_no_mechanism if {
	testing.told(integrity.observations) == {["records-db", "fail"]} with input as _with({"integrity": "none"})
}

test_skip_store_of_public_information if {
	testing.told(integrity.observations) == {["website", "skip"]} with input as _public
}

test_empty_evidence_gives_no_subject if {
	integrity.subjects == set() with input as {"stores": []}
	integrity.observations == set() with input as {"stores": []}
}

test_unmatched_store_the_exporter_says_nothing_of_stays_undecided if {
	integrity.subjects == {"records-db"} with input as _with({"integrity": "unknown"})
	integrity.observations == set() with input as _with({"integrity": "unknown"})
}

test_malformed_store_of_public_information_is_skipped_whatever_protects_it if {
	every mechanism in ["checksum", "none"] {
		testing.told(integrity.observations) == {["records-db", "skip"]}
			with input as _with({"holds": ["public"], "integrity": mechanism})
	}
}
