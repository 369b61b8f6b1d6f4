package policies.common.dns.separated_test

import data.policies.common.dns.separated
import data.policies.lib.testing

_zone := {"id": "a.example", "exposure": "internet"}

_with(changes) := {"zones": [object.union(_zone, changes)], "resolvers": []}

_zones(exposure, server) := _with({"exposure": exposure, "servers": [object.union({"name": "n1"}, server)]})

test_pass_one_role if {
	testing.told(separated.observations) == {["a.example", "pass"]}
		with input as _zones("internal", {"serves": "internal"})
	testing.told(separated.observations) == {["a.example", "pass"]}
		with input as _zones("internal", {"serves": "internal", "recursive": true})
	testing.told(separated.observations) == {["a.example", "pass"]}
		with input as _zones("internet", {"serves": "internet", "recursive": false})
}

test_fail_internal_names_for_the_internet if {
	every serves in ["internet", "both"] {
		testing.told(separated.observations) == {["a.example", "fail"]}
			with input as _zones("internal", {"serves": serves, "recursive": false})
		{seen.why | some seen in separated.observations} == {"n1 answers the internet too"}
			with input as _zones("internal", {"serves": serves, "recursive": true})
	}
}

test_fail_internet_server_with_another_role if {
	testing.told(separated.observations) == {["a.example", "fail"]}
		with input as _zones("internet", {"serves": "both", "recursive": false})
	testing.told(separated.observations) == {["a.example", "fail"]}
		with input as _zones("internet", {"serves": "internet", "recursive": true})
}

test_malformed_server_of_unknown_role if {
	every server in [{}, {"serves": "unknown"}, {"serves": "internet"}, {"serves": "internet", "recursive": null}] {
		testing.told(separated.observations) == set()
			with input as _zones("internet", server)
	}
	testing.told(separated.observations) == set()
		with input as _zones("internal", {"serves": "unknown", "recursive": false})
	testing.told(separated.observations) == set()
		with input as _zones("internet", {"serves": "internal", "recursive": false})
}

test_unmatched_one_server_unknown_among_others if {
	both := [{"name": "n1", "serves": "internal"}, {"name": "n2"}]
	testing.told(separated.observations) == set()
		with input as _with({"exposure": "internal", "servers": both})
}

test_skip_zone_that_others_serve if {
	testing.told(separated.observations) == {["a.example", "skip"]}
		with input as _with({"servers": []})
}

test_empty_list_has_no_subject if {
	separated.subjects == set() with input as {"zones": [], "resolvers": []}
	testing.told(separated.observations) == set()
		with input as {"zones": [], "resolvers": []}
}

test_unmatched_zone_that_says_nothing_stays_undecided if {
	separated.subjects == {"a.example"} with input as _with({})
	testing.told(separated.observations) == set()
		with input as _with({})
}
