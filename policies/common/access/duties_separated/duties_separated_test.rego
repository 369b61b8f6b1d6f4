package policies.common.access.duties_separated_test

import data.policies.common.access.duties_separated
import data.policies.lib.testing

_roles := [{"id": "order", "in_use": true}, {"id": "pay", "in_use": true}]

_conflict := {"id": "buying", "duties": ["order", "pay"], "roles": ["order", "pay"]}

_grant(id, holder, role) := {"id": id, "active": true, "holder": holder, "role": role}

_separate := [_grant("1", "ana", "order"), _grant("2", "bo", "pay")]

_both := [_grant("1", "ana", "order"), _grant("2", " Ana", "pay")]

_with(grants, changes) := {"roles": _roles, "grants": grants, "conflicts": [object.union(_conflict, changes)]}

test_pass_two_holders if {
	testing.told(duties_separated.observations) == {["buying", "pass"]}
		with input as _with(_separate, {})
	testing.told(duties_separated.observations) == {["buying", "pass"]}
		with input as _with([], {"retired": false})
}

test_pass_one_of_the_grants_ended if {
	ended := object.union(_grant("2", "ana", "pay"), {"active": false})
	testing.told(duties_separated.observations) == {["buying", "pass"]}
		with input as _with([_grant("1", "ana", "order"), ended], {})
}

test_pass_one_role_twice if {
	testing.told(duties_separated.observations) == {["buying", "pass"]}
		with input as _with([_grant("1", "ana", "order"), _grant("2", "ana", "order")], {})
}

test_fail_one_holder_of_both if {
	testing.told(duties_separated.observations) == {["buying", "fail"]}
		with input as _with(_both, {})
	testing.told(duties_separated.observations) == {["buying", "fail"]}
		with input as _with(_both, {"roles": ["order", "pay", "unlisted"]})
}

test_fail_only_the_entry_that_is_broken if {
	other := {"id": "selling", "duties": ["a", "b"], "roles": ["order", "sell"]}
	listed := array.concat(_roles, [{"id": "sell", "in_use": true}])
	evidence := {"roles": listed, "grants": _both, "conflicts": [_conflict, other]}
	testing.told(duties_separated.observations) == {["buying", "fail"], ["selling", "pass"]}
		with input as evidence
}

test_skip_entry_that_applies_no_longer if {
	testing.told(duties_separated.observations) == {["buying", "skip"]}
		with input as _with(_both, {"retired": true})
	testing.told(duties_separated.observations) == {["buying", "skip"]}
		with input as _with(_separate, {"retired": true})
}

test_empty_evidence_gives_no_subject if {
	duties_separated.subjects == set() with input as {"roles": [], "grants": [], "conflicts": []}
	testing.told(duties_separated.observations) == set()
		with input as {"roles": [], "grants": [], "conflicts": []}
}

test_unmatched_role_or_right_that_nobody_lists_stays_undecided if {
	every evidence in [
		_with(_separate, {"roles": ["order", "unlisted"]}),
		_with(array.concat(_separate, [_grant("3", "ana", null)]), {}),
		_with(array.concat(_separate, [{"id": "3", "active": true, "holder": "ana"}]), {}),
		_with(array.concat(_separate, [_grant("3", "ana", " ")]), {}),
	] {
		duties_separated.subjects == {"buying"} with input as evidence
		testing.told(duties_separated.observations) == set()
			with input as evidence
	}
}

test_malformed_entry_of_fewer_than_two_roles_passes_nothing if {
	testing.told(duties_separated.observations) == set()
		with input as _with(_separate, {"roles": ["order"]})
	testing.told(duties_separated.observations) == set()
		with input as _with(_separate, {"roles": []})
	without := {"roles": _roles, "grants": _separate, "conflicts": [object.remove(_conflict, ["roles"])]}
	testing.told(duties_separated.observations) == set()
		with input as without
}

test_pass_a_right_without_a_role_that_ended if {
	ended := {"id": "3", "active": false, "holder": "ana", "role": null}
	testing.told(duties_separated.observations) == {["buying", "pass"]}
		with input as _with(array.concat(_separate, [ended]), {})
}

test_boundary_of_roles if {
	testing.told(duties_separated.observations) == set()
		with input as _with(_separate, {"roles": ["order"]})
	testing.told(duties_separated.observations) == {["buying", "pass"]}
		with input as _with(_separate, {"roles": ["order", "pay"]})
}
