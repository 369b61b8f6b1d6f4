package policies.common.secrets.none_test

import data.policies.common.secrets.none
import data.policies.lib.testing

_scan(findings) := {
	"tool": {"name": "scanner"},
	"target": {"type": "image", "name": "portal:1.4"},
	"scan": {"ok": true},
	"examined": ["portal:1.4"],
	"findings": findings,
}

_state(findings, state) := object.union(_scan(findings), {"scan": state})

_finding := {
	"id": "aws-access-key-id",
	"severity": "high",
	"status": "fail",
	"suppressed": false,
	"target": "portal:1.4",
}

_with(changes) := _scan([object.union(_finding, changes)])

_both(one, other) := _scan([object.union(_finding, one), object.union(_finding, other)])

_name := "aws-access-key-id in portal:1.4"

_target(outcome) := ["portal:1.4", outcome]

test_pass_nothing_found if {
	testing.told(none.observations) == {_target("pass")} with input as _scan([])
}

test_pass_record_that_meets_the_rule if {
	testing.told(none.observations) == {_target("pass"), [_name, "pass"]} with input as _with({"status": "pass"})
}

test_fail_record_stands_for_its_target if {
	none.subjects == {_name} with input as _with({})
	testing.told(none.observations) == {[_name, "fail"]} with input as _with({})
}

test_fail_set_aside_upstream_is_still_there_and_says_so if {
	some seen in none.observations with input as _with({"suppressed": true})
	seen.subject == _name
	seen.outcome == "fail"
	contains(seen.why, "set aside upstream")
}

test_fail_hides_behind_no_record_of_its_name if {
	every other in ["pass", "skip", "undecided"] {
		both := _both({"status": other}, {})
		testing.told(none.observations) == {[_name, "fail"]} with input as both
	}
}

test_skip_does_not_apply if {
	[_name, "skip"] in testing.told(none.observations) with input as _with({"status": "skip"})
}

test_unmatched_target_with_an_undecided_record_stays_undecided if {
	none.subjects == {_name, "portal:1.4"} with input as _with({"status": "undecided"})
	none.observations == set() with input as _with({"status": "undecided"})
}

test_unmatched_undecided_record_hides_behind_no_record_of_its_name if {
	every other in ["pass", "skip"] {
		both := _both({"status": other}, {"status": "undecided"})
		none.subjects == {_name, "portal:1.4"} with input as both
		none.observations == set() with input as both
	}
}

test_records_of_one_rule_have_names_of_their_own if {
	none.subjects == {"aws-access-key-id in app/.env, portal:1.4", "aws-access-key-id in app/ci.yaml, portal:1.4"}
		with input as _both({"path": "app/.env"}, {"path": "app/ci.yaml"})
}

test_unmatched_scan_that_shows_nothing_stays_undecided if {
	every state in [{"ok": false}, {"ok": true, "credentialed": false}] {
		every status in ["pass", "fail", "skip", "undecided"] {
			nothing := _state([object.union(_finding, {"status": status})], state)
			none.subjects == {_name, "portal:1.4"} with input as nothing
			none.observations == set() with input as nothing
		}
	}
}

test_empty_failed_scan_leaves_its_target_undecided if {
	broken := object.union(_state([], {"ok": false}), {"examined": []})
	none.subjects == {"portal:1.4"} with input as broken
	none.observations == set() with input as broken
}

test_malformed_failed_scan_without_findings_stays_undecided if {
	none.observations == set() with input as _state([], {"ok": false})
}
