package policies.common.password.history_test

import data.policies.common.password.history
import data.policies.lib.testing

_staff := {"id": "staff", "passwords_accepted": true}

_keys_only := {"policies": [{"id": "vpn", "passwords_accepted": false}]}

_with(changes) := {"policies": [object.union(_staff, changes)]}

_params := {"min-password-history": 24}

test_pass_long_memory if {
	testing.told(history.observations) == {["staff", "pass"]} with input as _with({"history": 24})
		with data.assay.params as _params
}

test_fail_short_memory if {
	testing.told(history.observations) == {["staff", "fail"]} with input as _with({"history": 5})
		with data.assay.params as _params
}

test_skip_place_without_passwords if {
	testing.told(history.observations) == {["vpn", "skip"]} with input as _keys_only with data.assay.params as _params
}

test_empty_evidence_gives_no_subject if {
	history.subjects == set() with input as {"policies": []} with data.assay.params as _params
	history.observations == set() with input as {"policies": []} with data.assay.params as _params
}

test_unmatched_place_the_exporter_says_nothing_of_stays_undecided if {
	history.subjects == {"staff"} with input as _with({"history": null}) with data.assay.params as _params
	history.observations == set() with input as _with({"history": null}) with data.assay.params as _params
}

test_boundary_earlier_passwords if {
	testing.told(history.observations) == {["staff", "pass"]} with input as _with({"history": 24})
		with data.assay.params as _params
	testing.told(history.observations) == {["staff", "fail"]} with input as _with({"history": 23})
		with data.assay.params as _params
}

test_malformed_place_without_passwords_is_skipped_whatever_it_remembers if {
	every earlier in [0, 24, null] {
		testing.told(history.observations) == {["staff", "skip"]}
			with input as _with({"passwords_accepted": false, "history": earlier})
			with data.assay.params as _params
	}
}
