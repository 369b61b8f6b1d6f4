package policies.common.network.fail_secure_test

import data.policies.common.network.fail_secure
import data.policies.lib.testing

_edge := {"id": "edge", "active": true, "default": "deny", "side": "external", "rules": []}

_with(changes) := {"boundaries": [object.union(_edge, changes)]}

_silent := _with({})

test_pass_closes if {
	testing.told(fail_secure.observations) == {["edge", "pass"]}
		with input as _with({"on_failure": "closed"})
}

test_fail_opens if {
	testing.told(fail_secure.observations) == {["edge", "fail"]}
		with input as _with({"on_failure": "open"})
}

test_malformed_not_known if {
	testing.told(fail_secure.observations) == set()
		with input as _with({"on_failure": "unknown"})
}

test_skip_whatever_it_would_do if {
	every state in ["closed", "open"] {
		testing.told(fail_secure.observations) == {["edge", "skip"]}
			with input as _with({"active": false, "on_failure": state})
	}
}

test_skip_rule_set_not_in_use if {
	testing.told(fail_secure.observations) == {["edge", "skip"]}
		with input as _with({"active": false})
}

test_empty_evidence_gives_no_subject if {
	fail_secure.subjects == set() with input as {"boundaries": []}
	testing.told(fail_secure.observations) == set()
		with input as {"boundaries": []}
}

test_unmatched_boundary_the_exporter_says_too_little_of_stays_undecided if {
	fail_secure.subjects == {"edge"} with input as _silent
	testing.told(fail_secure.observations) == set()
		with input as _silent
}
