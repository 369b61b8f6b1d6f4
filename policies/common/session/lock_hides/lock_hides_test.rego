package policies.common.session.lock_hides_test

import data.policies.common.session.lock_hides
import data.policies.lib.testing

_portal := {"id": "portal", "users": "people"}

_machines := {"policies": [{"id": "api", "users": "machines"}]}

_with(changes) := {"policies": [object.union(_portal, changes)]}

test_pass_hidden if {
	testing.told(lock_hides.observations) == {["portal", "pass"]} with input as _with({"lock_hides_content": true})
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
