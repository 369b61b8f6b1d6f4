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
