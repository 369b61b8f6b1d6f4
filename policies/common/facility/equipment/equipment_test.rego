package policies.common.facility.equipment_test

import data.policies.common.facility.equipment
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"id": "ups-a",
	"sort": "ups",
	"in_service": true,
	"maintained_on": "2026-11-01",
	"own_energy": true,
	"guarded": true,
	"reachable": true,
}

_evidence(records) := {"readings": [], "deliveries": [], "equipment": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {"equipment-steps": words, "equipment-sorts": ["ups"], "max-equipment-test-days": 31}

_every := ["in service", "maintained", "independent", "guarded", "reachable"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["in service", {}],
	["maintained", {"maintained_on": "2026-10-20"}],
	["independent", {}],
	["guarded", {}],
	["reachable", {}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["maintained", {"maintained_on": null}],
	["maintained", {"maintained_on": "2026-10-17"}],
	["independent", {"own_energy": false}],
	["guarded", {"guarded": false}],
	["reachable", {"reachable": false}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["maintained", "maintained_on"],
	["independent", "own_energy"],
	["guarded", "guarded"],
	["reachable", "reachable"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["in service", {"in_service": null}],
	["maintained", {"maintained_on": "2026-10-19"}],
	["independent", {"own_energy": null}],
]

test_pass_every_step_at_once if {
	testing.told(equipment.observations) == {["ups-a", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(equipment.observations) == {["ups-a", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(equipment.observations) == {["ups-a", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in [{"in_service": false}] {
		testing.told(equipment.observations) == {["ups-a", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	equipment.subjects == set() with input as _evidence([])
		with data.assay.params as _params([])
	testing.told(equipment.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	equipment.subjects == {"ups-a"} with input as _with({})
		with data.assay.params as _params([])
	every row in _silent {
		testing.told(equipment.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(equipment.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(equipment.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_empty_when_nothing_is_asked_for if {
	equipment.subjects == set()
		with input as _with({"sort": "generator"})
		with data.assay.params as _params([])
	testing.told(equipment.observations) == set()
		with input as _with({"sort": "generator"})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
