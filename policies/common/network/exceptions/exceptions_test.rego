package policies.common.network.exceptions_test

import data.policies.common.network.exceptions
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

_rules(changes) := {"rules": [object.union(_rule, changes)]}

test_pass_narrow_with_a_reason if {
	testing.told(exceptions.observations) == {["edge", "pass"]} with input as _with(_rules({"reason": "portal"}))
}

test_pass_no_exceptions_at_all if {
	testing.told(exceptions.observations) == {["edge", "pass"]} with input as _with({})
}

test_fail_open_to_everyone if {
	every source in ["any", "0.0.0.0/0", "::/0"] {
		wide := _rules({"reason": "test", "source": source, "ports": "any"})
		testing.told(exceptions.observations) == {["edge", "fail"]} with input as _with(wide)
	}
}

test_fail_without_a_reason if {
	testing.told(exceptions.observations) == {["edge", "fail"]} with input as _with(_rules({"reason": null}))
}

test_fail_allows_by_default if {
	testing.told(exceptions.observations) == {["edge", "fail"]} with input as _with({"default": "allow"})
}

test_unmatched_rules_that_are_silent_on_reasons_stay_undecided if {
	exceptions.observations == set() with input as _with(_rules({}))
}

test_skip_rule_set_not_in_use if {
	testing.told(exceptions.observations) == {["spare", "skip"]} with input as _spare
}

test_empty_evidence_gives_no_subject if {
	exceptions.subjects == set() with input as {"boundaries": []}
	exceptions.observations == set() with input as {"boundaries": []}
}

test_unmatched_boundary_the_exporter_says_too_little_of_stays_undecided if {
	exceptions.subjects == {"edge"} with input as _with({"default": "unknown"})
	exceptions.observations == set() with input as _with({"default": "unknown"})
}

test_fail_every_port_to_everyone_however_it_is_written if {
	every changes in [
		{"source": "ANY", "ports": "*"},
		{"source": "0.0.0.0/1", "ports": "0-65535"},
		{"source": "any", "ports": "1-32767,32768-65535"},
		{"direction": "out", "destination": "0.0.0.0/0", "ports": "any"},
	] {
		wide := _rules(object.union({"reason": "test"}, changes))
		testing.told(exceptions.observations) == {["edge", "fail"]} with input as _with(wide)
	}
}

test_pass_narrow_to_everyone_and_everything_to_a_few if {
	every changes in [
		{"source": "any", "ports": "443"},
		{"ports": "any"},
		{"direction": "out", "source": "any", "destination": "203.0.113.0/24", "ports": "any"},
		{"source": "any", "ports": "any", "protocol": "icmp"},
	] {
		narrow := _rules(object.union({"reason": "portal"}, changes))
		testing.told(exceptions.observations) == {["edge", "pass"]} with input as _with(narrow)
	}
}

test_unmatched_rule_that_cannot_be_read_stays_undecided if {
	every changes in [{"source": "web servers"}, {"source": "any", "ports": "https"}, {"reason": " "}] {
		unread := _rules(object.union({"reason": "portal"}, changes))
		exceptions.observations == set() with input as _with(unread)
	}
}

test_malformed_rule_set_not_in_use_is_skipped_whatever_it_says if {
	rules := [{"rules": []}, _rules({"reason": null}), _rules({"reason": "test", "source": "any", "ports": "any"})]
	every change in rules {
		testing.told(exceptions.observations) == {["edge", "skip"]}
			with input as _with(object.union(change, {"active": false}))
	}
}

test_pass_what_is_refused_needs_no_reason if {
	testing.told(exceptions.observations) == {["edge", "pass"]}
		with input as _with(_rules({"action": "deny", "source": "any", "ports": "any", "reason": null}))
}

test_unmatched_blank_is_no_reason if {
	every change in [{"protocol": "icmp"}, {"source": "any"}, {}] {
		exceptions.observations == set() with input as _with(_rules(object.union(change, {"reason": " "})))
	}
}
