package policies.fedramp.banner_test

import data.policies.fedramp.banner
import data.policies.lib.testing

_params := {"banner-phrases": ["U.S. Government"]}

_portal := {"id": "portal", "users": "people"}

_with(changes) := {"policies": [object.union(_portal, changes)]}

test_pass_words_in_any_case if {
	testing.told(banner.observations) == {["portal", "pass"]}
		with input as _with({"banner": "THIS IS A U.S. GOVERNMENT SYSTEM."})
		with data.assay.params as _params
}

test_fail_other_words if {
	testing.told(banner.observations) == {["portal", "fail"]} with input as _with({"banner": "Welcome!"})
		with data.assay.params as _params
}

test_fail_no_notice if {
	testing.told(banner.observations) == {["portal", "fail"]} with input as _with({"banner": null})
		with data.assay.params as _params
}

test_skip_place_for_machines if {
	testing.told(banner.observations) == {["portal", "skip"]} with input as _with({"users": "machines"})
		with data.assay.params as _params
}

test_empty_without_places if {
	banner.subjects == set() with input as {"policies": []}
	banner.observations == set() with input as {"policies": []} with data.assay.params as _params
}

test_unmatched_place_without_the_fact_stays_undecided if {
	banner.subjects == {"portal"} with input as _with({})
	banner.observations == set() with input as _with({}) with data.assay.params as _params
}

test_malformed_place_for_machines_is_skipped_whatever_it_shows if {
	every words in ["This is a U.S. Government system.", "Welcome!", null] {
		testing.told(banner.observations) == {["portal", "skip"]}
			with input as _with({"users": "machines", "banner": words})
			with data.assay.params as _params
	}
}
