package policies.common.sast.clean_test

import data.policies.common.sast.clean
import data.policies.lib.testing

_scan(findings) := {
	"tool": {"name": "scanner"},
	"target": {"type": "repository", "name": "portal"},
	"scan": {"ok": true},
	"examined": ["portal"],
	"findings": findings,
}

_state(findings, state) := object.union(_scan(findings), {"scan": state})

_finding := {
	"id": "G401",
	"severity": "high",
	"status": "fail",
	"suppressed": false,
	"target": "portal",
	"path": "hash.go",
}

_with(changes) := _scan([object.union(_finding, changes)])

_both(one, other) := _scan([object.union(_finding, one), object.union(_finding, other)])

_name := "G401 in hash.go, portal"

_target(outcome) := ["portal", outcome]

_params := {"analysis-floor": "moderate"}

test_pass_nothing_found if {
	testing.told(clean.observations) == {_target("pass")} with input as _scan([]) with data.assay.params as _params
}

test_pass_record_that_meets_the_rule if {
	testing.told(clean.observations) == {_target("pass"), [_name, "pass"]} with input as _with({"status": "pass"})
		with data.assay.params as _params
}

test_fail_record_stands_for_its_target if {
	clean.subjects == {_name} with input as _with({}) with data.assay.params as _params
	testing.told(clean.observations) == {[_name, "fail"]} with input as _with({}) with data.assay.params as _params
}

test_fail_set_aside_upstream_is_still_there_and_says_so if {
	some seen in clean.observations with input as _with({"suppressed": true}) with data.assay.params as _params
	seen.subject == _name
	seen.outcome == "fail"
	contains(seen.why, "set aside upstream")
}

test_fail_hides_behind_no_record_of_its_name if {
	every other in ["pass", "skip", "undecided"] {
		both := _both({"status": other}, {})
		testing.told(clean.observations) == {[_name, "fail"]} with input as both with data.assay.params as _params
	}
}

test_skip_does_not_apply if {
	[_name, "skip"] in testing.told(clean.observations) with input as _with({"status": "skip"})
		with data.assay.params as _params
}

test_skip_below_the_severity_that_counts if {
	testing.told(clean.observations) == {_target("pass"), [_name, "skip"]} with input as _with({"severity": "low"})
		with data.assay.params as _params
}

test_unmatched_unknown_severity_stays_undecided if {
	clean.subjects == {_name, "portal"} with input as _with({"severity": "unknown"}) with data.assay.params as _params
	clean.observations == set() with input as _with({"severity": "unknown"}) with data.assay.params as _params
}

test_unmatched_target_with_an_undecided_record_stays_undecided if {
	clean.subjects == {_name, "portal"} with input as _with({"status": "undecided"}) with data.assay.params as _params
	clean.observations == set() with input as _with({"status": "undecided"}) with data.assay.params as _params
}

test_unmatched_undecided_record_hides_behind_no_record_of_its_name if {
	every other in ["pass", "skip"] {
		both := _both({"status": other}, {"status": "undecided"})
		clean.subjects == {_name, "portal"} with input as both with data.assay.params as _params
		clean.observations == set() with input as both with data.assay.params as _params
	}
}

test_records_of_one_rule_have_names_of_their_own if {
	clean.subjects == {"G401 in a.go, portal", "G401 in b.go, portal"}
		with input as _both({"path": "a.go"}, {"path": "b.go"})
		with data.assay.params as _params
}

test_unmatched_scan_that_shows_nothing_stays_undecided if {
	every state in [{"ok": false}, {"ok": true, "credentialed": false}] {
		every status in ["pass", "fail", "skip", "undecided"] {
			nothing := _state([object.union(_finding, {"status": status})], state)
			clean.subjects == {_name, "portal"} with input as nothing with data.assay.params as _params
			clean.observations == set() with input as nothing with data.assay.params as _params
		}
	}
}

test_empty_failed_scan_leaves_its_target_undecided if {
	broken := object.union(_state([], {"ok": false}), {"examined": []})
	clean.subjects == {"portal"} with input as broken with data.assay.params as _params
	clean.observations == set() with input as broken with data.assay.params as _params
}

test_a_result_without_a_file_is_named_by_its_symbol if {
	bare := object.remove(_finding, ["path"])
	clean.subjects == {"G401 in main.run, portal"} with input as _scan([object.union(bare, {"symbol": "main.run"})])
		with data.assay.params as _params
	clean.subjects == {"G401, portal"} with input as _scan([bare]) with data.assay.params as _params
}

test_malformed_rule_that_is_met_and_of_low_severity_passes if {
	testing.told(clean.observations) == {[_name, "pass"], _target("pass")}
		with input as _with({"status": "pass", "severity": "low"})
		with data.assay.params as _params
}

test_unmatched_failed_scan_without_findings_stays_undecided if {
	clean.observations == set() with input as _state([], {"ok": false}) with data.assay.params as _params
}

test_fail_a_result_in_a_file_is_named_by_it_and_not_by_its_symbol if {
	testing.told(clean.observations) == {[_name, "fail"]} with input as _with({"symbol": "Hash"})
		with data.assay.params as _params
}
