package policies.common.physical.entries_test

import data.policies.common.physical.entries
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"id": "door",
	"sort": "facility",
	"in_use": true,
	"controls": ["lock"],
	"logged_until": "2026-11-18T00:00:00Z",
	"log_reviewed_on": "2026-11-18",
	"alarm_tested_on": "2026-11-18",
	"camera_seen_on": "2026-11-18T00:00:00Z",
}

_evidence(records) := {"people": [], "visits": [], "devices": [], "entries": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {
	"entry-steps": words,
	"entry-sorts": ["facility"],
	"max-log-gap-days": 31,
	"max-physical-review-days": 30,
	"max-equipment-test-days": 29,
}

_every := ["controlled", "logged", "reviewed", "alarmed", "watched"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["controlled", {}],
	["logged", {"logged_until": "2026-10-20T00:00:00Z"}],
	["reviewed", {"log_reviewed_on": "2026-10-21"}],
	["alarmed", {"alarm_tested_on": "2026-10-22"}],
	["watched", {"camera_seen_on": "2026-10-20T00:00:00Z"}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["controlled", {"controls": []}],
	["logged", {"logged_until": null}],
	["logged", {"logged_until": "2026-10-17T00:00:00Z"}],
	["reviewed", {"log_reviewed_on": null}],
	["reviewed", {"log_reviewed_on": "2026-10-18"}],
	["alarmed", {"alarm_tested_on": null}],
	["alarmed", {"alarm_tested_on": "2026-10-19"}],
	["watched", {"camera_seen_on": null}],
	["watched", {"camera_seen_on": "2026-10-17T00:00:00Z"}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["logged", "logged_until"],
	["reviewed", "log_reviewed_on"],
	["alarmed", "alarm_tested_on"],
	["watched", "camera_seen_on"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["logged", {"logged_until": "2026-10-18T00:00:00Z"}],
	["reviewed", {"log_reviewed_on": "2026-10-20"}],
	["alarmed", {"alarm_tested_on": "2026-10-21"}],
]

test_pass_every_step_at_once if {
	testing.told(entries.observations) == {["door", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(entries.observations) == {["door", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(entries.observations) == {["door", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in [{"in_use": false}] {
		testing.told(entries.observations) == {["door", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	entries.subjects == set() with input as _evidence([])
		with data.assay.params as _params([])
	testing.told(entries.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	entries.subjects == {"door"} with input as _with({})
		with data.assay.params as _params([])
	every row in _silent {
		testing.told(entries.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(entries.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(entries.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_empty_when_nothing_is_asked_for if {
	entries.subjects == set()
		with input as _with({"sort": "cabling"})
		with data.assay.params as _params([])
	testing.told(entries.observations) == set()
		with input as _with({"sort": "cabling"})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
