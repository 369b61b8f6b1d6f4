package policies.common.ci.reviewed_test

import data.policies.common.ci.reviewed
import data.policies.lib.testing

_portal := {"id": "acme/portal", "archived": false}

_old := {"repositories": [{"id": "acme/old", "archived": true}]}

_with(changes) := {"repositories": [object.union(_portal, changes)]}

_params := {"min-reviews": 1}

_strict := {"default_branch_protected": true, "required_reviews": 1, "author_can_approve": false}

test_pass_reviewed_by_others if {
	testing.told(reviewed.observations) == {["acme/portal", "pass"]} with input as _with(_strict)
		with data.assay.params as _params
}

test_fail_each_weakness_alone if {
	every weakness in [{"default_branch_protected": false}, {"required_reviews": 0}, {"author_can_approve": true}] {
		testing.told(reviewed.observations) == {["acme/portal", "fail"]}
			with input as _with(object.union(_strict, weakness))
			with data.assay.params as _params
	}
}

test_skip_archived_repository if {
	testing.told(reviewed.observations) == {["acme/old", "skip"]} with input as _old with data.assay.params as _params
}

test_empty_evidence_gives_no_subject if {
	reviewed.subjects == set() with input as {"repositories": []} with data.assay.params as _params
	reviewed.observations == set() with input as {"repositories": []} with data.assay.params as _params
}

test_unmatched_repository_the_exporter_says_nothing_of_stays_undecided if {
	reviewed.subjects == {"acme/portal"}
		with input as _with({"default_branch_protected": true, "required_reviews": null})
		with data.assay.params as _params
	reviewed.observations == set() with input as _with({"default_branch_protected": true, "required_reviews": null})
		with data.assay.params as _params
}

test_boundary_reviews_that_are_enough if {
	testing.told(reviewed.observations) == {["acme/portal", "pass"]} with input as _with(_strict)
		with data.assay.params as _params
	testing.told(reviewed.observations) == {["acme/portal", "fail"]}
		with input as _with(object.union(_strict, {"required_reviews": 0}))
		with data.assay.params as _params
}

test_malformed_archived_repository_is_skipped_whatever_it_requires if {
	weak := {"default_branch_protected": false, "required_reviews": 0, "author_can_approve": true}
	every settings in [_strict, weak] {
		testing.told(reviewed.observations) == {["acme/portal", "skip"]}
			with input as _with(object.union(settings, {"archived": true}))
			with data.assay.params as _params
	}
}

test_unmatched_nobody_knows_whether_it_is_archived if {
	unknown := _with(object.union(_strict, {"archived": null}))
	reviewed.subjects == {"acme/portal"} with input as unknown with data.assay.params as _params
	reviewed.observations == set() with input as unknown with data.assay.params as _params
}
