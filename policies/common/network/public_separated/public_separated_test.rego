package policies.common.network.public_separated_test

import data.policies.common.network.public_separated
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

test_pass_separated if {
	testing.told(public_separated.observations) == {["edge", "pass"]}
		with input as _with({"side": "external", "separates_public": true})
}

test_fail_shared if {
	testing.told(public_separated.observations) == {["edge", "fail"]}
		with input as _with({"side": "external", "separates_public": false})
}

test_skip_internal_boundary if {
	testing.told(public_separated.observations) == {["edge", "skip"]}
		with input as _with({"side": "internal", "separates_public": null})
}

test_skip_rule_set_not_in_use if {
	testing.told(public_separated.observations) == {["spare", "skip"]} with input as _spare
}

test_empty_evidence_gives_no_subject if {
	public_separated.subjects == set() with input as {"boundaries": []}
	public_separated.observations == set() with input as {"boundaries": []}
}

test_unmatched_boundary_the_exporter_says_too_little_of_stays_undecided if {
	public_separated.subjects == {"edge"} with input as _with({"side": "external", "separates_public": null})
	public_separated.observations == set() with input as _with({"side": "external", "separates_public": null})
}

test_malformed_boundary_without_public_parts_is_skipped_once_whatever_it_says if {
	every separated in [true, false] {
		testing.told(public_separated.observations) == {["edge", "skip"]}
			with input as _with({"side": "internal", "separates_public": separated})
		testing.told(public_separated.observations) == {["edge", "skip"]}
			with input as _with({"active": false, "side": "external", "separates_public": separated})
		count(public_separated.observations) == 1
			with input as _with({"active": false, "side": "internal", "separates_public": separated})
	}
}
