package policies.common.connections.agreed_test

import data.policies.common.connections.agreed
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"id": "feed",
	"sort": "external",
	"active": true,
	"approved_by": "cio",
	"approved_on": "2026-01-05",
	"agreement": "ISA-1",
	"documented": ["interface", "security"],
	"reviewed_on": "2026-11-01",
}

_evidence(records) := {"connections": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {
	"connection-steps": words,
	"connection-sorts": ["external"],
	"connection-parts": ["interface", "security"],
	"max-connection-review-days": 31,
}

_every := ["approved", "agreed", "described", "reviewed"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["approved", {"approved_on": "2026-11-18"}],
	["agreed", {}],
	["described", {}],
	["reviewed", {"reviewed_on": "2026-10-20"}],
	["described", {"documented": ["security", "nature", "interface"]}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["approved", {"approved_on": null}],
	["approved", {"approved_on": "2026-11-19"}],
	["agreed", {"agreement": null}],
	["described", {"documented": ["interface"]}],
	["described", {"documented": []}],
	["reviewed", {"reviewed_on": null}],
	["reviewed", {"reviewed_on": "2026-10-17"}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["approved", "approved_by"],
	["approved", "approved_on"],
	["agreed", "agreement"],
	["described", "documented"],
	["reviewed", "reviewed_on"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["approved", {"approved_by": ""}],
	["agreed", {"agreement": " "}],
	["reviewed", {"reviewed_on": "2026-10-19"}],
]

test_pass_every_step_at_once if {
	testing.told(agreed.observations) == {["feed", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(agreed.observations) == {["feed", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(agreed.observations) == {["feed", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in [{"active": false}] {
		testing.told(agreed.observations) == {["feed", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	agreed.subjects == set() with input as _evidence([])
		with data.assay.params as _params([])
	testing.told(agreed.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	agreed.subjects == {"feed"} with input as _with({})
		with data.assay.params as _params([])
	every row in _silent {
		testing.told(agreed.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(agreed.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(agreed.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_empty_when_nothing_is_asked_for if {
	agreed.subjects == set()
		with input as _with({"sort": "internal"})
		with data.assay.params as _params([])
	testing.told(agreed.observations) == set()
		with input as _with({"sort": "internal"})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
