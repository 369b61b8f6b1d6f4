package policies.common.maintenance.personnel_test

import data.policies.common.maintenance.personnel
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"id": "M-1",
	"place": "on-site",
	"status": "done",
	"started": "2026-10-01T08:00:00Z",
	"ended": "2026-10-01T10:00:00Z",
	"scheduled_on": "2026-10-01",
	"documented_on": "2026-10-01",
	"reviewed_on": "2026-10-02",
	"approved_by": "ana",
	"monitored_by": "ana",
	"removal_approved_by": "ana",
	"sanitized_on": "2026-09-29T08:00:00Z",
	"left_on": "2026-09-30T08:00:00Z",
	"verified_on": "2026-10-01",
	"failed_on": "2026-09-30T08:00:00Z",
	"authorized": true,
	"supervised_by": null,
	"multifactor": true,
	"disconnected": "2026-10-01T10:00:00Z",
}

_evidence(records) := {"period": {"from": "2026-01-01", "to": "2026-11-18"}, "tools": [], "jobs": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {"personnel-steps": words}

_every := ["authorized or supervised"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["authorized or supervised", {}],
	["authorized or supervised", {"authorized": false, "supervised_by": "ana"}],
	["authorized or supervised", {"authorized": null, "supervised_by": "ana"}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["authorized or supervised", {"authorized": false}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["authorized or supervised", "authorized"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["authorized or supervised", {"authorized": null}],
	["authorized or supervised", {"authorized": false, "supervised_by": " "}],
	["authorized or supervised", {"status": "planned"}],
	["authorized or supervised", {"status": "planned", "authorized": null, "supervised_by": "ana"}],
	["authorized or supervised", {"status": "planned", "authorized": false}],
]

# What makes a record one that is not judged.
_set_aside := [
	{"status": "planned", "started": null},
	{"status": "cancelled", "started": null},
]

test_pass_every_step_at_once if {
	testing.told(personnel.observations) == {["M-1", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(personnel.observations) == {["M-1", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(personnel.observations) == {["M-1", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in _set_aside {
		testing.told(personnel.observations) == {["M-1", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	personnel.subjects == set() with input as _evidence([])
	testing.told(personnel.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	personnel.subjects == {"M-1"} with input as _with({})
	every row in _silent {
		testing.told(personnel.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(personnel.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(personnel.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
