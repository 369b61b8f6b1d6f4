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

_broken(findings) := object.union(_scan(findings), {"scan": {"ok": false}, "examined": []})

_finding := {
	"id": "aws-access-key-id",
	"severity": "critical",
	"status": "fail",
	"suppressed": false,
	"target": "portal:1.4",
}

_with(changes) := _scan([object.union(_finding, changes)])

_name := "aws-access-key-id in portal:1.4"

_target(outcome) := ["portal:1.4", outcome]

test_pass_nothing_found if {
	testing.told(none.observations) == {_target("pass")} with input as _scan([])
}

test_pass_finding_that_meets_the_rule if {
	testing.told(none.observations) == {_target("pass"), [_name, "pass"]} with input as _with({"status": "pass"})
}

test_fail_finding if {
	testing.told(none.observations) == {[_name, "fail"]} with input as _with({})
}

test_fail_set_aside_in_the_tool_is_still_there if {
	testing.told(none.observations) == {[_name, "fail"]} with input as _with({"suppressed": true})
}

test_skip_does_not_apply if {
	testing.told(none.observations) == {_target("pass"), [_name, "skip"]} with input as _with({"status": "skip"})
}

test_empty_failed_scan_examined_nothing if {
	none.subjects == set() with input as _broken([])
	none.observations == set() with input as _broken([])
}

test_unmatched_undecided_finding_stays_undecided if {
	unknown := _broken([object.union(_finding, {"status": "undecided"})])
	none.subjects == {_name} with input as unknown
	none.observations == set() with input as unknown
}
