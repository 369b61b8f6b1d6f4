package policies.common.components.genuine_test

import data.policies.common.components.genuine
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"id": "S-1",
	"state": "in-use",
	"received_on": "2026-02-01",
	"source": "maker",
	"inspected_on": "2026-11-01",
	"genuine": true,
	"reported_on": null,
	"found_on": null,
	"repair_tracked": true,
	"disposal_method": "shredded",
	"disposal_approved_by": "ana",
}

_evidence(records) := {"components": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {
	"component-steps": words,
	"max-inspection-days": 31,
	"max-counterfeit-report-hours": 24,
	"disposal-methods": ["shredded"],
}

_every := ["traced", "inspected", "genuine", "reported", "tracked", "disposed of"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["traced", {}],
	["inspected", {"inspected_on": "2026-10-20"}],
	["genuine", {}],
	["reported", {}],
	["reported", {"genuine": false, "found_on": "2026-10-01T00:00:00Z", "reported_on": "2026-10-02T00:00:00Z"}],
	["tracked", {}],
	["disposed of", {"disposal_method": null}],
	["disposed of", {"state": "disposed"}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["traced", {"source": null}],
	["inspected", {"inspected_on": null}],
	["inspected", {"inspected_on": "2026-10-17"}],
	["genuine", {"genuine": false}],
	["reported", {"found_on": "2026-10-01T00:00:00Z", "reported_on": "2026-10-02T00:00:01Z"}],
	["reported", {"found_on": "2026-10-01T00:00:00Z"}],
	["tracked", {"repair_tracked": false}],
	["disposed of", {"state": "disposed", "disposal_approved_by": null}],
	["disposed of", {"state": "disposed", "disposal_method": "sold"}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["traced", "source"],
	["inspected", "inspected_on"],
	["genuine", "genuine"],
	["reported", "found_on"],
	["tracked", "repair_tracked"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["traced", {"source": " "}],
	["inspected", {"inspected_on": "2026-10-19"}],
	["inspected", {"inspected_on": null, "state": "in-repair"}],
	["genuine", {"genuine": null}],
	["reported", {"genuine": false}],
	["disposed of", {"state": "disposed", "disposal_method": null}],
	["disposed of", {"state": "disposed", "disposal_method": " "}],
	["disposed of", {"state": "disposed", "disposal_approved_by": ""}],
]

test_pass_every_step_at_once if {
	testing.told(genuine.observations) == {["S-1", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(genuine.observations) == {["S-1", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(genuine.observations) == {["S-1", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in [{"received_on": null}, {"state": "returned"}] {
		testing.told(genuine.observations) == {["S-1", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	genuine.subjects == set() with input as _evidence([])
	testing.told(genuine.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	genuine.subjects == {"S-1"} with input as _with({})
	every row in _silent {
		testing.told(genuine.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(genuine.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(genuine.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
