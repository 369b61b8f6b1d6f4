package policies.common.disclosure.reachable_test

import data.policies.common.disclosure.reachable
import data.policies.lib.testing

_with(changes) := {"channels": [object.union({"id": "x", "public": null}, changes)]}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_good := {"public": true, "contacts": ["mailto:security@x.example"], "expires": "2026-11-20T00:00:01Z"}

test_pass_public_with_an_address if {
	testing.told(reachable.observations) == {["x", "pass"]}
		with input as _with(_good)
		with data.assay.now as _now
	testing.told(reachable.observations) == {["x", "pass"]}
		with input as _with(object.union(_good, {"expires": null}))
		with data.assay.now as _now
	testing.told(reachable.observations) == {["x", "pass"]}
		with input as _with(object.union(_good, {"retired": false}))
		with data.assay.now as _now
}

test_fail_each_weakness_alone if {
	every weakness in [{"public": false}, {"contacts": []}, {"expires": "2026-11-20T00:00:00Z"}] {
		testing.told(reachable.observations) == {["x", "fail"]}
			with input as _with(object.union(_good, weakness))
			with data.assay.now as _now
	}
}

test_malformed_what_is_not_known_stays_undecided if {
	every change in [{"public": null}, {"contacts": [" "]}] {
		testing.told(reachable.observations) == set()
			with input as _with(object.union(_good, change))
			with data.assay.now as _now
	}
	testing.told(reachable.observations) == set()
		with input as _with(object.remove(_good, ["expires"]))
		with data.assay.now as _now
	testing.told(reachable.observations) == set()
		with input as _with(object.remove(_good, ["contacts"]))
		with data.assay.now as _now
}

test_skip_channel_that_was_replaced if {
	testing.told(reachable.observations) == {["x", "skip"]}
		with input as _with(object.union(_good, {"retired": true}))
		with data.assay.now as _now
	testing.told(reachable.observations) == {["x", "skip"]}
		with input as _with({"public": false, "contacts": [], "expires": "2026-01-01T00:00:00Z", "retired": true})
		with data.assay.now as _now
}

test_empty_list_has_no_subject if {
	reachable.subjects == set() with input as {"channels": []}
	testing.told(reachable.observations) == set()
		with input as {"channels": []}
		with data.assay.now as _now
}

test_unmatched_what_says_nothing_stays_undecided if {
	reachable.subjects == {"x"} with input as _with({})
	testing.told(reachable.observations) == set()
		with input as _with({})
		with data.assay.now as _now
}

test_boundary_the_moment_it_ends if {
	outcomes := {
		"2026-11-20T00:00:01Z": "pass",
		"2026-11-20T00:00:00Z": "fail",
		"2026-11-19T23:59:59Z": "fail",
	}
	every end, outcome in outcomes {
		testing.told(reachable.observations) == {["x", outcome]}
			with input as _with(object.union(_good, {"expires": end}))
			with data.assay.now as _now
	}
}
