package policies.common.dns.redundant_test

import data.policies.common.dns.redundant
import data.policies.lib.testing

_zone := {"id": "a.example", "exposure": "internet"}

_with(changes) := {"zones": [object.union(_zone, changes)], "resolvers": []}

_params := {"min-name-servers": 2}

_east := {"name": "n1", "network": "192.0.2.0/24", "place": "east"}

_west := {"name": "n2", "network": "198.51.100.0/24", "place": "west"}

_pair(changes) := _with({"servers": [_east, object.union(_west, changes)]})

test_pass_two_servers_apart if {
	testing.told(redundant.observations) == {["a.example", "pass"]}
		with input as _pair({})
		with data.assay.params as _params
}

_alone := {"1 servers", "all servers stand in one network", "all servers stand in one place"}

test_fail_one_server if {
	{seen.why | some seen in redundant.observations} == _alone
		with input as _with({"servers": [_east]})
		with data.assay.params as _params
}

test_fail_each_weakness_alone if {
	every weakness in [{"network": "192.0.2.0/24"}, {"place": "east"}] {
		testing.told(redundant.observations) == {["a.example", "fail"]}
			with input as _pair(weakness)
			with data.assay.params as _params
	}
}

test_fail_fewer_than_asked_for if {
	testing.told(redundant.observations) == {["a.example", "fail"]}
		with input as _pair({})
		with data.assay.params as {"min-name-servers": 3}
}

test_unmatched_neither_network_nor_place_known if {
	every change in [{"network": ""}, {"place": ""}] {
		testing.told(redundant.observations) == set()
			with input as _with({"servers": [object.union(_east, change), object.union(_west, change)]})
			with data.assay.params as _params
	}
}

test_malformed_network_or_place_unknown if {
	every change in [{"network": null}, {"place": null}, {"network": ""}, {"place": " "}] {
		testing.told(redundant.observations) == set()
			with input as _pair(change)
			with data.assay.params as _params
	}
}

test_skip_zone_that_others_serve if {
	testing.told(redundant.observations) == {["a.example", "skip"]}
		with input as _with({"servers": []})
		with data.assay.params as _params
}

test_empty_list_has_no_subject if {
	redundant.subjects == set() with input as {"zones": [], "resolvers": []}
	testing.told(redundant.observations) == set()
		with input as {"zones": [], "resolvers": []}
		with data.assay.params as _params
}

test_unmatched_zone_that_says_nothing_stays_undecided if {
	redundant.subjects == {"a.example"} with input as _with({})
	testing.told(redundant.observations) == set()
		with input as _with({})
		with data.assay.params as _params
}

test_boundary_as_many_as_asked if {
	testing.told(redundant.observations) == {["a.example", "pass"]}
		with input as _with({"servers": [_east, _west]})
		with data.assay.params as _params
	testing.told(redundant.observations) == {["a.example", "fail"]}
		with input as _with({"servers": [_east]})
		with data.assay.params as _params
}
