package policies.common.software.authorized_test

import data.policies.common.software.authorized
import data.policies.lib.testing

_host := {"id": "app-1", "active": true, "software": []}

_with(changes) := {"hosts": [object.union(_host, changes)]}

_good := {"name": "openssl", "authorized": true}

test_pass_all_authorized if {
	testing.told(authorized.observations) == {["app-1", "pass"]}
		with input as _with({"software": [_good]})
}

test_fail_one_is_not if {
	testing.told(authorized.observations) == {["app-1", "fail"]}
		with input as _with({"software": [_good, {"name": "miner", "authorized": false}]})
}

test_unmatched_one_is_not_known if {
	testing.told(authorized.observations) == set()
		with input as _with({"software": [_good, {"name": "tool"}]})
	testing.told(authorized.observations) == set()
		with input as _with({"software": [_good, {"name": "tool", "authorized": null}]})
}

test_skip_host_that_does_not_run if {
	testing.told(authorized.observations) == {["app-1", "skip"]}
		with input as _with({"active": false})
}

test_empty_list_has_no_subject if {
	authorized.subjects == set() with input as {"hosts": []}
	testing.told(authorized.observations) == set()
		with input as {"hosts": []}
}

test_unmatched_host_that_says_nothing_stays_undecided if {
	authorized.subjects == {"app-1"} with input as _with({})
	testing.told(authorized.observations) == set()
		with input as _with({})
}
