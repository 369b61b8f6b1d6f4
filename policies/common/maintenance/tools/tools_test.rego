package policies.common.maintenance.tools_test

import data.policies.common.maintenance.tools
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"id": "T-1",
	"in_use": true,
	"approved_by": "ana",
	"reviewed_on": "2026-11-01",
	"inspected_on": "2026-11-01T08:00:00Z",
	"scanned_on": "2026-11-01T08:00:00Z",
	"used_on": "2026-11-01T08:00:00Z",
	"left_on": "2026-11-02T08:00:00Z",
	"cleared_on": "2026-11-02T08:00:00Z",
}

_evidence(records) := {"period": {"from": "2026-01-01", "to": "2026-11-18"}, "jobs": [], "tools": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {"tool-steps": words, "max-tool-review-days": 31}

_every := ["approved", "reviewed", "inspected", "scanned", "cleared"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["approved", {}],
	["reviewed", {"reviewed_on": "2026-10-20"}],
	["inspected", {}],
	["scanned", {}],
	["cleared", {}],
	["cleared", {"left_on": null, "cleared_on": null}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["approved", {"approved_by": null}],
	["reviewed", {"reviewed_on": null}],
	["reviewed", {"reviewed_on": "2026-10-17"}],
	["inspected", {"inspected_on": null}],
	["scanned", {"scanned_on": null}],
	["cleared", {"cleared_on": null}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["approved", "approved_by"],
	["reviewed", "reviewed_on"],
	["inspected", "inspected_on"],
	["inspected", "used_on"],
	["scanned", "scanned_on"],
	["scanned", "used_on"],
	["cleared", "left_on"],
	["cleared", "cleared_on"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["approved", {"approved_by": ""}],
	["approved", {"approved_by": null, "used_on": null}],
	["reviewed", {"reviewed_on": "2026-10-19"}],
	["inspected", {"inspected_on": "2026-11-01T08:00:01Z"}],
	["inspected", {"used_on": "2026-11-19T00:00:00Z"}],
	["inspected", {"used_on": null, "inspected_on": null}],
	["scanned", {"scanned_on": "2026-11-01T08:00:01Z"}],
	["scanned", {"used_on": "2026-11-19T00:00:00Z"}],
	["scanned", {"used_on": null, "scanned_on": null}],
	["cleared", {"cleared_on": "2026-11-02T08:00:01Z"}],
	["cleared", {"left_on": "2026-11-19T00:00:00Z"}],
	["cleared", {"left_on": "2026-11-19T00:00:00Z", "cleared_on": null}],
]

test_pass_every_step_at_once if {
	testing.told(tools.observations) == {["T-1", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(tools.observations) == {["T-1", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(tools.observations) == {["T-1", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in [{"in_use": false}] {
		testing.told(tools.observations) == {["T-1", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	tools.subjects == set() with input as _evidence([])
	testing.told(tools.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	tools.subjects == {"T-1"} with input as _with({})
	every row in _silent {
		testing.told(tools.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(tools.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(tools.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
