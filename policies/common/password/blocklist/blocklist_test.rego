package policies.common.password.blocklist_test

import data.policies.common.password.blocklist
import data.policies.lib.testing

_staff := {"id": "staff", "passwords_accepted": true}

_keys_only := {"policies": [{"id": "vpn", "passwords_accepted": false}]}

_with(changes) := {"policies": [object.union(_staff, changes)]}

test_pass_compared if {
	testing.told(blocklist.observations) == {["staff", "pass"]}
		with input as _with({"blocklist": {"checked": true, "updated": "2026-11-01T00:00:00Z"}})
}

test_fail_no_list if {
	testing.told(blocklist.observations) == {["staff", "fail"]} with input as _with({"blocklist": null})
}

test_fail_list_not_used if {
	testing.told(blocklist.observations) == {["staff", "fail"]}
		with input as _with({"blocklist": {"checked": false, "updated": null}})
}

test_skip_place_without_passwords if {
	testing.told(blocklist.observations) == {["vpn", "skip"]} with input as _keys_only
}

test_empty_evidence_gives_no_subject if {
	blocklist.subjects == set() with input as {"policies": []}
	blocklist.observations == set() with input as {"policies": []}
}

test_unmatched_place_the_exporter_says_nothing_of_stays_undecided if {
	blocklist.subjects == {"staff"} with input as _with({"blocklist": {"checked": true, "updated": null}})
	blocklist.observations == set() with input as _with({"blocklist": {"checked": true, "updated": null}})
}

test_malformed_place_without_passwords_is_skipped_whatever_its_list if {
	every list in [null, {"checked": true, "updated": "2026-11-01T00:00:00Z"}, {"checked": false, "updated": null}] {
		testing.told(blocklist.observations) == {["staff", "skip"]}
			with input as _with({"passwords_accepted": false, "blocklist": list})
	}
}

test_unmatched_list_that_nobody_knows_to_be_used_stays_undecided if {
	blocklist.observations == set()
		with input as _with({"blocklist": {"checked": null, "updated": "2026-11-01T00:00:00Z"}})
}
