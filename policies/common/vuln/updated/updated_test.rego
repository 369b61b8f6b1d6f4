package policies.common.vuln.updated_test

import data.policies.common.vuln.updated
import data.policies.lib.testing

_params := {"max-database-age-hours": 24}

_with(scan) := {
	"tool": {"name": "t"},
	"target": {"type": "image", "name": "x"},
	"scan": object.union({"ok": true, "started": "2026-11-18T12:00:00Z"}, scan),
	"examined": ["x"],
	"findings": [],
}

_updated(day) := _with({"database_updated": day})

_bill := object.union(_with({}), {"target": {"type": "sbom", "name": "x"}})

test_pass_up_to_the_last_hour if {
	every day in ["2026-11-18T12:00:00Z", "2026-11-17T12:00:00Z"] {
		testing.told(updated.observations) == {["x", "pass"]}
			with input as _updated(day)
			with data.assay.params as _params
	}
	{seen.why | some seen in updated.observations} == {"updated 2 hours before the scan"}
		with input as _updated("2026-11-18T09:30:00Z")
		with data.assay.params as _params
}

test_fail_too_old if {
	testing.told(updated.observations) == {["x", "fail"]}
		with input as _updated("2026-11-17T11:59:59Z")
		with data.assay.params as _params
	{seen.why | some seen in updated.observations} == {"updated 25 hours before the scan"}
		with input as _updated("2026-11-17T10:30:00Z")
		with data.assay.params as _params
}

test_malformed_updated_after_the_scan_began if {
	testing.told(updated.observations) == set()
		with input as _updated("2026-11-18T12:00:01Z")
		with data.assay.params as _params
}

test_unmatched_scan_that_shows_nothing if {
	every scan in [{"ok": false}, {"credentialed": false}] {
		testing.told(updated.observations) == set()
			with input as _with(object.union(scan, {"database_updated": "2026-11-18T12:00:00Z"}))
			with data.assay.params as _params
		testing.told(updated.observations) == set()
			with input as object.union(_bill, {"scan": scan})
			with data.assay.params as _params
	}
	testing.told(updated.observations) == set()
		with input as _with({"ok": false, "database_updated": "2026-11-01T12:00:00Z"})
		with data.assay.params as _params
}

test_skip_bill_of_materials if {
	testing.told(updated.observations) == {["x", "skip"]}
		with input as _bill
		with data.assay.params as _params
}

test_pass_bill_of_materials_that_a_scanner_looked_at if {
	testing.told(updated.observations) == {["x", "pass"]}
		with input as object.union(_bill, {"scan": {"database_updated": "2026-11-18T12:00:00Z"}})
		with data.assay.params as _params
}

test_unmatched_scan_that_does_not_say if {
	updated.subjects == {"x"} with input as _with({})
	testing.told(updated.observations) == set()
		with input as _with({})
		with data.assay.params as _params
}

test_empty_input_has_no_subject if {
	updated.subjects == set() with input as {}
	testing.told(updated.observations) == set()
		with input as {}
		with data.assay.params as _params
}

test_boundary_the_last_hour if {
	outcomes := {
		"2026-11-18T12:00:00Z": "pass",
		"2026-11-17T12:00:00Z": "pass",
		"2026-11-17T11:59:59Z": "fail",
	}
	every day, outcome in outcomes {
		testing.told(updated.observations) == {["x", outcome]}
			with input as _updated(day)
			with data.assay.params as _params
	}
	testing.told(updated.observations) == set()
		with input as _updated("2026-11-18T12:00:01Z")
		with data.assay.params as _params
}
