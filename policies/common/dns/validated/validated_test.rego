package policies.common.dns.validated_test

import data.policies.common.dns.validated
import data.policies.lib.testing

_resolver := {"id": "r1", "active": true}

_with(changes) := {"zones": [], "resolvers": [object.union(_resolver, changes)]}

_good := {"requests_signatures": true, "validates": true}

test_pass_asks_and_checks if {
	testing.told(validated.observations) == {["r1", "pass"]}
		with input as _with(_good)
}

test_fail_each_weakness_alone if {
	every weakness in [{"requests_signatures": false}, {"validates": false}] {
		testing.told(validated.observations) == {["r1", "fail"]}
			with input as _with(object.union(_good, weakness))
	}
}

test_skip_resolver_not_in_use if {
	every change in [{}, _good, {"requests_signatures": false, "validates": false}] {
		testing.told(validated.observations) == {["r1", "skip"]}
			with input as _with(object.union(change, {"active": false}))
	}
}

test_empty_list_has_no_subject if {
	validated.subjects == set() with input as {"zones": [], "resolvers": []}
	testing.told(validated.observations) == set()
		with input as {"zones": [], "resolvers": []}
}

test_unmatched_what_is_not_known_stays_undecided if {
	validated.subjects == {"r1"} with input as _with({})
	every change in [{"requests_signatures": null}, {"validates": null}] {
		testing.told(validated.observations) == set()
			with input as _with(object.union(_good, change))
	}
}

test_malformed_one_of_both_unknown if {
	pieces := [
		_with(object.union(_good, {"requests_signatures": null})),
		_with(object.union(_good, {"validates": null})),
	]
	every evidence in pieces {
		testing.told(validated.observations) == set()
			with input as evidence
	}
}
