package policies.cmmc.distribution_marked_test

import data.policies.cmmc.distribution_marked
import data.policies.lib.testing

_disk := {"id": "SN-1", "holds": ["cui"], "state": "in-use"}

_other := {"media": [{"id": "SN-2", "holds": ["phi"], "state": "in-use"}]}

_with(changes) := {"media": [object.union(_disk, changes)]}

test_pass_distribution_marked if {
	testing.told(distribution_marked.observations) == {["SN-1", "pass"]}
		with input as _with({"distribution_marked": true})
}

test_fail_not_distribution_marked if {
	testing.told(distribution_marked.observations) == {["SN-1", "fail"]}
		with input as _with({"distribution_marked": false})
}

test_fail_medium_that_does_not_say_what_it_holds if {
	testing.told(distribution_marked.observations) == {["SN-1", "fail"]}
		with input as _with({"distribution_marked": false, "holds": []})
}

test_skip_medium_without_cui if {
	testing.told(distribution_marked.observations) == {["SN-2", "skip"]} with input as _other
}

test_skip_disposed_medium if {
	testing.told(distribution_marked.observations) == {["SN-1", "skip"]}
		with input as _with({"state": "disposed", "distribution_marked": false})
}

test_empty_without_media if {
	distribution_marked.subjects == set() with input as {"media": []}
	distribution_marked.observations == set() with input as {"media": []}
}

test_unmatched_unknown_marking_stays_undecided if {
	distribution_marked.subjects == {"SN-1"} with input as _with({"distribution_marked": null})
	distribution_marked.observations == set() with input as _with({"distribution_marked": null})
}

test_malformed_medium_that_is_gone_or_holds_no_cui_is_skipped_whatever_its_marks if {
	every marked in [true, false, null] {
		testing.told(distribution_marked.observations) == {["SN-1", "skip"]}
			with input as _with({"state": "disposed", "distribution_marked": marked})
		testing.told(distribution_marked.observations) == {["SN-1", "skip"]}
			with input as _with({"holds": ["phi"], "distribution_marked": marked})
	}
}
