package policies.common.baseline.retained_test

import data.policies.common.baseline.retained
import data.policies.lib.testing

_baseline := {"id": "linux", "status": "in-use"}

_with(changes) := {"baselines": [object.union(_baseline, changes)]}

_params := {"min-previous-versions": 2}

test_pass_as_many_as_asked_for if {
	testing.told(retained.observations) == {["linux", "pass"]}
		with input as _with({"previous_versions": 2})
		with data.assay.params as _params
}

test_fail_one_less if {
	testing.told(retained.observations) == {["linux", "fail"]}
		with input as _with({"previous_versions": 1})
		with data.assay.params as _params
}

test_unmatched_number_unknown if {
	testing.told(retained.observations) == set()
		with input as _with({"previous_versions": null})
		with data.assay.params as _params
}

test_skip_baseline_not_in_use if {
	every status in ["draft", "retired"] {
		testing.told(retained.observations) == {["linux", "skip"]}
			with input as _with({"status": status})
			with data.assay.params as _params
	}
}

test_empty_list_has_no_subject if {
	retained.subjects == set() with input as {"baselines": []}
	testing.told(retained.observations) == set()
		with input as {"baselines": []}
		with data.assay.params as _params
}

test_unmatched_baseline_of_which_nothing_is_known_stays_undecided if {
	retained.subjects == {"linux"} with input as _with({})
	testing.told(retained.observations) == set()
		with input as _with({})
		with data.assay.params as _params
}
