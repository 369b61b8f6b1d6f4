package policies.common.host.supported_test

import data.policies.common.host.supported
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

_supported(until) := {"host": {"os": {"supported_until": until}}}

test_pass_supported if {
	testing.told(supported.observations) == {["app-1", "pass"]} with input as _with(_supported("2028-06-30"))
		with data.assay.now as _now
}

test_fail_out_of_support if {
	testing.told(supported.observations) == {["app-1", "fail"]} with input as _with(_supported("2026-06-30"))
		with data.assay.now as _now
}

test_skip_host_that_does_not_run if {
	testing.told(supported.observations) == {["app-1", "skip"]} with input as _off
}

test_empty_document_names_no_host if {
	supported.subjects == set() with input as {}
	supported.observations == set() with input as {}
}

test_unmatched_host_without_the_section_stays_undecided if {
	supported.subjects == {"app-1"} with input as _host
	supported.observations == set() with input as _host
}

test_pass_on_the_last_day_of_support if {
	testing.told(supported.observations) == {["app-1", "pass"]} with input as _with(_supported("2026-11-20"))
		with data.assay.now as _now
}

test_fail_support_ended_since_the_host_was_read if {
	testing.told(supported.observations) == {["app-1", "fail"]} with input as _with(_supported("2026-11-19"))
		with data.assay.now as _now
}

test_boundary_last_day if {
	testing.told(supported.observations) == {["app-1", "pass"]} with input as _with(_supported("2026-11-20"))
		with data.assay.now as _now
	testing.told(supported.observations) == {["app-1", "fail"]} with input as _with(_supported("2026-11-19"))
		with data.assay.now as _now
}

test_malformed_host_that_does_not_run_is_skipped_however_old if {
	every until in ["2028-06-30", "2020-06-30", null] {
		testing.told(supported.observations) == {["app-1", "skip"]} with input as object.union(_off, _supported(until))
			with data.assay.now as _now
	}
}
