package policies.common.network.external_points_test

import data.policies.common.network.external_points
import data.policies.lib.testing

_edge := {"id": "edge", "active": true, "default": "deny", "side": "external", "rules": []}

_with(changes) := {"boundaries": [object.union(_edge, changes)]}

_silent := _with({})

test_pass_chosen if {
	testing.told(external_points.observations) == {["edge", "pass"]}
		with input as _with({"approved": true})
}

test_fail_not_chosen if {
	testing.told(external_points.observations) == {["edge", "fail"]}
		with input as _with({"approved": false})
}

test_skip_internal_boundary if {
	every approved in [true, false] {
		testing.told(external_points.observations) == {["edge", "skip"]}
			with input as _with({"side": "internal", "approved": approved})
		testing.told(external_points.observations) == {["edge", "skip"]}
			with input as _with({"active": false, "approved": approved})
	}
}

test_malformed_not_known if {
	testing.told(external_points.observations) == set()
		with input as _with({"approved": null})
}

test_skip_rule_set_not_in_use if {
	testing.told(external_points.observations) == {["edge", "skip"]}
		with input as _with({"active": false})
}

test_empty_evidence_gives_no_subject if {
	external_points.subjects == set() with input as {"boundaries": []}
	testing.told(external_points.observations) == set()
		with input as {"boundaries": []}
}

test_unmatched_boundary_the_exporter_says_too_little_of_stays_undecided if {
	external_points.subjects == {"edge"} with input as _silent
	testing.told(external_points.observations) == set()
		with input as _silent
}
