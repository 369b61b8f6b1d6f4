package policies.common.ci.deployers_test

import data.policies.common.ci.deployers
import data.policies.lib.testing

_portal := {"id": "acme/portal", "archived": false}

_old := {"repositories": [{"id": "acme/old", "archived": true}]}

_with(changes) := {"repositories": [object.union(_portal, changes)]}

test_pass_only_approved_roles if {
	testing.told(deployers.observations) == {["acme/portal", "pass"]}
		with input as _with({"deployers": ["release"], "authorized_deployers": ["release"]})
}

test_fail_other_role if {
	testing.told(deployers.observations) == {["acme/portal", "fail"]}
		with input as _with({"deployers": ["release", "dev"], "authorized_deployers": ["release"]})
}

test_skip_archived_repository if {
	testing.told(deployers.observations) == {["acme/old", "skip"]} with input as _old
}

test_empty_evidence_gives_no_subject if {
	deployers.subjects == set() with input as {"repositories": []}
	deployers.observations == set() with input as {"repositories": []}
}

test_unmatched_repository_the_exporter_says_nothing_of_stays_undecided if {
	deployers.subjects == {"acme/portal"} with input as _with({})
	deployers.observations == set() with input as _with({})
}

test_malformed_repository_that_nobody_deploys_stays_undecided if {
	deployers.observations == set() with input as _with({"deployers": [], "authorized_deployers": ["release"]})
}

test_skip_archived_repository_whoever_deploys if {
	every roles in [["release"], ["dev"]] {
		testing.told(deployers.observations) == {["acme/portal", "skip"]}
			with input as _with({"archived": true, "deployers": roles, "authorized_deployers": ["release"]})
	}
}

test_unmatched_nobody_knows_whether_it_is_archived if {
	unknown := _with(object.union({"deployers": ["release"], "authorized_deployers": ["release"]}, {"archived": null}))
	deployers.subjects == {"acme/portal"} with input as unknown
	deployers.observations == set() with input as unknown
}
