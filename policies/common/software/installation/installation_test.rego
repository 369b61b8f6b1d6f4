package policies.common.software.installation_test

import data.policies.common.software.installation
import data.policies.lib.testing

_host := {"id": "app-1", "active": true, "software": []}

_with(changes) := {"hosts": [object.union(_host, changes)]}

test_pass_users_cannot if {
	testing.told(installation.observations) == {["app-1", "pass"]}
		with input as _with({"users_install": false})
}

test_fail_users_can if {
	testing.told(installation.observations) == {["app-1", "fail"]}
		with input as _with({"users_install": true})
}

test_malformed_not_known if {
	testing.told(installation.observations) == set()
		with input as _with({"users_install": null})
}

test_skip_host_that_does_not_run if {
	every facts in [{}, _all_right, _all_wrong] {
		testing.told(installation.observations) == {["app-1", "skip"]}
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
	testing.told(installation.observations) == {["app-1", "skip"]}
		with input as _with({"active": false, "looked_on": null})
}

test_empty_list_has_no_subject if {
	installation.subjects == set() with input as {"hosts": []}
	testing.told(installation.observations) == set()
		with input as {"hosts": []}
}

test_unmatched_host_that_says_nothing_stays_undecided if {
	installation.subjects == {"app-1"} with input as _with({})
	testing.told(installation.observations) == set()
		with input as _with({})
}
