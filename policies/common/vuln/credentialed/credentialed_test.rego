package policies.common.vuln.credentialed_test

import data.policies.common.vuln.credentialed
import data.policies.lib.testing

_scan(type, state) := {
	"tool": {"name": "scanner"},
	"target": {"type": type, "name": "app-1"},
	"scan": state,
	"examined": ["app-1"],
	"findings": [],
}

test_pass_with_credentials if {
	seen := _scan("host", {"ok": true, "credentialed": true})
	testing.told(credentialed.observations) == {["app-1", "pass"]} with input as seen
}

test_fail_without_credentials if {
	every ok in [true, false] {
		blind := _scan("host", {"ok": ok, "credentialed": false})
		testing.told(credentialed.observations) == {["app-1", "fail"]} with input as blind
	}
}

test_skip_image if {
	testing.told(credentialed.observations) == {["app-1", "skip"]} with input as _scan("image", {"ok": true})
}

test_empty_document_names_no_target if {
	credentialed.subjects == set() with input as {}
	credentialed.observations == set() with input as {}
}

test_unmatched_scanner_that_does_not_say_stays_undecided if {
	credentialed.subjects == {"app-1"} with input as _scan("host", {"ok": true})
	credentialed.observations == set() with input as _scan("host", {"ok": true})
}

test_unmatched_failed_scan_stays_undecided if {
	every type in ["host", "image"] {
		credentialed.subjects == {"app-1"} with input as _scan(type, {"ok": false})
		credentialed.observations == set() with input as _scan(type, {"ok": false})
	}
}

test_skip_each_type_that_is_read_without_a_login if {
	every type in ["image", "filesystem", "repository", "sbom"] {
		testing.told(credentialed.observations) == {["app-1", "skip"]} with input as _scan(type, {"ok": true})
		testing.told(credentialed.observations) == {["app-1", "fail"]}
			with input as _scan(type, {"ok": true, "credentialed": false})
	}
}

test_malformed_failed_scan_that_could_log_in_stays_undecided if {
	credentialed.observations == set() with input as _scan("host", {"ok": false, "credentialed": true})
}
