package policies.common.facility.deliveries_test

import data.policies.common.facility.deliveries
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"id": "D-1",
	"direction": "in",
	"moved_on": "2026-11-18",
	"authorized_by": "ana",
	"checked_by": "guard",
	"recorded_on": "2026-11-18",
}

_evidence(records) := {"equipment": [], "readings": [], "deliveries": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {"delivery-steps": words, "delivery-directions": ["in"]}

_every := ["authorized", "controlled", "recorded"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["authorized", {}],
	["controlled", {}],
	["recorded", {}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["authorized", {"authorized_by": null}],
	["controlled", {"checked_by": null}],
	["recorded", {"recorded_on": null}],
	["recorded", {"recorded_on": "2026-11-19"}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["authorized", "authorized_by"],
	["controlled", "checked_by"],
	["recorded", "recorded_on"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["authorized", {"authorized_by": ""}],
	["controlled", {"checked_by": " "}],
	["authorized", {"authorized_by": null, "moved_on": "2026-11-19"}],
	["controlled", {"checked_by": null, "moved_on": "2026-11-19"}],
	["recorded", {"recorded_on": null, "moved_on": "2026-11-19"}],
]

test_pass_every_step_at_once if {
	testing.told(deliveries.observations) == {["D-1", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(deliveries.observations) == {["D-1", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(deliveries.observations) == {["D-1", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in [{"moved_on": null}] {
		testing.told(deliveries.observations) == {["D-1", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	deliveries.subjects == set() with input as _evidence([])
		with data.assay.params as _params([])
	testing.told(deliveries.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	deliveries.subjects == {"D-1"} with input as _with({})
		with data.assay.params as _params([])
	every row in _silent {
		testing.told(deliveries.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(deliveries.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(deliveries.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_empty_when_nothing_is_asked_for if {
	deliveries.subjects == set()
		with input as _with({"direction": "out"})
		with data.assay.params as _params([])
	testing.told(deliveries.observations) == set()
		with input as _with({"direction": "out"})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
