package policies.cmmc.transport_encrypted_test

import data.policies.cmmc.transport_encrypted
import data.policies.lib.testing

_disk := {"id": "SN-1", "holds": ["cui"], "state": "in-transport"}

_with(changes) := {"media": [object.union(_disk, changes)]}

test_pass_encrypted if {
	testing.told(transport_encrypted.observations) == {["SN-1", "pass"]} with input as _with({"encrypted": true})
}

test_fail_plain_and_in_nobodys_care if {
	lost := _with({"encrypted": false, "custodian": null})
	testing.told(transport_encrypted.observations) == {["SN-1", "fail"]} with input as lost
}

test_unmatched_plain_medium_in_somebodys_care_stays_undecided if {
	every care in [{"custodian": "courier"}, {}] {
		guarded := _with(object.union({"encrypted": false}, care))
		transport_encrypted.subjects == {"SN-1"} with input as guarded
		transport_encrypted.observations == set() with input as guarded
	}
}

test_skip_medium_without_cui if {
	testing.told(transport_encrypted.observations) == {["SN-1", "skip"]}
		with input as _with({"holds": ["phi"], "encrypted": false})
}

test_empty_when_nothing_is_on_the_move if {
	transport_encrypted.subjects == set() with input as _with({"state": "stored"})
	transport_encrypted.observations == set() with input as _with({"state": "stored"})
}

test_unmatched_unknown_protection_stays_undecided if {
	transport_encrypted.subjects == {"SN-1"} with input as _with({"encrypted": null})
	transport_encrypted.observations == set() with input as _with({"encrypted": null})
}

test_malformed_medium_without_cui_is_skipped_whatever_protects_it if {
	every encrypted in [true, false, null] {
		testing.told(transport_encrypted.observations) == {["SN-1", "skip"]}
			with input as _with({"holds": ["phi"], "encrypted": encrypted, "custodian": null})
	}
}

test_pass_encrypted_and_in_nobodys_care if {
	testing.told(transport_encrypted.observations) == {["SN-1", "pass"]}
		with input as _with({"encrypted": true, "custodian": null})
}

test_fail_medium_that_does_not_say_what_it_holds if {
	testing.told(transport_encrypted.observations) == {["SN-1", "fail"]}
		with input as _with({"holds": [], "encrypted": false, "custodian": null})
}

test_unmatched_medium_in_nobodys_care_not_known_to_be_encrypted_stays_undecided if {
	transport_encrypted.observations == set() with input as _with({"encrypted": null, "custodian": null})
}

test_empty_when_media_stay_where_they_are if {
	every encrypted in [true, false] {
		transport_encrypted.observations == set()
			with input as _with({"state": "stored", "encrypted": encrypted, "custodian": null})
	}
}
