package policies.common.physical.devices_test

import data.policies.common.physical.devices
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"id": "K-1",
	"sort": "key",
	"state": "in-use",
	"holder": "ana",
	"secured": true,
	"counted_on": "2026-11-01",
	"exposed_on": null,
	"changed_on": null,
}

_evidence(records) := {"people": [], "entries": [], "visits": [], "devices": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {"device-steps": words, "max-device-count-days": 31, "max-hours-after-leaving": 24}

_every := ["secured", "counted", "changed"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["secured", {}],
	["counted", {"counted_on": "2026-10-20"}],
	["changed", {}],
	["changed", {"state": "stored"}],
	["changed", {"state": "lost", "exposed_on": "2026-11-01T00:00:00Z", "changed_on": "2026-11-02T00:00:00Z"}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["secured", {"secured": false}],
	["counted", {"counted_on": null}],
	["counted", {"counted_on": "2026-10-17"}],
	["changed", {"exposed_on": "2026-11-01T00:00:00Z", "changed_on": "2026-11-02T00:00:01Z"}],
	["changed", {"exposed_on": "2026-11-01T00:00:00Z"}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["secured", "secured"],
	["counted", "counted_on"],
	["changed", "exposed_on"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["secured", {"secured": null}],
	["counted", {"counted_on": "2026-10-19"}],
	["changed", {"state": "lost"}],
	["changed", {"exposed_on": "2026-11-17T12:00:00Z"}],
]

test_pass_every_step_at_once if {
	testing.told(devices.observations) == {["K-1", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(devices.observations) == {["K-1", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(devices.observations) == {["K-1", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in [{"state": "destroyed"}] {
		testing.told(devices.observations) == {["K-1", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	devices.subjects == set() with input as _evidence([])
	testing.told(devices.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	devices.subjects == {"K-1"} with input as _with({})
	every row in _silent {
		testing.told(devices.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(devices.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(devices.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
