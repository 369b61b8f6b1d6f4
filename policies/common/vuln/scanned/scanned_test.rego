package policies.common.vuln.scanned_test

import data.policies.common.vuln.scanned
import data.policies.lib.testing

_scan(state) := {
	"tool": {"name": "trivy"},
	"target": {"type": "image", "name": "portal:1.4"},
	"scan": state,
	"examined": ["portal:1.4"],
	"findings": [],
}

_blank(state) := object.union(_scan(state), {"examined": []})

test_pass_examined if {
	testing.told(scanned.observations) == {["portal:1.4", "pass"]} with input as _scan({"ok": true})
	testing.told(scanned.observations) == {["portal:1.4", "pass"]} with input as _scan({"ok": true, "credentialed": true})
}

test_fail_is_never_said_of_a_scan_without_credentials if {
	every state in [{"ok": true, "credentialed": false}, {"ok": false, "reasons": ["not-credentialed"]}] {
		scanned.subjects == {"portal:1.4"} with input as _scan(state)
		scanned.observations == set() with input as _scan(state)
	}
}

test_skip_is_never_said_of_a_report_that_is_no_scan if {
	other := {"ok": false, "reasons": ["not-a-scan"]}
	scanned.subjects == {"portal:1.4"} with input as _blank(other)
	scanned.observations == set() with input as _blank(other)
}

test_empty_document_names_no_target if {
	scanned.subjects == set() with input as {}
	scanned.observations == set() with input as {}
}

test_unmatched_failed_scan_stays_undecided if {
	scanned.subjects == {"portal:1.4"} with input as _scan({"ok": false})
	scanned.observations == set() with input as _scan({"ok": false})
}

test_unmatched_scan_that_looked_at_nothing_stays_undecided if {
	scanned.subjects == {"portal:1.4"} with input as _blank({"ok": true})
	scanned.observations == set() with input as _blank({"ok": true})
}

test_malformed_failed_scan_that_could_log_in_stays_undecided if {
	scanned.observations == set() with input as _scan({"ok": false, "credentialed": true})
}
