package policies.common.audit.retention_test

import data.policies.common.audit.retention
import data.policies.lib.testing

_store := {"id": "siem", "purpose": "audit"}

_metrics := {"stores": [{"id": "metrics", "purpose": "operations"}]}

_with(changes) := {"stores": [object.union(_store, changes)]}

_empty := {"stores": []}

_params := {"min-retention-days": 365}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_kept := {"retention_days": 400, "in_use_since": "2020-01-01T00:00:00Z", "oldest_record": "2025-10-20T00:00:00Z"}

test_pass_kept_and_still_there if {
	testing.told(retention.observations) == {["siem", "pass"]} with input as _with(_kept)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_pass_store_younger_than_the_time if {
	young := _with(object.union(_kept, {"in_use_since": "2026-10-01T00:00:00Z", "oldest_record": "2026-10-01T12:00:00Z"}))
	testing.told(retention.observations) == {["siem", "pass"]} with input as young
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_fail_configured_too_short if {
	short := _with(object.union(_kept, {"retention_days": 364}))
	testing.told(retention.observations) == {["siem", "fail"]} with input as short
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_fail_old_records_are_gone if {
	gone := _with(object.union(_kept, {"oldest_record": "2026-09-01T00:00:00Z"}))
	testing.told(retention.observations) == {["siem", "fail"]} with input as gone
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_store_without_an_oldest_record_stays_undecided if {
	unknown := _with(object.union(_kept, {"oldest_record": null}))
	retention.subjects == {"siem"} with input as unknown
	retention.observations == set() with input as unknown
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_skip_store_without_audit_records if {
	testing.told(retention.observations) == {["metrics", "skip"]} with input as _metrics
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_empty_when_there_are_no_stores if {
	retention.subjects == set() with input as _empty
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
	retention.observations == set() with input as _empty
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_store_the_exporter_says_nothing_of_stays_undecided if {
	retention.subjects == {"siem"} with input as _with({})
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
	retention.observations == set() with input as _with({})
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

_gone := object.union(_kept, {"oldest_record": "2025-11-15T00:00:00Z"})

test_fail_records_gone_when_it_was_looked_at_do_not_grow_back if {
	testing.told(retention.observations) == {["siem", "fail"]}
		with input as _with(_gone)
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_pass_young_store_keeps_all_it_ever_had if {
	young := {"in_use_since": "2026-11-01T00:00:00Z", "oldest_record": "2026-11-01T00:00:00Z"}
	testing.told(retention.observations) == {["siem", "pass"]}
		with input as _with(object.union(_kept, young))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_day_later_than_the_evidence_stays_undecided if {
	later := {"in_use_since": "2026-11-15T00:00:00Z", "oldest_record": "2026-11-15T00:00:00Z"}
	retention.observations == set()
		with input as _with(object.union(_kept, later))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_days_that_are_enough if {
	testing.told(retention.observations) == {["siem", "pass"]}
		with input as _with(object.union(_kept, {"retention_days": 365}))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
	testing.told(retention.observations) == {["siem", "fail"]}
		with input as _with(object.union(_kept, {"retention_days": 364}))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_boundary_oldest_record_of_a_full_year if {
	testing.told(retention.observations) == {["siem", "pass"]}
		with input as _with(object.union(_kept, {"oldest_record": "2025-11-21T00:00:00Z"}))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
	testing.told(retention.observations) == {["siem", "fail"]}
		with input as _with(object.union(_kept, {"oldest_record": "2025-11-22T00:00:00Z"}))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_malformed_store_in_use_since_a_day_to_come_stays_undecided if {
	retention.observations == set()
		with input as _with(object.union(_kept, {"in_use_since": "2026-12-01T00:00:00Z"}))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_unknown_retention_stays_undecided if {
	retention.observations == set() with input as _with(object.union(_kept, {"retention_days": null}))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _now
}

test_skip_store_without_audit_records_whatever_it_keeps if {
	every days in [400, 1] {
		testing.told(retention.observations) == {["siem", "skip"]}
			with input as _with(object.union(_kept, {"purpose": "operations", "retention_days": days}))
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _now
	}
}
