package policies.common.maintenance.carried_out_test

import data.policies.common.maintenance.carried_out
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

_params(words) := {
	"maintenance-steps": words,
	"maintenance-places": ["on-site"],
	"max-repair-hours": 48,
	"max-follow-up-days": 7,
}

_every := [
	"scheduled",
	"approved",
	"monitored",
	"documented",
	"reviewed",
	"released",
	"sanitized",
	"verified",
	"prompt",
]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["scheduled", {}],
	["approved", {}],
	["monitored", {}],
	["documented", {"documented_on": "2026-11-18"}],
	["reviewed", {"reviewed_on": "2026-11-18"}],
	["released", {}],
	["released", {"left_on": null, "removal_approved_by": null}],
	["sanitized", {"sanitized_on": "2026-09-30T08:00:00Z"}],
	["sanitized", {"left_on": null, "sanitized_on": null}],
	["verified", {}],
	["verified", {"verified_on": "2026-11-18"}],
	["prompt", {"ended": "2026-10-02T08:00:00Z"}],
	["prompt", {"failed_on": null}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["scheduled", {"scheduled_on": null}],
	["approved", {"approved_by": null}],
	["monitored", {"monitored_by": null}],
	["documented", {"documented_on": null}],
	["documented", {"documented_on": "2026-11-19"}],
	["reviewed", {"reviewed_on": null}],
	["documented", {"documented_on": null, "ended": "2026-11-10T00:00:00Z"}],
	["reviewed", {"reviewed_on": null, "ended": "2026-11-10T00:00:00Z"}],
	["verified", {"verified_on": null, "ended": "2026-11-10T00:00:00Z"}],
	["released", {"removal_approved_by": null}],
	["sanitized", {"sanitized_on": null}],
	["sanitized", {"sanitized_on": "2026-09-30T08:00:01Z"}],
	["verified", {"verified_on": null}],
	["prompt", {"ended": "2026-10-02T08:00:01Z"}],
	["prompt", {"ended": null}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["scheduled", "scheduled_on"],
	["approved", "approved_by"],
	["monitored", "monitored_by"],
	["documented", "documented_on"],
	["reviewed", "reviewed_on"],
	["released", "left_on"],
	["released", "removal_approved_by"],
	["sanitized", "sanitized_on"],
	["sanitized", "left_on"],
	["verified", "verified_on"],
	["prompt", "failed_on"],
	["prompt", "ended"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["approved", {"approved_by": " "}],
	["monitored", {"monitored_by": ""}],
	["released", {"removal_approved_by": ""}],
	["scheduled", {"scheduled_on": "2026-10-03"}],
	["verified", {"verified_on": "2026-09-29"}],
	["documented", {"documented_on": null, "ended": "2026-11-11T00:00:00Z"}],
	["reviewed", {"reviewed_on": null, "ended": "2026-11-11T00:00:00Z"}],
	["verified", {"verified_on": null, "ended": "2026-11-11T00:00:00Z"}],
	["released", {"left_on": "2026-11-19T00:00:00Z"}],
	["released", {"left_on": "2026-11-19T00:00:00Z", "removal_approved_by": null}],
	["sanitized", {"left_on": "2026-11-19T00:00:00Z", "sanitized_on": null}],
	["sanitized", {"left_on": "2026-11-19T00:00:00Z", "sanitized_on": "2026-11-20T00:00:00Z"}],
	["sanitized", {"left_on": "2026-11-19T00:00:00Z"}],
	["scheduled", {"status": "planned"}],
	["approved", {"status": "planned"}],
	["monitored", {"status": "planned"}],
	["documented", {"status": "planned"}],
	["reviewed", {"status": "planned"}],
	["released", {"status": "planned"}],
	["sanitized", {"status": "planned"}],
	["verified", {"status": "planned"}],
	["prompt", {"status": "planned"}],
	["scheduled", {"status": "planned", "scheduled_on": null}],
	["approved", {"status": "planned", "approved_by": null}],
	["monitored", {"status": "planned", "monitored_by": null}],
	["documented", {"status": "planned", "documented_on": null}],
	["reviewed", {"status": "planned", "reviewed_on": null}],
	["released", {"status": "planned", "removal_approved_by": null}],
	["released", {"status": "planned", "left_on": null}],
	["sanitized", {"status": "planned", "sanitized_on": null}],
	["sanitized", {"status": "planned", "left_on": null}],
	["verified", {"status": "planned", "verified_on": null}],
	["prompt", {"status": "planned", "ended": null}],
	["prompt", {"status": "planned", "failed_on": null}],
	["sanitized", {"status": "planned", "sanitized_on": "2026-10-10T00:00:00Z"}],
]

# What makes a record one that is not judged.
_set_aside := [
	{"status": "planned", "started": null},
	{"status": "cancelled", "started": null},
]

test_pass_every_step_at_once if {
	testing.told(carried_out.observations) == {["M-1", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(carried_out.observations) == {["M-1", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(carried_out.observations) == {["M-1", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in _set_aside {
		testing.told(carried_out.observations) == {["M-1", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	carried_out.subjects == set() with input as _evidence([])
		with data.assay.params as _params([])
	testing.told(carried_out.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	carried_out.subjects == {"M-1"} with input as _with({})
		with data.assay.params as _params([])
	every row in _silent {
		testing.told(carried_out.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(carried_out.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(carried_out.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_empty_when_nothing_is_asked_for if {
	carried_out.subjects == set()
		with input as _with({"place": "remote"})
		with data.assay.params as _params([])
	testing.told(carried_out.observations) == set()
		with input as _with({"place": "remote"})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
