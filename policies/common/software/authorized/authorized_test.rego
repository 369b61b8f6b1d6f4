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

test_malformed_one_is_not_known if {
	testing.told(authorized.observations) == set()
		with input as _with({"software": [_good, {"name": "tool"}]})
	testing.told(authorized.observations) == set()
		with input as _with({"software": [_good, {"name": "tool", "authorized": null}]})
}

test_skip_host_that_does_not_run if {
	every facts in [{}, _all_right, _all_wrong] {
		testing.told(authorized.observations) == {["app-1", "skip"]}
			with input as _with(object.union(facts, {"active": false}))
	}
}

_all_right := {
	"execution_control": "allow-list",
	"execution_enforced": true,
	"users_install": false,
	"looked_on": "2026-11-18T00:00:00Z",
	"software": [{"name": "openssl", "authorized": true}],
}

_all_wrong := {
	"execution_control": "none",
	"execution_enforced": false,
	"users_install": true,
	"looked_on": "2026-01-01T00:00:00Z",
	"software": [{"name": "torrent", "authorized": false}],
}

test_skip_host_that_does_not_run_and_was_never_looked_at if {
	testing.told(authorized.observations) == {["app-1", "skip"]}
		with input as _with({"active": false, "looked_on": null})
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
