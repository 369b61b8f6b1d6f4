package policies.common.network.default_deny_test

import data.policies.common.network.default_deny
import data.policies.lib.testing

_edge := {"id": "edge", "active": true, "default": "deny", "rules": []}

_spare := {"boundaries": [{"id": "spare", "active": false, "default": "allow", "rules": []}]}

_rule := {
	"id": "r1",
	"action": "allow",
	"direction": "in",
	"source": "10.0.0.0/8",
	"destination": "10.1.0.4/32",
	"ports": "443",
}

_with(changes) := {"boundaries": [object.union(_edge, changes)]}

test_pass_default_deny if {
	testing.told(default_deny.observations) == {["edge", "pass"]} with input as _with({})
}

test_fail_default_allow if {
	testing.told(default_deny.observations) == {["edge", "fail"]} with input as _with({"default": "allow"})
}

test_skip_rule_set_not_in_use if {
	testing.told(default_deny.observations) == {["spare", "skip"]} with input as _spare
}

test_empty_evidence_gives_no_subject if {
	default_deny.subjects == set() with input as {"boundaries": []}
	default_deny.observations == set() with input as {"boundaries": []}
}

test_unmatched_boundary_the_exporter_says_too_little_of_stays_undecided if {
	default_deny.subjects == {"edge"} with input as _with({"default": "unknown"})
	default_deny.observations == set() with input as _with({"default": "unknown"})
}

test_malformed_rule_set_not_in_use_is_skipped_whatever_it_says if {
	every word in ["deny", "allow", "unknown"] {
		testing.told(default_deny.observations) == {["edge", "skip"]}
			with input as _with({"active": false, "default": word})
	}
}
