package policies.common.session.lock_test

import data.policies.common.session.lock
import data.policies.lib.testing

_portal := {"id": "portal", "users": "people"}

_machines := {"policies": [{"id": "api", "users": "machines"}]}

_with(changes) := {"policies": [object.union(_portal, changes)]}

_params := {"max-lock-minutes": 15}

test_pass_locks_in_time if {
	testing.told(lock.observations) == {["portal", "pass"]}
		with input as _with({"lock_minutes": 15, "unlock_needs_sign_in": true})
		with data.assay.params as _params
}

test_pass_ends_instead_of_locking if {
	testing.told(lock.observations) == {["portal", "pass"]}
		with input as _with({"lock_minutes": null, "end_minutes": 10})
		with data.assay.params as _params
}

test_fail_locks_too_late if {
	testing.told(lock.observations) == {["portal", "fail"]}
		with input as _with({"lock_minutes": 16, "unlock_needs_sign_in": true})
		with data.assay.params as _params
}

test_fail_neither_locks_nor_ends if {
	testing.told(lock.observations) == {["portal", "fail"]}
		with input as _with({"lock_minutes": null, "end_minutes": null})
		with data.assay.params as _params
}

test_fail_unlocks_without_sign_in if {
	testing.told(lock.observations) == {["portal", "fail"]}
		with input as _with({"lock_minutes": 5, "unlock_needs_sign_in": false})
		with data.assay.params as _params
}

test_skip_place_for_machines if {
	testing.told(lock.observations) == {["api", "skip"]} with input as _machines with data.assay.params as _params
}

test_empty_evidence_gives_no_subject if {
	lock.subjects == set() with input as {"policies": []} with data.assay.params as _params
	lock.observations == set() with input as {"policies": []} with data.assay.params as _params
}

test_unmatched_place_the_exporter_says_nothing_of_stays_undecided if {
	lock.subjects == {"portal"} with input as _with({}) with data.assay.params as _params
	lock.observations == set() with input as _with({}) with data.assay.params as _params
}

_lock(minutes, changes) := _with(object.union({"lock_minutes": minutes, "unlock_needs_sign_in": true}, changes))

test_boundary_minutes_to_the_lock if {
	lock.observations == set() with input as _lock(0, {}) with data.assay.params as _params
	testing.told(lock.observations) == {["portal", "pass"]} with input as _lock(1, {})
		with data.assay.params as _params
	testing.told(lock.observations) == {["portal", "pass"]} with input as _lock(15, {})
		with data.assay.params as _params
	testing.told(lock.observations) == {["portal", "fail"]} with input as _lock(16, {})
		with data.assay.params as _params
}

test_boundary_minutes_to_the_end if {
	testing.told(lock.observations) == {["portal", "fail"]} with input as _lock(null, {"end_minutes": 0})
		with data.assay.params as _params
	testing.told(lock.observations) == {["portal", "pass"]} with input as _lock(null, {"end_minutes": 1})
		with data.assay.params as _params
	testing.told(lock.observations) == {["portal", "pass"]} with input as _lock(null, {"end_minutes": 15})
		with data.assay.params as _params
	testing.told(lock.observations) == {["portal", "fail"]} with input as _lock(null, {"end_minutes": 16})
		with data.assay.params as _params
}

test_fail_late_lock_before_an_early_end if {
	testing.told(lock.observations) == {["portal", "fail"]} with input as _lock(16, {"end_minutes": 10})
		with data.assay.params as _params
}

test_pass_lock_without_an_end if {
	testing.told(lock.observations) == {["portal", "pass"]} with input as _lock(15, {"end_minutes": null})
		with data.assay.params as _params
}

test_malformed_place_for_machines_is_skipped_whatever_its_rules if {
	every minutes in [15, 16, null] {
		testing.told(lock.observations) == {["portal", "skip"]}
			with input as _lock(minutes, {"users": "machines", "end_minutes": 10})
			with data.assay.params as _params
		testing.told(lock.observations) == {["portal", "skip"]}
			with input as _lock(minutes, {"users": "machines", "end_minutes": null, "unlock_needs_sign_in": false})
			with data.assay.params as _params
	}
}
