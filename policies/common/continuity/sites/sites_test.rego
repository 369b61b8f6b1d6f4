package policies.common.continuity.sites_test

import data.policies.common.continuity.sites
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"id": "b",
	"sort": "processing",
	"in_use": true,
	"distance_km": 100,
	"agreement_until": "2027-01-01",
	"ready_hours": 4,
	"allowed_hours": 4,
	"access_problems_on": "2026-01-01",
	"access_measures": true,
	"same_controls": true,
}

_evidence(records) := {"functions": [], "sites": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {"site-steps": words, "site-sorts": ["processing"], "min-site-distance-km": 100}

_every := ["apart", "agreed", "ready", "problems known", "measures set", "equivalent"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["apart", {}],
	["agreed", {"agreement_until": "2026-11-20"}],
	["agreed", {"agreement_until": null}],
	["ready", {}],
	["problems known", {}],
	["measures set", {}],
	["equivalent", {}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["apart", {"distance_km": 99.9}],
	["agreed", {"agreement_until": "2026-11-19"}],
	["ready", {"ready_hours": 4.1}],
	["problems known", {"access_problems_on": null}],
	["measures set", {"access_measures": false}],
	["equivalent", {"same_controls": false}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["apart", "distance_km"],
	["agreed", "agreement_until"],
	["ready", "ready_hours"],
	["ready", "allowed_hours"],
	["problems known", "access_problems_on"],
	["measures set", "access_measures"],
	["equivalent", "same_controls"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["apart", {"distance_km": null}],
	["ready", {"ready_hours": null}],
	["ready", {"allowed_hours": null}],
]

test_pass_every_step_at_once if {
	testing.told(sites.observations) == {["b", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(sites.observations) == {["b", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(sites.observations) == {["b", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in [{"in_use": false}] {
		testing.told(sites.observations) == {["b", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	sites.subjects == set() with input as _evidence([])
		with data.assay.params as _params([])
	testing.told(sites.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	sites.subjects == {"b"} with input as _with({})
		with data.assay.params as _params([])
	every row in _silent {
		testing.told(sites.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(sites.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(sites.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_empty_when_nothing_is_asked_for if {
	sites.subjects == set()
		with input as _with({"sort": "storage"})
		with data.assay.params as _params([])
	testing.told(sites.observations) == set()
		with input as _with({"sort": "storage"})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
