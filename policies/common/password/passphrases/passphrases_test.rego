package policies.common.password.passphrases_test

import data.policies.common.password.passphrases
import data.policies.lib.testing

_staff := {"id": "staff", "passwords_accepted": true}

_keys_only := {"policies": [{"id": "vpn", "passwords_accepted": false}]}

_with(changes) := {"policies": [object.union(_staff, changes)]}

_params := {"min-longest-password": 64}

test_pass_no_bound if {
	testing.told(passphrases.observations) == {["staff", "pass"]}
		with input as _with({"all_characters": true, "max_length": null})
		with data.assay.params as _params
}

test_pass_wide_bound if {
	testing.told(passphrases.observations) == {["staff", "pass"]}
		with input as _with({"all_characters": true, "max_length": 64})
		with data.assay.params as _params
}

test_fail_narrow_bound if {
	testing.told(passphrases.observations) == {["staff", "fail"]}
		with input as _with({"all_characters": true, "max_length": 16})
		with data.assay.params as _params
}

test_fail_characters_refused if {
	testing.told(passphrases.observations) == {["staff", "fail"]}
		with input as _with({"all_characters": false, "max_length": null})
		with data.assay.params as _params
}

test_skip_place_without_passwords if {
	testing.told(passphrases.observations) == {["vpn", "skip"]} with input as _keys_only
		with data.assay.params as _params
}

test_empty_evidence_gives_no_subject if {
	passphrases.subjects == set() with input as {"policies": []} with data.assay.params as _params
	passphrases.observations == set() with input as {"policies": []} with data.assay.params as _params
}

test_unmatched_place_the_exporter_says_nothing_of_stays_undecided if {
	passphrases.subjects == {"staff"} with input as _with({}) with data.assay.params as _params
	passphrases.observations == set() with input as _with({}) with data.assay.params as _params
}

test_boundary_longest_password if {
	testing.told(passphrases.observations) == {["staff", "pass"]}
		with input as _with({"all_characters": true, "max_length": 64})
		with data.assay.params as _params
	testing.told(passphrases.observations) == {["staff", "fail"]}
		with input as _with({"all_characters": true, "max_length": 63})
		with data.assay.params as _params
}

test_malformed_place_without_passwords_is_skipped_whatever_it_accepts if {
	every rules in [{"all_characters": true, "max_length": null}, {"all_characters": false, "max_length": 8}] {
		testing.told(passphrases.observations) == {["staff", "skip"]}
			with input as _with(object.union(rules, {"passwords_accepted": false}))
			with data.assay.params as _params
	}
}
