package policies.common.personnel.sanctions_test

import data.policies.common.personnel.sanctions
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"id": "S-1",
	"opened": "2026-10-01T08:00:00Z",
	"dropped": false,
	"told_on": "2026-10-01T09:00:00Z",
	"documented": true,
}

_evidence(records) := {"people": [], "positions": [], "sanctions": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {"sanction-steps": words, "max-sanction-notice-hours": 24}

_every := ["told", "documented"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["told", {"told_on": "2026-10-02T08:00:00Z"}],
	["documented", {}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["told", {"told_on": "2026-10-02T08:00:01Z"}],
	["told", {"told_on": null}],
	["documented", {"documented": false}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["told", "told_on"],
	["documented", "documented"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["told", {"opened": "2026-11-17T08:00:00Z", "told_on": null}],
	["documented", {"documented": null}],
	["told", {"opened": null}],
]

test_pass_every_step_at_once if {
	testing.told(sanctions.observations) == {["S-1", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(sanctions.observations) == {["S-1", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(sanctions.observations) == {["S-1", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in [{"dropped": true}] {
		testing.told(sanctions.observations) == {["S-1", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	sanctions.subjects == set() with input as _evidence([])
	testing.told(sanctions.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	sanctions.subjects == {"S-1"} with input as _with({})
	every row in _silent {
		testing.told(sanctions.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(sanctions.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(sanctions.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
