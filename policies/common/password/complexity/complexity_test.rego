package policies.common.password.complexity_test

import data.policies.common.password.complexity
import data.policies.lib.testing

_staff := {"id": "staff", "passwords_accepted": true}

_keys_only := {"policies": [{"id": "vpn", "passwords_accepted": false}]}

_with(changes) := {"policies": [object.union(_staff, changes)]}

_params := {"min-password-length": 14, "min-character-classes": 3}

test_pass_long_and_varied if {
	testing.told(complexity.observations) == {["staff", "pass"]}
		with input as _with({"min_length": 14, "character_classes": 3})
		with data.assay.params as _params
}

test_fail_too_short if {
	testing.told(complexity.observations) == {["staff", "fail"]}
		with input as _with({"min_length": 13, "character_classes": 3})
		with data.assay.params as _params
}

test_fail_too_uniform if {
	testing.told(complexity.observations) == {["staff", "fail"]}
		with input as _with({"min_length": 14, "character_classes": 2})
		with data.assay.params as _params
}

test_skip_place_without_passwords if {
	testing.told(complexity.observations) == {["vpn", "skip"]} with input as _keys_only with data.assay.params as _params
}

test_empty_evidence_gives_no_subject if {
	complexity.subjects == set() with input as {"policies": []} with data.assay.params as _params
	complexity.observations == set() with input as {"policies": []} with data.assay.params as _params
}

test_unmatched_place_the_exporter_says_nothing_of_stays_undecided if {
	complexity.subjects == {"staff"} with input as _with({"min_length": 14, "character_classes": null})
		with data.assay.params as _params
	complexity.observations == set() with input as _with({"min_length": 14, "character_classes": null})
		with data.assay.params as _params
}

test_boundary_length_and_classes if {
	testing.told(complexity.observations) == {["staff", "pass"]}
		with input as _with({"min_length": 14, "character_classes": 3})
		with data.assay.params as _params
	testing.told(complexity.observations) == {["staff", "fail"]}
		with input as _with({"min_length": 13, "character_classes": 3})
		with data.assay.params as _params
	testing.told(complexity.observations) == {["staff", "fail"]}
		with input as _with({"min_length": 14, "character_classes": 2})
		with data.assay.params as _params
}

test_malformed_place_without_passwords_is_skipped_whatever_its_rules if {
	every rules in [{"min_length": 14, "character_classes": 3}, {"min_length": 1, "character_classes": 1}] {
		testing.told(complexity.observations) == {["staff", "skip"]}
			with input as _with(object.union(rules, {"passwords_accepted": false}))
			with data.assay.params as _params
	}
}

test_unmatched_half_of_the_rules_stays_undecided if {
	complexity.observations == set() with input as _with({"min_length": null, "character_classes": 3})
		with data.assay.params as _params
	complexity.observations == set() with input as _with({"min_length": 14, "character_classes": null})
		with data.assay.params as _params
}
