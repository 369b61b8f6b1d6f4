package policies.common.password.transit_test

import data.policies.common.password.transit
import data.policies.lib.testing

_staff := {"id": "staff", "passwords_accepted": true}

_keys_only := {"policies": [{"id": "vpn", "passwords_accepted": false}]}

_with(changes) := {"policies": [object.union(_staff, changes)]}

test_pass_transit if {
	testing.told(transit.observations) == {["staff", "pass"]} with input as _with({"encrypted_in_transit": true})
}

test_fail_not_transit if {
	testing.told(transit.observations) == {["staff", "fail"]} with input as _with({"encrypted_in_transit": false})
}

test_skip_place_without_passwords if {
	testing.told(transit.observations) == {["vpn", "skip"]} with input as _keys_only
}

test_empty_evidence_gives_no_subject if {
	transit.subjects == set() with input as {"policies": []}
	transit.observations == set() with input as {"policies": []}
}

test_unmatched_place_the_exporter_says_nothing_of_stays_undecided if {
	transit.subjects == {"staff"} with input as _with({"encrypted_in_transit": null})
	transit.observations == set() with input as _with({"encrypted_in_transit": null})
}

test_malformed_place_without_passwords_is_skipped_however_they_travel if {
	every encrypted in [true, false, null] {
		testing.told(transit.observations) == {["staff", "skip"]}
			with input as _with({"passwords_accepted": false, "encrypted_in_transit": encrypted})
	}
}
