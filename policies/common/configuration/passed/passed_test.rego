package policies.common.configuration.passed_test

import data.policies.common.configuration.passed
import data.policies.lib.testing

_scan(findings) := {
	"tool": {"name": "scanner"},
	"target": {"type": "repository", "name": "main.tf"},
	"scan": {"ok": true},
	"examined": ["main.tf"],
	"findings": findings,
}

_state(findings, state) := object.union(_scan(findings), {"scan": state})

_finding := {
	"id": "AVD-AWS-0086",
	"severity": "high",
	"status": "fail",
	"suppressed": false,
	"target": "main.tf",
}

_with(changes) := _scan([object.union(_finding, changes)])

_both(one, other) := _scan([object.union(_finding, one), object.union(_finding, other)])

_name := "AVD-AWS-0086 in main.tf"

_target(outcome) := ["main.tf", outcome]

_params := {"configuration-floor": "moderate"}

test_pass_nothing_found if {
	testing.told(passed.observations) == {_target("pass")} with input as _scan([]) with data.assay.params as _params
}

test_pass_record_that_meets_the_rule if {
	testing.told(passed.observations) == {_target("pass"), [_name, "pass"]} with input as _with({"status": "pass"})
		with data.assay.params as _params
}

test_fail_record_stands_for_its_target if {
	passed.subjects == {_name} with input as _with({}) with data.assay.params as _params
	testing.told(passed.observations) == {[_name, "fail"]} with input as _with({}) with data.assay.params as _params
}

test_fail_set_aside_upstream_is_still_there_and_says_so if {
	some seen in passed.observations with input as _with({"suppressed": true}) with data.assay.params as _params
	seen.subject == _name
	seen.outcome == "fail"
	contains(seen.why, "set aside upstream")
}

test_fail_hides_behind_no_record_of_its_name if {
	every other in ["pass", "skip", "undecided"] {
		both := _both({"status": other}, {})
		testing.told(passed.observations) == {[_name, "fail"]} with input as both with data.assay.params as _params
	}
}

test_skip_does_not_apply if {
	[_name, "skip"] in testing.told(passed.observations) with input as _with({"status": "skip"})
		with data.assay.params as _params
}

test_skip_below_the_severity_that_counts if {
	testing.told(passed.observations) == {_target("pass"), [_name, "skip"]} with input as _with({"severity": "low"})
		with data.assay.params as _params
}

test_unmatched_unknown_severity_stays_undecided if {
	passed.subjects == {_name, "main.tf"} with input as _with({"severity": "unknown"}) with data.assay.params as _params
	passed.observations == set() with input as _with({"severity": "unknown"}) with data.assay.params as _params
}

test_unmatched_target_with_an_undecided_record_stays_undecided if {
	passed.subjects == {_name, "main.tf"} with input as _with({"status": "undecided"}) with data.assay.params as _params
	passed.observations == set() with input as _with({"status": "undecided"}) with data.assay.params as _params
}

test_unmatched_undecided_record_hides_behind_no_record_of_its_name if {
	every other in ["pass", "skip"] {
		both := _both({"status": other}, {"status": "undecided"})
		passed.subjects == {_name, "main.tf"} with input as both with data.assay.params as _params
		passed.observations == set() with input as both with data.assay.params as _params
	}
}

test_records_of_one_rule_have_names_of_their_own if {
	passed.subjects == {"AVD-AWS-0086 in main.tf (logs)", "AVD-AWS-0086 in main.tf (data)"}
		with input as _both({"resource": "logs"}, {"resource": "data"})
		with data.assay.params as _params
}

test_unmatched_scan_that_shows_nothing_stays_undecided if {
	every state in [{"ok": false}, {"ok": true, "credentialed": false}] {
		every status in ["pass", "fail", "skip", "undecided"] {
			nothing := _state([object.union(_finding, {"status": status})], state)
			passed.subjects == {_name, "main.tf"} with input as nothing with data.assay.params as _params
			passed.observations == set() with input as nothing with data.assay.params as _params
		}
	}
}

test_empty_failed_scan_leaves_its_target_undecided if {
	broken := object.union(_state([], {"ok": false}), {"examined": []})
	passed.subjects == {"main.tf"} with input as broken with data.assay.params as _params
	passed.observations == set() with input as broken with data.assay.params as _params
}

test_malformed_rule_that_is_met_and_of_low_severity_passes if {
	testing.told(passed.observations) == {[_name, "pass"], _target("pass")}
		with input as _with({"status": "pass", "severity": "low"})
		with data.assay.params as _params
}

test_unmatched_failed_scan_without_findings_stays_undecided if {
	passed.observations == set() with input as _state([], {"ok": false}) with data.assay.params as _params
}
