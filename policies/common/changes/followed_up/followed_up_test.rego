package policies.common.changes.followed_up_test

import data.policies.common.changes.followed_up
import data.policies.lib.testing

_collected := time.parse_rfc3339_ns("2026-11-18T12:00:00Z")

_asks(step) := {"follow-up-step": step, "change-sorts": ["update"], "max-follow-up-days": 5}

_change := {"id": "C-1", "sort": "update", "status": "implemented", "implemented_on": "2026-11-10T12:00:00Z"}

_log(changes) := {"period": {"from": "2026-11-01", "to": "2026-11-18"}, "changes": changes}

_with(changes) := _log([object.union(_change, changes)])

test_pass_at_once_and_up_to_the_last_day if {
	every day in ["2026-11-10T12:00:00Z", "2026-11-16T11:59:59Z"] {
		testing.told(followed_up.observations) == {["C-1", "pass"]}
			with input as _with({"controls_verified_on": day})
			with data.assay.params as _asks("verified")
			with data.assay.evidence.collected_ns as _collected
		testing.told(followed_up.observations) == {["C-1", "pass"]}
			with input as _with({"inventory_updated_on": day})
			with data.assay.params as _asks("in the inventory")
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_too_late if {
	testing.told(followed_up.observations) == {["C-1", "fail"]}
		with input as _with({"controls_verified_on": "2026-11-16T12:00:00Z"})
		with data.assay.params as _asks("verified")
		with data.assay.evidence.collected_ns as _collected
	testing.told(followed_up.observations) == {["C-1", "fail"]}
		with input as _with({"inventory_updated_on": "2026-11-16T12:00:00Z"})
		with data.assay.params as _asks("in the inventory")
		with data.assay.evidence.collected_ns as _collected
}

test_fail_still_missing_when_its_time_was_over if {
	testing.told(followed_up.observations) == {["C-1", "fail"]}
		with input as _with({"implemented_on": "2026-11-12T12:00:00Z", "controls_verified_on": null})
		with data.assay.params as _asks("verified")
		with data.assay.evidence.collected_ns as _collected
	testing.told(followed_up.observations) == {["C-1", "fail"]}
		with input as _with({"implemented_on": "2026-11-12T12:00:00Z", "inventory_updated_on": null})
		with data.assay.params as _asks("in the inventory")
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_still_in_its_time if {
	testing.told(followed_up.observations) == set()
		with input as _with({"implemented_on": "2026-11-12T12:00:01Z", "controls_verified_on": null})
		with data.assay.params as _asks("verified")
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_step_before_the_change_or_after_the_export if {
	testing.told(followed_up.observations) == set()
		with input as _with({"controls_verified_on": "2026-11-10T11:59:59Z"})
		with data.assay.params as _asks("verified")
		with data.assay.evidence.collected_ns as _collected
	testing.told(followed_up.observations) == set()
		with input as _with({"implemented_on": "2026-11-17T12:00:00Z", "controls_verified_on": "2026-11-18T12:00:01Z"})
		with data.assay.params as _asks("verified")
		with data.assay.evidence.collected_ns as _collected
	testing.told(followed_up.observations) == set()
		with input as _with({"controls_verified_on": "2026-12-18T12:00:01Z"})
		with data.assay.params as _asks("verified")
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_does_not_say_stays_undecided if {
	followed_up.subjects == {"C-1"} with input as _with({})
	testing.told(followed_up.observations) == set()
		with input as _with({})
		with data.assay.params as _asks("verified")
		with data.assay.evidence.collected_ns as _collected
	testing.told(followed_up.observations) == set()
		with input as _with({"inventory_updated_on": "2026-11-10T12:00:00Z"})
		with data.assay.params as _asks("verified")
		with data.assay.evidence.collected_ns as _collected
}

test_skip_change_of_another_sort if {
	every day in [null, "2026-11-11T12:00:00Z", "2026-11-17T12:00:00Z"] {
		testing.told(followed_up.observations) == {["C-1", "skip"]}
			with input as _with({"sort": "removal", "controls_verified_on": day})
			with data.assay.params as _asks("verified")
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_change_that_is_not_made if {
	testing.told(followed_up.observations) == {["C-1", "skip"]}
		with input as _with({"status": "cancelled", "implemented_on": null})
		with data.assay.params as _asks("verified")
		with data.assay.evidence.collected_ns as _collected
	testing.told(followed_up.observations) == set()
		with input as _with({"status": "cancelled", "controls_verified_on": "2026-11-12T12:00:00Z"})
		with data.assay.params as _asks("verified")
		with data.assay.evidence.collected_ns as _collected
	testing.told(followed_up.observations) == set()
		with input as _with({"implemented_on": null, "controls_verified_on": null})
		with data.assay.params as _asks("verified")
		with data.assay.evidence.collected_ns as _collected
}

test_empty_list_has_no_subject if {
	followed_up.subjects == set() with input as _log([])
	testing.told(followed_up.observations) == set()
		with input as _log([])
		with data.assay.params as _asks("verified")
		with data.assay.evidence.collected_ns as _collected
}

test_pass_and_fail_say_what_and_when if {
	{seen.why | some seen in followed_up.observations} == {"verified after 2 days"}
		with input as _with({"controls_verified_on": "2026-11-12T12:00:00Z"})
		with data.assay.params as _asks("verified")
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_last_day if {
	outcomes := {
		"2026-11-10T12:00:00Z": "pass",
		"2026-11-16T11:59:59Z": "pass",
		"2026-11-16T12:00:00Z": "fail",
	}
	every day, outcome in outcomes {
		testing.told(followed_up.observations) == {["C-1", outcome]}
			with input as _with({"controls_verified_on": day})
			with data.assay.params as _asks("verified")
			with data.assay.evidence.collected_ns as _collected
	}
	testing.told(followed_up.observations) == set()
		with input as _with({"controls_verified_on": "2026-11-10T11:59:59Z"})
		with data.assay.params as _asks("verified")
		with data.assay.evidence.collected_ns as _collected
}
