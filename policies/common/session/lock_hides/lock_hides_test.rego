package policies.common.session.lock_hides_test

import data.policies.common.session.lock_hides
import data.policies.lib.testing

_portal := {"id": "portal", "users": "people"}

_machines := {"policies": [{"id": "api", "users": "machines"}]}

_with(changes) := {"policies": [object.union(_portal, changes)]}

test_pass_hidden if {
	testing.told(lock_hides.observations) == {["portal", "pass"]}
		with input as _with({"lock_minutes": 15, "lock_hides_content": true})
}

test_fail_visible if {
	testing.told(lock_hides.observations) == {["portal", "fail"]} with input as _with({"lock_hides_content": false})
}

test_skip_place_for_machines if {
	testing.told(lock_hides.observations) == {["api", "skip"]} with input as _machines
}

test_empty_evidence_gives_no_subject if {
	lock_hides.subjects == set() with input as {"policies": []}
	lock_hides.observations == set() with input as {"policies": []}
}

test_unmatched_place_the_exporter_says_nothing_of_stays_undecided if {
	lock_hides.subjects == {"portal"} with input as _with({"lock_hides_content": null})
	lock_hides.observations == set() with input as _with({"lock_hides_content": null})
}

test_fail_place_that_never_locks_hides_nothing if {
	never := _with({"lock_minutes": null, "end_minutes": null, "lock_hides_content": true})
	testing.told(lock_hides.observations) == {["portal", "fail"]} with input as never
}

test_unmatched_place_that_ends_instead_of_locking_stays_undecided if {
	ending := _with({"lock_minutes": null, "end_minutes": 15, "lock_hides_content": true})
	lock_hides.observations == set() with input as ending
}

_lock(minutes, hides) := {"lock_minutes": minutes, "lock_hides_content": hides}

test_boundary_a_lock_after_no_time_is_none if {
	lock_hides.observations == set() with input as _with(_lock(0, true))
	testing.told(lock_hides.observations) == {["portal", "pass"]} with input as _with(_lock(1, true))
}

test_pass_lock_without_an_end if {
	testing.told(lock_hides.observations) == {["portal", "pass"]}
		with input as _with(object.union(_lock(15, true), {"end_minutes": null}))
}

test_unmatched_lock_that_nobody_knows_to_hide_stays_undecided if {
	lock_hides.observations == set() with input as _with(_lock(15, null))
}

test_malformed_place_for_machines_is_skipped_whatever_it_shows if {
	every hides in [true, false] {
		testing.told(lock_hides.observations) == {["portal", "skip"]}
			with input as _with(object.union(_lock(15, hides), {"users": "machines"}))
	}
	testing.told(lock_hides.observations) == {["portal", "skip"]}
		with input as _with({"users": "machines", "lock_minutes": null, "end_minutes": null})
}
