package policies.common.media.accountable_test

import data.policies.common.media.accountable
import data.policies.lib.testing

_disk := {"id": "SN-1", "holds": ["phi"], "state": "disposed", "released_on": "2026-08-01"}

_flyer := {"media": [{"id": "SN-2", "holds": ["public"], "state": "disposed", "released_on": "2026-08-01"}]}

_with(changes) := {"media": [object.union(_disk, changes)]}

_moved(who) := {"custodian": "ana", "movements": [{"date": "2026-07-01", "to": "archive", "by": who}]}

test_pass_custodian_and_movements if {
	testing.told(accountable.observations) == {["SN-1", "pass"]} with input as _with(_moved("bob"))
}

test_fail_no_custodian if {
	testing.told(accountable.observations) == {["SN-1", "fail"]}
		with input as _with({"custodian": null, "movements": []})
}

test_fail_anonymous_movement if {
	testing.told(accountable.observations) == {["SN-1", "fail"]} with input as _with(_moved(null))
}

test_skip_public_information if {
	testing.told(accountable.observations) == {["SN-2", "skip"]} with input as _flyer
}

test_empty_without_media if {
	accountable.subjects == set() with input as {"media": []}
	accountable.observations == set() with input as {"media": []}
}

test_unmatched_medium_without_the_facts_stays_undecided if {
	accountable.subjects == {"SN-1"} with input as _with({})
	accountable.observations == set() with input as _with({})
}

test_fail_in_transport_without_any_movement if {
	moving := {"state": "in-transport", "custodian": "Eva", "movements": []}
	testing.told(accountable.observations) == {["SN-1", "fail"]} with input as _with(moving)
}

test_pass_medium_that_is_nowhere_else if {
	testing.told(accountable.observations) == {["SN-1", "pass"]}
		with input as _with({"custodian": "ana", "movements": []})
	testing.told(accountable.observations) == {["SN-1", "pass"]}
		with input as _with(object.union(_moved("bob"), {"state": "in-transport"}))
}

test_malformed_public_medium_is_skipped_whoever_has_it if {
	every change in [_moved("bob"), {"custodian": null}, _moved(null)] {
		testing.told(accountable.observations) == {["SN-1", "skip"]}
			with input as _with(object.union(change, {"holds": ["public"]}))
	}
}
