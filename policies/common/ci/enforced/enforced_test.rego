package policies.common.ci.enforced_test

import data.policies.common.ci.enforced
import data.policies.lib.testing

_with(changes) := {"repositories": [object.union({"id": "x", "archived": false}, changes)]}

_params := {"enforcement-parts": ["enforced", "recorded"]}

_rules(protected, logged) := _with({"default_branch_protected": protected, "enforcement_logged": logged})

test_pass_both if {
	testing.told(enforced.observations) == {["x", "pass"]}
		with input as _rules(true, true)
		with data.assay.params as _params
}

test_fail_each_weakness_alone if {
	testing.told(enforced.observations) == {["x", "fail"]}
		with input as _rules(false, true)
		with data.assay.params as _params
	testing.told(enforced.observations) == {["x", "fail"]}
		with input as _rules(true, false)
		with data.assay.params as _params
}

test_pass_only_what_is_asked_for if {
	testing.told(enforced.observations) == {["x", "pass"]}
		with input as _rules(true, false)
		with data.assay.params as {"enforcement-parts": ["enforced"]}
	testing.told(enforced.observations) == {["x", "pass"]}
		with input as _rules(false, true)
		with data.assay.params as {"enforcement-parts": ["recorded"]}
}

test_malformed_what_is_not_known_stays_undecided if {
	testing.told(enforced.observations) == set()
		with input as _rules(null, true)
		with data.assay.params as _params
	testing.told(enforced.observations) == set()
		with input as _rules(true, null)
		with data.assay.params as _params
}

test_skip_archived_repository if {
	every state in [true, false] {
		one := {"archived": true, "default_branch_protected": state, "enforcement_logged": state}
		testing.told(enforced.observations) == {["x", "skip"]}
			with input as _with(one)
			with data.assay.params as _params
	}
}

test_empty_list_has_no_subject if {
	enforced.subjects == set() with input as {"repositories": []}
	testing.told(enforced.observations) == set()
		with input as {"repositories": []}
		with data.assay.params as _params
}

test_unmatched_what_says_nothing_stays_undecided if {
	enforced.subjects == {"x"} with input as _with({})
	testing.told(enforced.observations) == set()
		with input as _with({})
		with data.assay.params as _params
}

test_unmatched_nobody_knows_whether_it_is_archived if {
	unknown := _with(object.union({"default_branch_protected": true, "enforcement_logged": true}, {"archived": null}))
	enforced.subjects == {"x"} with input as unknown with data.assay.params as _params
	enforced.observations == set() with input as unknown with data.assay.params as _params
}
