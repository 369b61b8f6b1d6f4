package policies.common.benchmark.passed_test

import data.policies.common.benchmark.passed
import data.policies.lib.testing

_scan(findings) := {
	"tool": {"name": "scanner"},
	"target": {"type": "image", "name": "app-1"},
	"scan": {"ok": true},
	"benchmark": {"id": "xccdf_stig"},
	"examined": ["app-1"],
	"findings": findings,
}

_broken(findings) := object.union(_scan(findings), {"scan": {"ok": false}, "examined": []})

_finding := {
	"id": "xccdf_rule_sshd",
	"severity": "high",
	"status": "fail",
	"suppressed": false,
	"target": "app-1",
}

_with(changes) := _scan([object.union(_finding, changes)])

_name := "xccdf_rule_sshd, app-1"

_target(outcome) := ["app-1", outcome]

_params := {"benchmark-floor": "moderate"}

test_pass_nothing_found if {
	testing.told(passed.observations) == {_target("pass")} with input as _scan([]) with data.assay.params as _params
}

test_pass_finding_that_meets_the_rule if {
	testing.told(passed.observations) == {_target("pass"), [_name, "pass"]} with input as _with({"status": "pass"})
		with data.assay.params as _params
}

test_fail_finding if {
	testing.told(passed.observations) == {[_name, "fail"]} with input as _with({}) with data.assay.params as _params
}

test_fail_set_aside_in_the_tool_is_still_there if {
	testing.told(passed.observations) == {[_name, "fail"]} with input as _with({"suppressed": true})
		with data.assay.params as _params
}

test_skip_does_not_apply if {
	testing.told(passed.observations) == {_target("pass"), [_name, "skip"]} with input as _with({"status": "skip"})
		with data.assay.params as _params
}

test_skip_below_the_severity_that_counts if {
	testing.told(passed.observations) == {_target("pass"), [_name, "skip"]} with input as _with({"severity": "low"})
		with data.assay.params as _params
}

test_unmatched_unknown_severity_stays_undecided if {
	_name in passed.subjects with input as _with({"severity": "unknown"})
	testing.told(passed.observations) == {_target("pass")} with input as _with({"severity": "unknown"})
		with data.assay.params as _params
}

test_empty_failed_scan_examined_nothing if {
	passed.subjects == set() with input as _broken([])
	passed.observations == set() with input as _broken([]) with data.assay.params as _params
}

test_unmatched_undecided_finding_stays_undecided if {
	unknown := _broken([object.union(_finding, {"status": "undecided"})])
	passed.subjects == {_name} with input as unknown
	passed.observations == set() with input as unknown with data.assay.params as _params
}
