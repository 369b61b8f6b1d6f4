package policies.common.vuln.scanned_test

import data.policies.common.vuln.scanned
import data.policies.lib.testing

_scan(findings) := {
	"tool": {"name": "trivy"},
	"target": {"type": "image", "name": "portal:1.4"},
	"scan": {"ok": true},
	"examined": ["portal:1.4"],
	"findings": findings,
}

_broken(findings) := object.union(_scan(findings), {"scan": {"ok": false}, "examined": []})

test_pass_examined if {
	testing.told(scanned.observations) == {["portal:1.4", "pass"]} with input as _scan([])
}

test_fail_without_credentials if {
	blind := object.union(_scan([]), {"scan": {"ok": true, "credentialed": false}})
	testing.told(scanned.observations) == {["portal:1.4", "fail"]} with input as blind
}

test_skip_report_that_is_no_scan if {
	other := object.union(_broken([]), {"scan": {"ok": false, "reasons": ["not-a-scan"]}})
	testing.told(scanned.observations) == {["portal:1.4", "skip"]} with input as other
}

test_empty_document_names_no_target if {
	scanned.subjects == set() with input as {}
	scanned.observations == set() with input as {}
}

test_unmatched_failed_scan_stays_undecided if {
	scanned.subjects == {"portal:1.4"} with input as _broken([])
	scanned.observations == set() with input as _broken([])
}
