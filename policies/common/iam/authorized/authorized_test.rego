package policies.common.iam.authorized_test

import data.policies.common.iam.authorized
import data.policies.lib.testing

_ana := {"id": "ana", "type": "person", "interactive": true, "enabled": true, "privileged": false, "mfa_devices": 1}

_bot := {"id": "bot", "type": "service", "interactive": false, "enabled": true, "privileged": false, "mfa_devices": 0}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_with(changes) := {"accounts": [object.union(_ana, changes)]}

_approval := {"owner": "Ana", "approved_by": "Eva", "approved_on": "2026-01-05T09:00:00Z"}

test_pass_approved_by_someone_else if {
	testing.told(authorized.observations) == {["ana", "pass"]} with input as _with(_approval)
		with data.assay.evidence.collected_ns as _now
}

test_fail_never_approved if {
	testing.told(authorized.observations) == {["ana", "fail"]}
		with input as _with({"owner": "Ana", "approved_by": null, "approved_on": null})
}

test_fail_approved_by_the_owner if {
	testing.told(authorized.observations) == {["ana", "fail"]}
		with input as _with(object.union(_approval, {"approved_by": "Ana"}))
}

test_skip_disabled_account if {
	testing.told(authorized.observations) == {["ana", "skip"]}
		with input as _with({"enabled": false, "approved_by": null})
}

test_empty_when_there_are_no_accounts if {
	authorized.subjects == set() with input as {"accounts": []}
	authorized.observations == set() with input as {"accounts": []}
}

test_unmatched_approval_without_a_day_stays_undecided if {
	undated := _with(object.union(_approval, {"approved_on": null}))
	authorized.subjects == {"ana"} with input as undated
	authorized.observations == set() with input as undated
}

test_unmatched_approval_of_an_account_whose_owner_is_not_known_stays_undecided if {
	every nobody in [object.union(_approval, {"owner": null}), object.remove(_approval, ["owner"])] {
		authorized.subjects == {"ana"} with input as _with(nobody)
		authorized.observations == set() with input as _with(nobody)
	}
}

test_fail_approved_by_the_owner_in_other_letters if {
	every name in ["ANA", " ana "] {
		testing.told(authorized.observations) == {["ana", "fail"]}
			with input as _with(object.union(_approval, {"approved_by": name}))
			with data.assay.evidence.collected_ns as _now
	}
}

test_unmatched_approval_by_a_blank_stays_undecided if {
	every changes in [{"approved_by": ""}, {"owner": " "}, {"approved_on": "2026-12-24T09:00:00Z"}] {
		authorized.observations == set() with input as _with(object.union(_approval, changes))
			with data.assay.evidence.collected_ns as _now
	}
}

test_boundary_approved_when_it_was_looked_at if {
	testing.told(authorized.observations) == {["ana", "pass"]}
		with input as _with(object.union(_approval, {"approved_on": "2026-11-20T00:00:00Z"}))
		with data.assay.evidence.collected_ns as _now
	authorized.observations == set()
		with input as _with(object.union(_approval, {"approved_on": "2026-11-20T00:00:01Z"}))
		with data.assay.evidence.collected_ns as _now
}

test_malformed_approval_of_a_disabled_account_is_skipped_whoever_gave_it if {
	every name in ["Eva", "Ana", "", null] {
		testing.told(authorized.observations) == {["ana", "skip"]}
			with input as _with(object.union(_approval, {"enabled": false, "approved_by": name}))
			with data.assay.evidence.collected_ns as _now
	}
}
