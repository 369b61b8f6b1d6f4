package policies.common.assessments.carried_out_test

import data.policies.common.assessments.carried_out
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"id": "A-1",
	"sort": "penetration-test",
	"status": "done",
	"started_on": "2026-02-02",
	"finished_on": "2026-02-20",
	"assessor": "acme",
	"independent": true,
	"plan_approved_on": "2026-02-02",
	"reported_on": "2026-11-18",
	"sent_on": "2026-11-18",
	"covers": ["all"],
}

_evidence(records) := {"authorizations": [], "assessments": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {"assessment-steps": words, "assessment-sorts": ["penetration-test"], "max-report-days": 30}

_every := ["assigned", "planned", "independent", "reported", "delivered"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["assigned", {}],
	["planned", {}],
	["independent", {}],
	["reported", {}],
	["delivered", {}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["assigned", {"assessor": null}],
	["planned", {"plan_approved_on": null}],
	["planned", {"plan_approved_on": "2026-02-03"}],
	["independent", {"independent": false}],
	["reported", {"reported_on": null}],
	["delivered", {"sent_on": null}],
	["reported", {"reported_on": null, "finished_on": "2026-10-18"}],
	["delivered", {"sent_on": "2026-11-19", "finished_on": "2026-10-18"}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["assigned", "assessor"],
	["planned", "plan_approved_on"],
	["planned", "started_on"],
	["independent", "independent"],
	["reported", "reported_on"],
	["delivered", "sent_on"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["assigned", {"assessor": " "}],
	["independent", {"independent": null}],
	["reported", {"reported_on": null, "finished_on": "2026-10-19"}],
	["delivered", {"sent_on": null, "finished_on": "2026-10-19"}],
	["assigned", {"status": "planned"}],
	["assigned", {"status": "planned", "assessor": null}],
	["planned", {"status": "planned"}],
	["planned", {"status": "planned", "plan_approved_on": null}],
	["planned", {"status": "planned"}],
	["planned", {"status": "planned", "plan_approved_on": "2026-03-03"}],
	["independent", {"status": "planned"}],
	["independent", {"status": "planned", "independent": false}],
	["reported", {"status": "planned"}],
	["reported", {"status": "planned", "reported_on": null}],
	["delivered", {"status": "planned"}],
	["delivered", {"status": "planned", "sent_on": null}],
]

# What makes a record one that is not judged.
_set_aside := [
	{"status": "planned", "finished_on": null},
	{"status": "cancelled", "finished_on": null},
]

test_pass_every_step_at_once if {
	testing.told(carried_out.observations) == {["A-1", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(carried_out.observations) == {["A-1", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(carried_out.observations) == {["A-1", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in _set_aside {
		testing.told(carried_out.observations) == {["A-1", "skip"]}
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
	carried_out.subjects == {"A-1"} with input as _with({})
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
		with input as _with({"sort": "red-team"})
		with data.assay.params as _params([])
	testing.told(carried_out.observations) == set()
		with input as _with({"sort": "red-team"})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
