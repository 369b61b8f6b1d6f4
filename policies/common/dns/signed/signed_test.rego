package policies.common.dns.signed_test

import data.policies.common.dns.signed
import data.policies.lib.testing

_zone := {"id": "a.example", "exposure": "internet"}

_with(changes) := {"zones": [object.union(_zone, changes)], "resolvers": []}

_good := {"signed": true, "delegation_signed": true, "insecure_children": 0}

test_pass_signed_with_its_chain if {
	testing.told(signed.observations) == {["a.example", "pass"]}
		with input as _with(_good)
}

test_fail_each_weakness_alone if {
	every weakness in [{"signed": false}, {"delegation_signed": false}, {"insecure_children": 1}] {
		testing.told(signed.observations) == {["a.example", "fail"]}
			with input as _with(object.union(_good, weakness))
	}
}

test_malformed_what_is_not_known_stays_undecided if {
	every change in [{"signed": null}, {"delegation_signed": null}, {"insecure_children": null}] {
		testing.told(signed.observations) == set()
			with input as _with(object.union(_good, change))
	}
}

test_skip_zone_for_inside if {
	every change in [{}, {"signed": false, "delegation_signed": false, "insecure_children": 2}, _good] {
		testing.told(signed.observations) == {["a.example", "skip"]}
			with input as _with(object.union(change, {"exposure": "internal"}))
	}
}

test_empty_list_has_no_subject if {
	signed.subjects == set() with input as {"zones": [], "resolvers": []}
	testing.told(signed.observations) == set()
		with input as {"zones": [], "resolvers": []}
}

test_unmatched_zone_that_says_nothing_stays_undecided if {
	signed.subjects == {"a.example"} with input as _with({})
	testing.told(signed.observations) == set()
		with input as _with({})
}
