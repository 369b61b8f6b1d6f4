package policies.common.password.temporary_test

import data.policies.common.password.temporary
import data.policies.lib.testing

_staff := {"id": "staff", "passwords_accepted": true}

_keys_only := {"policies": [{"id": "vpn", "passwords_accepted": false}]}

_with(changes) := {"policies": [object.union(_staff, changes)]}

test_pass_temporary if {
	testing.told(temporary.observations) == {["staff", "pass"]} with input as _with({"temporary_must_change": true})
}

test_fail_not_temporary if {
	testing.told(temporary.observations) == {["staff", "fail"]} with input as _with({"temporary_must_change": false})
}

test_skip_place_without_passwords if {
	testing.told(temporary.observations) == {["vpn", "skip"]} with input as _keys_only
}

test_empty_evidence_gives_no_subject if {
	temporary.subjects == set() with input as {"policies": []}
	temporary.observations == set() with input as {"policies": []}
}

test_unmatched_place_the_exporter_says_nothing_of_stays_undecided if {
	temporary.subjects == {"staff"} with input as _with({"temporary_must_change": null})
	temporary.observations == set() with input as _with({"temporary_must_change": null})
}

test_malformed_place_without_passwords_is_skipped_whatever_its_rule if {
	every must in [true, false, null] {
		testing.told(temporary.observations) == {["staff", "skip"]}
			with input as _with({"passwords_accepted": false, "temporary_must_change": must})
	}
}
