package policies.common.password.masked_test

import data.policies.common.password.masked
import data.policies.lib.testing

_staff := {"id": "staff", "passwords_accepted": true}

_keys_only := {"policies": [{"id": "vpn", "passwords_accepted": false}]}

_with(changes) := {"policies": [object.union(_staff, changes)]}

test_pass_masked if {
	testing.told(masked.observations) == {["staff", "pass"]} with input as _with({"masked": true})
}

test_fail_not_masked if {
	testing.told(masked.observations) == {["staff", "fail"]} with input as _with({"masked": false})
}

test_skip_place_without_passwords if {
	testing.told(masked.observations) == {["vpn", "skip"]} with input as _keys_only
}

test_empty_evidence_gives_no_subject if {
	masked.subjects == set() with input as {"policies": []}
	masked.observations == set() with input as {"policies": []}
}

test_unmatched_place_the_exporter_says_nothing_of_stays_undecided if {
	masked.subjects == {"staff"} with input as _with({"masked": null})
	masked.observations == set() with input as _with({"masked": null})
}

test_malformed_place_without_passwords_is_skipped_whatever_it_hides if {
	every hidden in [true, false, null] {
		testing.told(masked.observations) == {["staff", "skip"]}
			with input as _with({"passwords_accepted": false, "masked": hidden})
	}
}
