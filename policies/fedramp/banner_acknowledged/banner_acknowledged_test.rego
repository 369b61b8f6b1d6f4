package policies.fedramp.banner_acknowledged_test

import data.policies.fedramp.banner_acknowledged
import data.policies.lib.testing

_portal := {"id": "portal", "users": "people", "banner": "Authorized use only."}

_with(changes) := {"policies": [object.union(_portal, changes)]}

test_pass_acknowledged if {
	testing.told(banner_acknowledged.observations) == {["portal", "pass"]}
		with input as _with({"banner_acknowledged": true})
}

test_fail_can_be_passed_by if {
	testing.told(banner_acknowledged.observations) == {["portal", "fail"]}
		with input as _with({"banner_acknowledged": false})
}

test_skip_place_for_machines if {
	testing.told(banner_acknowledged.observations) == {["portal", "skip"]} with input as _with({"users": "machines"})
}

test_empty_without_places if {
	banner_acknowledged.subjects == set() with input as {"policies": []}
	banner_acknowledged.observations == set() with input as {"policies": []}
}

test_unmatched_place_without_the_fact_stays_undecided if {
	banner_acknowledged.subjects == {"portal"} with input as _with({"banner_acknowledged": null})
	banner_acknowledged.observations == set() with input as _with({"banner_acknowledged": null})
}

test_unmatched_blank_is_no_answer_and_stays_undecided if {
	banner_acknowledged.observations == set() with input as _with({"banner": "", "banner_acknowledged": true})
}

test_malformed_place_for_machines_is_skipped_whatever_it_asks if {
	every asked in [true, false, null] {
		testing.told(banner_acknowledged.observations) == {["portal", "skip"]}
			with input as _with({"users": "machines", "banner_acknowledged": asked})
	}
}
