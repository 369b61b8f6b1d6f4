package policies.common.network.split_tunnel_test

import data.policies.common.network.split_tunnel
import data.policies.lib.testing

_with(changes) := {"gateways": [object.union({"id": "x", "active": true}, changes)]}

_params := {"split-tunnels": ["blocked", "limited"]}

_strict := {"split-tunnels": ["blocked"]}

_split(tunnel, approved) := _with({"split_tunnel": tunnel, "split_approved": approved})

test_pass_nothing_or_what_was_approved if {
	testing.told(split_tunnel.observations) == {["x", "pass"]}
		with input as _split("blocked", null)
		with data.assay.params as _params
	{seen.why | some seen in split_tunnel.observations} == {"nothing is reached beside it"}
		with input as _split("blocked", true)
		with data.assay.params as _params
	testing.told(split_tunnel.observations) == {["x", "pass"]}
		with input as _split("blocked", false)
		with data.assay.params as _strict
	testing.told(split_tunnel.observations) == {["x", "pass"]}
		with input as _split("limited", true)
		with data.assay.params as _params
}

test_fail_everything_or_what_was_not_approved if {
	testing.told(split_tunnel.observations) == {["x", "fail"]}
		with input as _split("allowed", true)
		with data.assay.params as _params
	testing.told(split_tunnel.observations) == {["x", "fail"]}
		with input as _split("limited", false)
		with data.assay.params as _params
	testing.told(split_tunnel.observations) == {["x", "fail"]}
		with input as _split("limited", true)
		with data.assay.params as _strict
	testing.told(split_tunnel.observations) == {["x", "fail"]}
		with input as _split("limited", null)
		with data.assay.params as _strict
}

test_malformed_not_known if {
	testing.told(split_tunnel.observations) == set()
		with input as _split("unknown", true)
		with data.assay.params as _params
	testing.told(split_tunnel.observations) == set()
		with input as _split("limited", null)
		with data.assay.params as _params
}

test_skip_gateway_switched_off if {
	every tunnel in ["blocked", "limited", "allowed"] {
		every approved in [true, false] {
			one := _with({"active": false, "split_tunnel": tunnel, "split_approved": approved})
			testing.told(split_tunnel.observations) == {["x", "skip"]}
				with input as one
				with data.assay.params as _params
			testing.told(split_tunnel.observations) == {["x", "skip"]}
				with input as one
				with data.assay.params as _strict
		}
	}
}

test_empty_list_has_no_subject if {
	split_tunnel.subjects == set() with input as {"gateways": []}
	testing.told(split_tunnel.observations) == set()
		with input as {"gateways": []}
		with data.assay.params as _params
}

test_unmatched_what_says_nothing_stays_undecided if {
	split_tunnel.subjects == {"x"} with input as _with({})
	testing.told(split_tunnel.observations) == set()
		with input as _with({})
		with data.assay.params as _params
}
