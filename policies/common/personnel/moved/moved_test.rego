package policies.common.personnel.moved_test

import data.policies.common.personnel.moved
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"person": "ana",
	"access_since": "2026-03-01",
	"left_on": null,
	"screened_on": "2026-11-01",
	"first_screened_on": "2026-02-01",
	"screening_matches": true,
	"moved_on": "2026-10-01T08:00:00Z",
	"access_reviewed_on": "2026-10-01T09:00:00Z",
	"access_changed_on": "2026-10-01T09:00:00Z",
	"move_told_on": "2026-10-01T09:00:00Z",
	"adverse_information_on": "2026-10-01",
	"access_protected_on": "2026-10-01",
}

_evidence(records) := {"positions": [], "sanctions": [], "people": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {"move-steps": words, "max-move-hours": 24}

_every := ["reviewed", "changed", "told"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["reviewed", {"access_reviewed_on": "2026-10-02T08:00:00Z"}],
	["reviewed", {"access_reviewed_on": "2026-10-01T08:00:00Z"}],
	["changed", {"access_changed_on": "2026-10-02T08:00:00Z"}],
	["changed", {"access_changed_on": "2026-10-01T08:00:00Z"}],
	["told", {"move_told_on": "2026-10-02T08:00:00Z"}],
	["told", {"move_told_on": "2026-09-01T08:00:00Z"}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["reviewed", {"access_reviewed_on": "2026-10-02T08:00:01Z"}],
	["reviewed", {"access_reviewed_on": null}],
	["changed", {"access_changed_on": "2026-10-02T08:00:01Z"}],
	["changed", {"access_changed_on": null}],
	["told", {"move_told_on": "2026-10-02T08:00:01Z"}],
	["told", {"move_told_on": null}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["reviewed", "access_reviewed_on"],
	["reviewed", "moved_on"],
	["changed", "access_changed_on"],
	["told", "move_told_on"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["reviewed", {"access_reviewed_on": "2026-10-01T07:59:59Z"}],
	["changed", {"access_changed_on": "2026-10-01T07:59:59Z"}],
	["told", {"moved_on": "2026-11-17T08:00:00Z", "move_told_on": null}],
]

test_pass_every_step_at_once if {
	testing.told(moved.observations) == {["ana", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(moved.observations) == {["ana", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(moved.observations) == {["ana", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in [{"left_on": "2026-11-19"}, {"moved_on": null}] {
		testing.told(moved.observations) == {["ana", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	moved.subjects == set() with input as _evidence([])
	testing.told(moved.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	moved.subjects == {"ana"} with input as _with({})
	every row in _silent {
		testing.told(moved.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(moved.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(moved.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
