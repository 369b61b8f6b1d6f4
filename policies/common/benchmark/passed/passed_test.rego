package policies.common.benchmark.passed_test

import data.policies.common.benchmark.passed
import data.policies.lib.testing

_scan(findings) := {
	"tool": {"name": "scanner"},
	"target": {"type": "host", "name": "app-1"},
	"scan": {"ok": true},
	"benchmark": {"id": "xccdf_stig"},
	"examined": ["app-1"],
	"findings": findings,
}

_state(findings, state) := object.union(_scan(findings), {"scan": state})

_finding := {
	"id": "xccdf_rule_sshd",
	"severity": "high",
	"status": "fail",
	"suppressed": false,
	"target": "app-1",
}

_with(changes) := _scan([object.union(_finding, changes)])

_both(one, other) := _scan([object.union(_finding, one), object.union(_finding, other)])

_name := "xccdf_rule_sshd, app-1"

_target(outcome) := ["app-1", outcome]

_params := {"benchmark-floor": "moderate"}

test_unmatched_host_of_which_no_rule_was_judged_stays_undecided if {
	"app-1" in passed.subjects with input as _scan([])
	passed.observations == set() with input as _scan([]) with data.assay.params as _params
	testing.told(passed.observations) == {[_name, "skip"]} with input as _with({"status": "skip"})
		with data.assay.params as _params
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
	passed.subjects == {_name, "app-1"} with input as _with({"severity": "unknown"}) with data.assay.params as _params
	passed.observations == set() with input as _with({"severity": "unknown"}) with data.assay.params as _params
}

test_unmatched_target_with_an_undecided_record_stays_undecided if {
	passed.subjects == {_name, "app-1"} with input as _with({"status": "undecided"}) with data.assay.params as _params
	passed.observations == set() with input as _with({"status": "undecided"}) with data.assay.params as _params
}

test_unmatched_undecided_record_hides_behind_no_record_of_its_name if {
	every other in ["pass", "skip"] {
		both := _both({"status": other}, {"status": "undecided"})
		passed.subjects == {_name, "app-1"} with input as both with data.assay.params as _params
		passed.observations == set() with input as both with data.assay.params as _params
	}
}

test_records_of_one_rule_have_names_of_their_own if {
	passed.subjects == {"xccdf_rule_sshd (eth0), app-1", "xccdf_rule_sshd (eth1), app-1"}
		with input as _both({"instance": "eth0"}, {"instance": "eth1"})
		with data.assay.params as _params
}

test_unmatched_scan_that_shows_nothing_stays_undecided if {
	every state in [{"ok": false}, {"ok": true, "credentialed": false}] {
		every status in ["pass", "fail", "skip", "undecided"] {
			nothing := _state([object.union(_finding, {"status": status})], state)
			passed.subjects == {_name, "app-1"} with input as nothing with data.assay.params as _params
			passed.observations == set() with input as nothing with data.assay.params as _params
		}
	}
}

test_empty_failed_scan_leaves_its_target_undecided if {
	broken := object.union(_state([], {"ok": false}), {"examined": []})
	passed.subjects == {"app-1"} with input as broken with data.assay.params as _params
	passed.observations == set() with input as broken with data.assay.params as _params
}

test_malformed_rule_that_is_met_and_of_low_severity_passes if {
	testing.told(passed.observations) == {[_name, "pass"], _target("pass")}
		with input as _with({"status": "pass", "severity": "low"})
		with data.assay.params as _params
}
