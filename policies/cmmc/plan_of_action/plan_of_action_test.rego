package policies.cmmc.plan_of_action_test

import data.policies.cmmc.plan_of_action
import data.policies.lib.testing

_item := {"id": "P-1", "level": "high", "detected": "2026-10-01", "status": "open"}

_plan(updated, items) := {"updated_on": updated, "items": items}

_with(changes) := _plan("2026-11-01", [object.union(_item, changes)])

_complete := {"owner": "ana", "due": "2026-12-31", "milestones": [{"id": "M1", "due": "2026-12-01", "done_on": null}]}

test_pass_complete_item if {
	testing.told(plan_of_action.observations) == {["P-1", "pass"]} with input as _with(_complete)
}

test_fail_each_gap_alone if {
	every gap in [{"owner": null}, {"due": null}, {"milestones": []}] {
		testing.told(plan_of_action.observations) == {["P-1", "fail"]} with input as _with(object.union(_complete, gap))
	}
}

test_skip_closed_item if {
	testing.told(plan_of_action.observations) == {["P-1", "skip"]} with input as _with({"status": "closed"})
}

test_empty_plan if {
	plan_of_action.subjects == set() with input as _plan("2026-11-01", [])
	plan_of_action.observations == set() with input as _plan("2026-11-01", [])
}

test_unmatched_item_without_the_facts_stays_undecided if {
	plan_of_action.subjects == {"P-1"} with input as _with({})
	plan_of_action.observations == set() with input as _with({})
}

test_malformed_closed_item_is_skipped_whatever_it_lacks if {
	every gap in [{}, {"owner": null}, {"due": null}, {"milestones": []}] {
		testing.told(plan_of_action.observations) == {["P-1", "skip"]}
			with input as _with(object.union_n([_complete, gap, {"status": "closed"}]))
	}
}
