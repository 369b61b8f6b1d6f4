package policies.common.physical.visits_test

import data.policies.common.physical.visits
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"id": "V-1",
	"entered": "2026-10-01T09:00:00Z",
	"left": "2026-10-01T09:00:00Z",
	"visitor": "t.okoro",
	"host": "ana",
	"cancelled": false,
	"reviewed_on": "2026-10-05",
}

_evidence(records) := {"people": [], "entries": [], "devices": [], "visits": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {"visit-steps": words, "max-visit-review-days": 30}

_every := ["escorted", "recorded", "reviewed"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["escorted", {}],
	["recorded", {}],
	["reviewed", {"reviewed_on": "2026-11-01"}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["escorted", {"host": null}],
	["recorded", {"visitor": null}],
	["reviewed", {"reviewed_on": "2026-11-02"}],
	["reviewed", {"reviewed_on": null}],
	["reviewed", {"reviewed_on": "2026-11-19"}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["escorted", "host"],
	["recorded", "visitor"],
	["recorded", "left"],
	["reviewed", "reviewed_on"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["escorted", {"host": ""}],
	["escorted", {"entered": "2026-11-19T00:00:00Z"}],
	["escorted", {"host": null, "entered": "2026-11-19T00:00:00Z"}],
	["recorded", {"visitor": " "}],
	["recorded", {"left": null}],
	["recorded", {"left": "2026-10-01T08:59:59Z"}],
	["recorded", {"left": "2026-11-18T00:00:01Z"}],
	["recorded", {"visitor": null, "entered": "2026-11-19T00:00:00Z"}],
	["reviewed", {"reviewed_on": null, "entered": "2026-10-19T00:00:00Z"}],
]

test_pass_every_step_at_once if {
	testing.told(visits.observations) == {["V-1", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(visits.observations) == {["V-1", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(visits.observations) == {["V-1", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in [{"cancelled": true}] {
		testing.told(visits.observations) == {["V-1", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	visits.subjects == set() with input as _evidence([])
	testing.told(visits.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	visits.subjects == {"V-1"} with input as _with({})
	every row in _silent {
		testing.told(visits.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(visits.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(visits.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
