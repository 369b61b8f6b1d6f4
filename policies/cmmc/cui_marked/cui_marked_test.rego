package policies.cmmc.cui_marked_test

import data.policies.cmmc.cui_marked
import data.policies.lib.testing

_disk := {"id": "SN-1", "holds": ["cui"], "state": "in-use"}

_other := {"media": [{"id": "SN-2", "holds": ["phi"], "state": "in-use"}]}

_with(changes) := {"media": [object.union(_disk, changes)]}

test_pass_cui_marked if {
	testing.told(cui_marked.observations) == {["SN-1", "pass"]} with input as _with({"marked": true})
}

test_fail_not_cui_marked if {
	testing.told(cui_marked.observations) == {["SN-1", "fail"]} with input as _with({"marked": false})
}

test_fail_medium_that_does_not_say_what_it_holds if {
	testing.told(cui_marked.observations) == {["SN-1", "fail"]} with input as _with({"marked": false, "holds": []})
}

test_skip_medium_without_cui if {
	testing.told(cui_marked.observations) == {["SN-2", "skip"]} with input as _other
}

test_skip_disposed_medium if {
	testing.told(cui_marked.observations) == {["SN-1", "skip"]}
		with input as _with({"state": "disposed", "marked": false})
}

test_empty_without_media if {
	cui_marked.subjects == set() with input as {"media": []}
	cui_marked.observations == set() with input as {"media": []}
}

test_unmatched_unknown_marking_stays_undecided if {
	cui_marked.subjects == {"SN-1"} with input as _with({"marked": null})
	cui_marked.observations == set() with input as _with({"marked": null})
}

test_malformed_medium_that_is_gone_or_holds_no_cui_is_skipped_whatever_its_marks if {
	every marked in [true, false, null] {
		testing.told(cui_marked.observations) == {["SN-1", "skip"]}
			with input as _with({"state": "disposed", "marked": marked})
		testing.told(cui_marked.observations) == {["SN-1", "skip"]}
			with input as _with({"holds": ["phi"], "marked": marked})
	}
}
