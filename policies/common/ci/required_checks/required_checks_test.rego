package policies.common.ci.required_checks_test

import data.policies.common.ci.required_checks
import data.policies.lib.testing

_portal := {"id": "acme/portal", "archived": false}

_old := {"repositories": [{"id": "acme/old", "archived": true}]}

_with(changes) := {"repositories": [object.union(_portal, changes)]}

_params := {"mandatory-checks": ["unit-test", "static-analysis"]}

_checks(list) := {"default_branch_protected": true, "required_checks": list}

test_pass_all_mandatory if {
	testing.told(required_checks.observations) == {["acme/portal", "pass"]}
		with input as _with(_checks(["unit-test", "static-analysis"]))
		with data.assay.params as _params
}

test_fail_names_what_is_missing if {
	some seen in required_checks.observations with input as _with(_checks(["unit-test"]))
		with data.assay.params as _params
	seen.outcome == "fail"
	seen.why == "not mandatory: static-analysis"
}

test_fail_unprotected_branch if {
	open := object.union(_checks(["unit-test", "static-analysis"]), {"default_branch_protected": false})
	testing.told(required_checks.observations) == {["acme/portal", "fail"]} with input as _with(open)
		with data.assay.params as _params
}

test_skip_archived_repository if {
	testing.told(required_checks.observations) == {["acme/old", "skip"]} with input as _old
		with data.assay.params as _params
}

test_empty_evidence_gives_no_subject if {
	required_checks.subjects == set() with input as {"repositories": []} with data.assay.params as _params
	required_checks.observations == set() with input as {"repositories": []} with data.assay.params as _params
}

test_unmatched_repository_the_exporter_says_nothing_of_stays_undecided if {
	required_checks.subjects == {"acme/portal"} with input as _with({}) with data.assay.params as _params
	required_checks.observations == set() with input as _with({}) with data.assay.params as _params
}

test_fail_one_missing_check if {
	testing.told(required_checks.observations) == {["acme/portal", "fail"]}
		with input as _with(_checks(["unit-test"]))
		with data.assay.params as _params
}

test_malformed_archived_repository_is_skipped_whatever_it_requires if {
	every settings in [_checks(["unit-test", "static-analysis"]), _checks([]), {"default_branch_protected": false}] {
		testing.told(required_checks.observations) == {["acme/portal", "skip"]}
			with input as _with(object.union(settings, {"archived": true}))
			with data.assay.params as _params
	}
}

test_unmatched_nobody_knows_whether_it_is_archived if {
	unknown := _with(object.union(_checks(["unit-test", "static-analysis"]), {"archived": null}))
	required_checks.subjects == {"acme/portal"} with input as unknown with data.assay.params as _params
	required_checks.observations == set() with input as unknown with data.assay.params as _params
}
