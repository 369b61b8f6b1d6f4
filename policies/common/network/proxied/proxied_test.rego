package policies.common.network.proxied_test

import data.policies.common.network.proxied
import data.policies.lib.testing

_edge := {"id": "edge", "active": true, "default": "deny", "side": "external", "rules": []}

_with(changes) := {"boundaries": [object.union(_edge, changes)]}

_silent := _with({})

test_pass_authenticated_or_nothing_leaves if {
	every way in ["authenticated-proxy", "none"] {
		testing.told(proxied.observations) == {["edge", "pass"]}
			with input as _with({"outbound_via": way})
	}
}

test_fail_direct_or_without_authentication if {
	every way in ["direct", "proxy"] {
		testing.told(proxied.observations) == {["edge", "fail"]}
			with input as _with({"outbound_via": way})
	}
}

test_skip_internal_boundary if {
	every way in ["direct", "none"] {
		testing.told(proxied.observations) == {["edge", "skip"]}
			with input as _with({"side": "internal", "outbound_via": way})
		testing.told(proxied.observations) == {["edge", "skip"]}
			with input as _with({"active": false, "outbound_via": way})
	}
}

test_malformed_not_known if {
	testing.told(proxied.observations) == set()
		with input as _with({"outbound_via": "unknown"})
}

test_skip_rule_set_not_in_use if {
	testing.told(proxied.observations) == {["edge", "skip"]}
		with input as _with({"active": false})
}

test_empty_evidence_gives_no_subject if {
	proxied.subjects == set() with input as {"boundaries": []}
	testing.told(proxied.observations) == set()
		with input as {"boundaries": []}
}

test_unmatched_boundary_the_exporter_says_too_little_of_stays_undecided if {
	proxied.subjects == {"edge"} with input as _silent
	testing.told(proxied.observations) == set()
		with input as _silent
}
