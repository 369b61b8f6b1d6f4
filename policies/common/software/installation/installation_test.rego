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

test_unmatched_not_known if {
	testing.told(installation.observations) == set()
		with input as _with({"users_install": null})
}

test_skip_host_that_does_not_run if {
	testing.told(installation.observations) == {["app-1", "skip"]}
		with input as _with({"active": false})
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
