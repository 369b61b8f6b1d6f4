package policies.common.tls.management_separated_test

import data.policies.common.tls.management_separated
import data.policies.lib.testing

_endpoint := {"id": "x", "exposure": "internet", "encrypted": true}

_with(changes) := {"endpoints": [object.union(_endpoint, changes)]}

test_pass_one_of_them if {
	every part in ["users", "management"] {
		testing.told(management_separated.observations) == {["x", "pass"]}
			with input as _with({"serves": [part]})
		testing.told(management_separated.observations) == {["x", "pass"]}
			with input as _with({"exposure": "internal", "serves": [part]})
	}
	{seen.why | some seen in management_separated.observations} == {"serves users only"}
		with input as _with({"serves": ["users"]})
}

_both(separation) := _with({"serves": ["users", "management"], "separation": separation})

test_pass_both_kept_apart if {
	every separation in ["own-sign-in", "own-address", "own-network"] {
		testing.told(management_separated.observations) == {["x", "pass"]}
			with input as _both(separation)
	}
}

test_fail_both_alike if {
	testing.told(management_separated.observations) == {["x", "fail"]}
		with input as _both("none")
}

test_pass_one_of_them_whatever_else_is_said if {
	every separation in ["none", "own-address"] {
		{seen.why | some seen in management_separated.observations} == {"serves users only"}
			with input as _with({"serves": ["users"], "separation": separation})
	}
}

test_malformed_both_and_nobody_knows_how if {
	testing.told(management_separated.observations) == set()
		with input as _both("unknown")
	testing.told(management_separated.observations) == set()
		with input as _with({"serves": ["users", "management"]})
}

test_unmatched_none if {
	testing.told(management_separated.observations) == set()
		with input as _with({"serves": []})
}

test_skip_loopback if {
	every parts in [["users"], ["users", "management"]] {
		every separation in ["none", "own-address"] {
			testing.told(management_separated.observations) == {["x", "skip"]}
				with input as _with({"exposure": "loopback", "serves": parts, "separation": separation})
		}
	}
}

test_empty_list_has_no_subject if {
	management_separated.subjects == set() with input as {"endpoints": []}
	testing.told(management_separated.observations) == set()
		with input as {"endpoints": []}
}

test_unmatched_what_says_nothing_stays_undecided if {
	management_separated.subjects == {"x"} with input as _with({})
	testing.told(management_separated.observations) == set()
		with input as _with({})
}

test_boundary_one_and_two_of_them if {
	testing.told(management_separated.observations) == {["x", "pass"]}
		with input as _with({"serves": ["users"], "separation": "none"})
	testing.told(management_separated.observations) == {["x", "fail"]}
		with input as _both("none")
	testing.told(management_separated.observations) == set()
		with input as _with({"serves": [], "separation": "none"})
}
