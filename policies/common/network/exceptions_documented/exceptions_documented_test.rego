package policies.common.network.exceptions_documented_test

import data.policies.common.network.exceptions_documented
import data.policies.lib.testing

_edge := {"id": "edge", "active": true, "default": "deny", "side": "external", "rules": []}

_with(changes) := {"boundaries": [object.union(_edge, changes)]}

_silent := _with({"rules": [_bare]})

_rule := {
	"id": "r1",
	"action": "allow",
	"direction": "in",
	"source": "10.0.0.0/8",
	"destination": "10.1.0.4/32",
	"ports": "443",
	"reason": "portal",
	"expires": "2027-01-01",
}

_rules(changes) := _with({"rules": [object.union(_rule, changes)]})

_bare := object.remove(_rule, ["expires"])

test_pass_need_and_end if {
	testing.told(exceptions_documented.observations) == {["edge", "pass"]}
		with input as _rules({})
}

test_pass_nothing_allowed if {
	testing.told(exceptions_documented.observations) == {["edge", "pass"]}
		with input as _with({})
	testing.told(exceptions_documented.observations) == {["edge", "pass"]}
		with input as _rules({"action": "deny", "reason": null, "expires": null})
}

test_fail_each_weakness_alone if {
	every weakness in [{"reason": null}, {"expires": null}] {
		testing.told(exceptions_documented.observations) == {["edge", "fail"]}
			with input as _rules(weakness)
	}
	{seen.why | some seen in exceptions_documented.observations} == {"rule r1 has no reason", "rule r1 has no end"}
		with input as _rules({"reason": null, "expires": null})
}

test_skip_internal_boundary if {
	testing.told(exceptions_documented.observations) == {["edge", "skip"]}
		with input as {"boundaries": [object.union(_edge, {"side": "internal", "rules": [_rule]})]}
	testing.told(exceptions_documented.observations) == {["edge", "skip"]}
		with input as {"boundaries": [object.union(_edge, {"active": false, "rules": [_rule]})]}
}

test_malformed_blank_reason if {
	testing.told(exceptions_documented.observations) == set()
		with input as _rules({"reason": " "})
}

test_skip_rule_set_not_in_use if {
	testing.told(exceptions_documented.observations) == {["edge", "skip"]}
		with input as _with({"active": false})
}

test_empty_evidence_gives_no_subject if {
	exceptions_documented.subjects == set() with input as {"boundaries": []}
	testing.told(exceptions_documented.observations) == set()
		with input as {"boundaries": []}
}

test_unmatched_boundary_the_exporter_says_too_little_of_stays_undecided if {
	exceptions_documented.subjects == {"edge"} with input as _silent
	testing.told(exceptions_documented.observations) == set()
		with input as _silent
}
