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
