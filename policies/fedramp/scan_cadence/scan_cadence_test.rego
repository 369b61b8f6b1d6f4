package policies.fedramp.scan_cadence_test

import data.policies.fedramp.scan_cadence
import data.policies.lib.testing

_params := {"max-scan-days": 31}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_inventory := [{
	"subject": "fleet",
	"collected": "2026-11-01T00:00:00Z",
	"payload": {"items": [{"id": "app-1", "component": "fleet"}]},
}]

_scan(day, state) := {
	"subject": "app-1",
	"collected": day,
	"payload": {
		"tool": {"name": "scanner"},
		"target": {"type": "host", "name": "app-1"},
		"scan": state,
		"examined": [],
		"findings": [],
	},
}

_system(scans) := {"inventory": _inventory, "vulnerabilities": scans}

test_pass_scanned_this_month if {
	testing.told(scan_cadence.observations) == {["app-1", "pass"]}
		with input as _system([_scan("2026-11-10T00:00:00Z", {"ok": true})])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.component as "fleet"
}

test_fail_left_out_when_others_were_scanned if {
	others := object.union(_scan("2026-11-15T00:00:00Z", {"ok": true}), {"subject": "app-2"})
	testing.told(scan_cadence.observations) == {["app-1", "fail"]}
		with input as _system([_scan("2026-10-10T00:00:00Z", {"ok": true}), others])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.component as "fleet"
}

test_unmatched_scanned_long_ago_as_all_others_stays_undecided if {
	scan_cadence.observations == set()
		with input as _system([_scan("2026-10-10T00:00:00Z", {"ok": true})])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.component as "fleet"
}

test_unmatched_asset_that_nobody_scanned_stays_undecided if {
	scan_cadence.subjects == {"app-1"} with input as _system([]) with data.assay.evidence.component as "fleet"
	scan_cadence.observations == set() with input as _system([])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.component as "fleet"
}

test_skip_is_never_said_of_a_report_that_is_no_scan if {
	other := _system([_scan("2026-11-10T00:00:00Z", {"ok": false, "reasons": ["not-a-scan"]})])
	scan_cadence.subjects == {"app-1"} with input as other with data.assay.evidence.component as "fleet"
	scan_cadence.observations == set() with input as other
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.component as "fleet"
}

test_empty_without_an_inventory if {
	scan_cadence.subjects == set() with input as {"inventory": [], "vulnerabilities": []}
	scan_cadence.observations == set() with input as {"inventory": [], "vulnerabilities": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.component as "fleet"
}

test_empty_when_the_inventory_lists_assets_of_others_only if {
	scan_cadence.subjects == set() with input as _system([]) with data.assay.evidence.component as "database"
}

test_unmatched_asset_whose_scan_failed_stays_undecided if {
	every state in [{"ok": false}, {"ok": true, "credentialed": false}] {
		failed := _system([_scan("2026-11-10T00:00:00Z", state)])
		scan_cadence.subjects == {"app-1"} with input as failed with data.assay.evidence.component as "fleet"
		scan_cadence.observations == set() with input as failed
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.component as "fleet"
	}
}

test_unmatched_failed_scan_does_not_renew_an_old_one if {
	later := _system([_scan("2026-10-10T00:00:00Z", {"ok": true}), _scan("2026-11-10T00:00:00Z", {"ok": false})])
	scan_cadence.observations == set() with input as later
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.component as "fleet"
}

_other := object.union(_scan("2026-11-15T00:00:00Z", {"ok": true}), {"subject": "app-2"})

test_boundary_last_day if {
	testing.told(scan_cadence.observations) == {["app-1", "pass"]}
		with input as _system([_scan("2026-10-20T00:00:00Z", {"ok": true})])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.component as "fleet"
	scan_cadence.observations == set() with input as _system([_scan("2026-10-15T00:00:00Z", {"ok": true}), _other])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.component as "fleet"
	testing.told(scan_cadence.observations) == {["app-1", "fail"]}
		with input as _system([_scan("2026-10-14T00:00:00Z", {"ok": true}), _other])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.component as "fleet"
}

test_pass_the_last_scan_counts if {
	testing.told(scan_cadence.observations) == {["app-1", "pass"]}
		with input as _system([_scan("2026-06-01T00:00:00Z", {"ok": true}), _scan("2026-11-10T00:00:00Z", {"ok": true})])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.component as "fleet"
}

test_malformed_scan_after_the_assessment_is_none if {
	scan_cadence.observations == set() with input as _system([_scan("2026-12-10T00:00:00Z", {"ok": true})])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.component as "fleet"
}
