package policies.common.host.patches_test

import data.policies.common.host.patches
import data.policies.lib.testing

_host := {
	"collected_at": "2026-11-19T00:00:00Z",
	"host": {"name": "app-1", "os": {"family": "linux", "name": "debian", "version": "12"}},
}

_off := {
	"collected_at": "2026-11-19T00:00:00Z",
	"host": {"name": "app-1", "state": "stopped", "os": {"family": "linux", "name": "debian", "version": "12"}},
}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_with(section) := object.union(_host, section)

_params := {"max-patch-days": 30}

_pending(list) := {"patches": {"pending": list}}

_patch(age) := {"id": "CVE-2026-1000", "package": "openssl", "severity": "high", "age_days": age}

test_pass_nothing_pending if {
	testing.told(patches.observations) == {["app-1", "pass"]} with input as _with(_pending([]))
		with data.assay.params as _params
		with data.assay.now as _now
}

test_pass_pending_but_in_time if {
	testing.told(patches.observations) == {["app-1", "pass"]} with input as _with(_pending([_patch(29)]))
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_overdue if {
	testing.told(patches.observations) == {["app-1", "fail"]} with input as _with(_pending([_patch(30)]))
		with data.assay.params as _params
		with data.assay.now as _now
}

test_unmatched_scanner_without_a_list_stays_undecided if {
	patches.observations == set() with input as _with(_pending(null)) with data.assay.params as _params
		with data.assay.now as _now
}

test_skip_host_that_does_not_run if {
	testing.told(patches.observations) == {["app-1", "skip"]} with input as _off with data.assay.params as _params
		with data.assay.now as _now
}

test_empty_document_names_no_host if {
	patches.subjects == set() with input as {} with data.assay.params as _params
	patches.observations == set() with input as {} with data.assay.params as _params
		with data.assay.now as _now
}

test_unmatched_host_without_the_section_stays_undecided if {
	patches.subjects == {"app-1"} with input as _host with data.assay.params as _params
	patches.observations == set() with input as _host with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_came_due_since_the_host_was_read if {
	testing.told(patches.observations) == {["app-1", "fail"]} with input as _with(_pending([_patch(27)]))
		with data.assay.params as _params
		with data.assay.now as time.parse_rfc3339_ns("2026-11-25T00:00:00Z")
}

test_pass_still_in_time_days_after_the_host_was_read if {
	testing.told(patches.observations) == {["app-1", "pass"]} with input as _with(_pending([_patch(24)]))
		with data.assay.params as _params
		with data.assay.now as time.parse_rfc3339_ns("2026-11-25T00:00:00Z")
}

test_unmatched_host_read_after_the_assessment_stays_undecided if {
	patches.observations == set() with input as _with(_pending([]))
		with data.assay.params as _params
		with data.assay.now as time.parse_rfc3339_ns("2026-11-18T00:00:00Z")
}

test_boundary_age_at_the_assessment if {
	testing.told(patches.observations) == {["app-1", "pass"]} with input as _with(_pending([_patch(29)]))
		with data.assay.params as _params
		with data.assay.now as _now
	testing.told(patches.observations) == {["app-1", "fail"]} with input as _with(_pending([_patch(30)]))
		with data.assay.params as _params
		with data.assay.now as _now
}

test_malformed_host_that_does_not_run_is_skipped_whatever_is_pending if {
	every pending in [[], [_patch(1)], [_patch(300)]] {
		testing.told(patches.observations) == {["app-1", "skip"]} with input as object.union(_off, _pending(pending))
			with data.assay.params as _params
			with data.assay.now as _now
	}
}
