package policies.common.password.changed_characters_test

import data.policies.common.password.changed_characters
import data.policies.lib.testing

_staff := {"id": "staff", "passwords_accepted": true}

_keys_only := {"policies": [{"id": "vpn", "passwords_accepted": false}]}

_with(changes) := {"policies": [object.union(_staff, changes)]}

_params := {"min-changed-characters": 4}

test_pass_enough_change if {
	testing.told(changed_characters.observations) == {["staff", "pass"]} with input as _with({"changed_characters": 4})
		with data.assay.params as _params
}

test_fail_too_little_change if {
	testing.told(changed_characters.observations) == {["staff", "fail"]} with input as _with({"changed_characters": 1})
		with data.assay.params as _params
}

test_skip_place_without_passwords if {
	testing.told(changed_characters.observations) == {["vpn", "skip"]} with input as _keys_only
		with data.assay.params as _params
}

test_empty_evidence_gives_no_subject if {
	changed_characters.subjects == set() with input as {"policies": []} with data.assay.params as _params
	changed_characters.observations == set() with input as {"policies": []} with data.assay.params as _params
}

test_unmatched_place_the_exporter_says_nothing_of_stays_undecided if {
	changed_characters.subjects == {"staff"} with input as _with({"changed_characters": null})
		with data.assay.params as _params
	changed_characters.observations == set() with input as _with({"changed_characters": null})
		with data.assay.params as _params
}

test_boundary_characters if {
	testing.told(changed_characters.observations) == {["staff", "pass"]}
		with input as _with({"changed_characters": 4})
		with data.assay.params as _params
	testing.told(changed_characters.observations) == {["staff", "fail"]}
		with input as _with({"changed_characters": 3})
		with data.assay.params as _params
}

test_malformed_place_without_passwords_is_skipped_whatever_its_rule if {
	every characters in [0, 4, null] {
		testing.told(changed_characters.observations) == {["staff", "skip"]}
			with input as _with({"passwords_accepted": false, "changed_characters": characters})
			with data.assay.params as _params
	}
}
