package policies.common.facility.climate_test

import data.policies.common.facility.climate
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"sensor": "t-1",
	"quantity": "temperature",
	"in_service": true,
	"at": "2026-11-17T20:00:00Z",
	"value": 20,
	"low": 18,
	"high": 27,
}

_evidence(records) := {"equipment": [], "deliveries": [], "readings": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {"climate-steps": words, "max-reading-hours": 4}

_every := ["in bounds", "read"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["in bounds", {"value": 18}],
	["in bounds", {"value": 27}],
	["read", {}],
	["in bounds", {"at": "2026-11-18T00:00:00Z"}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["in bounds", {"value": 17.9}],
	["in bounds", {"value": 27.1}],
	["in bounds", {"value": 27.1, "low": null}],
	["in bounds", {"value": 17, "high": null}],
	["read", {"at": "2026-11-17T19:59:59Z"}],
	["read", {"at": null}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["in bounds", "value"],
	["in bounds", "low"],
	["in bounds", "high"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["in bounds", {"value": null}],
	["in bounds", {"low": null}],
	["in bounds", {"high": null}],
	["in bounds", {"at": "2026-11-19T00:00:00Z"}],
	["in bounds", {"at": "2026-11-19T00:00:00Z", "value": 5}],
	["in bounds", {"at": "2026-11-19T00:00:00Z", "value": 50}],
]

test_pass_every_step_at_once if {
	testing.told(climate.observations) == {["t-1", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(climate.observations) == {["t-1", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(climate.observations) == {["t-1", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in [{"in_service": false}] {
		testing.told(climate.observations) == {["t-1", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	climate.subjects == set() with input as _evidence([])
	testing.told(climate.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	climate.subjects == {"t-1"} with input as _with({})
	every row in _silent {
		testing.told(climate.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(climate.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(climate.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
