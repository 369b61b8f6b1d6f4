package policies.common.changes.prepared_test

import data.policies.common.changes.prepared
import data.policies.lib.testing

_params := {"change-steps": ["tested", "approved"]}

_change := {
	"id": "C-1",
	"sort": "update",
	"status": "implemented",
	"implemented_on": "2026-11-10T12:00:00Z",
	"tested_on": "2026-11-10T12:00:00Z",
	"approved_on": "2026-11-09T12:00:00Z",
}

_log(changes) := {"period": {"from": "2026-11-01", "to": "2026-11-18"}, "changes": changes}

_with(changes) := _log([object.union(_change, changes)])

# Each step by its own member: asked for alone, and there alone.
_steps := {
	"analysed for security": "security_analyzed_on",
	"analysed for privacy": "privacy_analyzed_on",
	"tested": "tested_on",
	"validated": "validated_on",
	"documented": "documented_on",
	"approved": "approved_on",
}

_only(member, day) := _log([object.union(object.remove(_change, ["tested_on", "approved_on"]), {member: day})])

test_pass_every_step_before_the_change_or_with_it if {
	testing.told(prepared.observations) == {["C-1", "pass"]}
		with input as _with({})
		with data.assay.params as _params
}

test_pass_each_step_alone if {
	every step, member in _steps {
		testing.told(prepared.observations) == {["C-1", "pass"]}
			with input as _only(member, "2026-11-10T11:00:00Z")
			with data.assay.params as {"change-steps": [step]}
	}
}

test_fail_each_step_missing_or_late if {
	every step, member in _steps {
		every day in [null, "2026-11-10T12:00:01Z"] {
			testing.told(prepared.observations) == {["C-1", "fail"]}
				with input as _only(member, day)
				with data.assay.params as {"change-steps": [step]}
		}
	}
}

test_fail_says_which_step if {
	{seen.why | some seen in prepared.observations} == {"made without being tested", "made before it was approved"}
		with input as _with({"tested_on": null, "approved_on": "2026-11-11T00:00:00Z"})
		with data.assay.params as _params
}

test_pass_says_what_was_asked_for if {
	{seen.why | some seen in prepared.observations} == {"before it was made: tested, approved"}
		with input as _with({})
		with data.assay.params as _params
}

test_skip_change_that_is_not_made if {
	every status in ["proposed", "approved", "rejected", "cancelled"] {
		testing.told(prepared.observations) == {["C-1", "skip"]}
			with input as _with({"status": status, "implemented_on": null})
			with data.assay.params as _params
	}
}

test_empty_list_has_no_subject if {
	prepared.subjects == set() with input as _log([])
	testing.told(prepared.observations) == set()
		with input as _log([])
		with data.assay.params as _params
}

test_unmatched_record_that_does_not_say_stays_undecided if {
	silent := _log([object.remove(_change, ["tested_on"])])
	prepared.subjects == {"C-1"} with input as silent
	testing.told(prepared.observations) == set()
		with input as silent
		with data.assay.params as _params
}

test_malformed_record_that_contradicts_itself_stays_undecided if {
	testing.told(prepared.observations) == set()
		with input as _with({"status": "rejected"})
		with data.assay.params as _params
	testing.told(prepared.observations) == set()
		with input as _with({"implemented_on": null})
		with data.assay.params as _params
	testing.told(prepared.observations) == set()
		with input as _with({"implemented_on": null, "tested_on": null})
		with data.assay.params as _params
}

test_boundary_the_moment_of_the_change if {
	outcomes := {
		"2026-11-10T11:59:59Z": "pass",
		"2026-11-10T12:00:00Z": "pass",
		"2026-11-10T12:00:01Z": "fail",
	}
	every done, outcome in outcomes {
		testing.told(prepared.observations) == {["C-1", outcome]}
			with input as _with({"tested_on": done})
			with data.assay.params as _params
	}
}
