package policies.common.advisories.acted_on_test

import data.policies.common.advisories.acted_on
import data.policies.lib.testing

_advisory := {
	"id": "x",
	"issuer": "cisa",
	"sort": "directive",
	"received_on": "2026-11-10T00:00:00Z",
	"applies": true,
}

_with(changes) := {"sources": [], "advisories": [object.union(_advisory, changes)]}

_params := {"advisory-sorts": ["directive"]}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_due(due, done, told) := _with({"due": due, "done_on": done, "issuer_told_on": told})

test_pass_done_or_told_up_to_the_last_day if {
	every day in ["2026-11-10T00:00:00Z", "2026-11-12T23:59:59Z"] {
		testing.told(acted_on.observations) == {["x", "pass"]}
			with input as _due("2026-11-12", day, null)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
		testing.told(acted_on.observations) == {["x", "pass"]}
			with input as _due("2026-11-12", null, day)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
	testing.told(acted_on.observations) == {["x", "pass"]}
		with input as _due("2026-11-12", "2026-11-15T00:00:00Z", "2026-11-12T00:00:00Z")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_fail_done_too_late if {
	testing.told(acted_on.observations) == {["x", "fail"]}
		with input as _due("2026-11-12", "2026-11-13T00:00:00Z", null)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_fail_open_after_its_day if {
	testing.told(acted_on.observations) == {["x", "fail"]}
		with input as _due("2026-11-17", null, null)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_open_before_its_day_or_not_known if {
	testing.told(acted_on.observations) == set()
		with input as _due("2026-11-18", null, null)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(acted_on.observations) == set()
		with input as _due(null, null, null)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(acted_on.observations) == set()
		with input as _due("2026-11-12", null, "2026-11-13T00:00:00Z")
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(acted_on.observations) == set()
		with input as _due("2026-11-20", "2026-11-18T00:00:01Z", null)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(acted_on.observations) == set()
		with input as _due("2026-11-12", "2026-11-09T00:00:00Z", null)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(acted_on.observations) == set()
		with input as _with({"applies": null, "due": "2026-11-12", "done_on": null, "issuer_told_on": null})
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_skip_does_not_concern_the_system_or_does_not_bind if {
	late := {"due": "2026-11-12", "done_on": null, "issuer_told_on": null}
	testing.told(acted_on.observations) == {["x", "skip"]}
		with input as _with(object.union(late, {"applies": false}))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(acted_on.observations) == {["x", "skip"]}
		with input as _with(object.union(late, {"sort": "alert"}))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_empty_list_has_no_subject if {
	acted_on.subjects == set() with input as {"sources": [], "advisories": []}
	testing.told(acted_on.observations) == set()
		with input as {"sources": [], "advisories": []}
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_what_says_nothing_stays_undecided if {
	acted_on.subjects == {"x"} with input as _with({})
	testing.told(acted_on.observations) == set()
		with input as _with({})
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_day_it_is_due if {
	outcomes := {
		"2026-11-10T00:00:00Z": "pass",
		"2026-11-12T23:59:59Z": "pass",
		"2026-11-13T00:00:00Z": "fail",
	}
	every day, outcome in outcomes {
		testing.told(acted_on.observations) == {["x", outcome]}
			with input as _due("2026-11-12", day, null)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
	testing.told(acted_on.observations) == set()
		with input as _due("2026-11-12", "2026-11-09T23:59:59Z", null)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_done_before_it_came_or_after_the_export if {
	pieces := [
		_due("2026-11-12", "2026-11-09T00:00:00Z", null),
		_due("2026-11-20", "2026-11-18T00:00:01Z", null),
		_due(null, "2026-11-12T00:00:00Z", null),
	]
	every evidence in pieces {
		testing.told(acted_on.observations) == set()
			with input as evidence
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}
