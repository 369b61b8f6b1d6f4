package policies.common.ci.signed_builds_test

import data.policies.common.ci.signed_builds
import data.policies.lib.testing

_portal := {"id": "acme/portal", "archived": false}

_old := {"repositories": [{"id": "acme/old", "archived": true}]}

_with(changes) := {"repositories": [object.union(_portal, changes)]}

test_pass_signed if {
	testing.told(signed_builds.observations) == {["acme/portal", "pass"]} with input as _with({"signed_builds": true})
}

test_fail_unsigned if {
	testing.told(signed_builds.observations) == {["acme/portal", "fail"]} with input as _with({"signed_builds": false})
}

test_skip_archived_repository if {
	testing.told(signed_builds.observations) == {["acme/old", "skip"]} with input as _old
}

test_empty_evidence_gives_no_subject if {
	signed_builds.subjects == set() with input as {"repositories": []}
	signed_builds.observations == set() with input as {"repositories": []}
}

test_unmatched_repository_the_exporter_says_nothing_of_stays_undecided if {
	signed_builds.subjects == {"acme/portal"} with input as _with({"signed_builds": null})
	signed_builds.observations == set() with input as _with({"signed_builds": null})
}

test_malformed_archived_repository_is_skipped_whatever_it_signs if {
	every signed in [true, false, null] {
		testing.told(signed_builds.observations) == {["acme/portal", "skip"]}
			with input as _with({"archived": true, "signed_builds": signed})
	}
}

test_unmatched_nobody_knows_whether_it_is_archived if {
	unknown := _with(object.union({"signed_builds": true}, {"archived": null}))
	signed_builds.subjects == {"acme/portal"} with input as unknown
	signed_builds.observations == set() with input as unknown
}
