package policies.common.session.termination_test

import data.policies.common.session.termination
import data.policies.lib.testing

_portal := {"id": "portal", "users": "people"}

_machines := {"policies": [{"id": "api", "users": "machines"}]}

_with(changes) := {"policies": [object.union(_portal, changes)]}

_params := {"max-session-idle-minutes": 30}

test_pass_ends_in_time if {
	testing.told(termination.observations) == {["portal", "pass"]} with input as _with({"end_minutes": 30})
		with data.assay.params as _params
}

test_fail_ends_too_late if {
	testing.told(termination.observations) == {["portal", "fail"]} with input as _with({"end_minutes": 31})
		with data.assay.params as _params
}

test_fail_never_ends if {
	testing.told(termination.observations) == {["portal", "fail"]} with input as _with({"end_minutes": null})
		with data.assay.params as _params
}

test_skip_place_for_machines if {
	testing.told(termination.observations) == {["api", "skip"]} with input as _machines with data.assay.params as _params
}

test_empty_evidence_gives_no_subject if {
	termination.subjects == set() with input as {"policies": []} with data.assay.params as _params
	termination.observations == set() with input as {"policies": []} with data.assay.params as _params
}

test_unmatched_place_the_exporter_says_nothing_of_stays_undecided if {
	termination.subjects == {"portal"} with input as _with({}) with data.assay.params as _params
	termination.observations == set() with input as _with({}) with data.assay.params as _params
}

test_boundary_minutes if {
	testing.told(termination.observations) == {["portal", "pass"]} with input as _with({"end_minutes": 1})
		with data.assay.params as _params
	testing.told(termination.observations) == {["portal", "pass"]} with input as _with({"end_minutes": 30})
		with data.assay.params as _params
	testing.told(termination.observations) == {["portal", "fail"]} with input as _with({"end_minutes": 31})
		with data.assay.params as _params
}

test_malformed_end_after_no_time_stays_undecided if {
	termination.observations == set() with input as _with({"end_minutes": 0}) with data.assay.params as _params
}

test_skip_place_for_machines_whenever_it_ends if {
	every minutes in [30, 31, null] {
		testing.told(termination.observations) == {["portal", "skip"]}
			with input as _with({"users": "machines", "end_minutes": minutes})
			with data.assay.params as _params
	}
}
