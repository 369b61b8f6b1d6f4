package policies.fedramp.poam_in_time_test

import data.policies.fedramp.poam_in_time
import data.policies.lib.testing

_item := {"id": "P-1", "level": "high", "detected": "2026-10-01", "status": "open"}

_plan(updated, items) := {"updated_on": updated, "items": items}

_with(changes) := _plan("2026-11-01", [object.union(_item, changes)])

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_params := {
	"remediation-critical-days": 30,
	"remediation-high-days": 30,
	"remediation-moderate-days": 90,
	"remediation-low-days": 180,
	"max-vendor-check-in-days": 31,
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_pass_inside_its_time if {
	testing.told(poam_in_time.observations) == {["P-1", "pass"]} with input as _with({"level": "moderate"})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_fail_open_too_long if {
	testing.told(poam_in_time.observations) == {["P-1", "fail"]} with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
}

_seen contains [one.subject, one.outcome, one.why] if some one in poam_in_time.observations

_told contains [one[0], one[1]] if some one in _seen

_asked(type, state) := {"deviations": [{"type": type, "state": state}]}

_vendor(changes) := {"vendor_dependency": object.union({"state": "tracking", "last_check_in": "2026-11-01"}, changes)}

# Late for its level, by far.
_late := {"level": "moderate", "detected": "2026-01-01"}

test_fail_what_is_not_approved_changes_nothing if {
	every type in ["false-positive", "operational-requirement", "risk-adjustment"] {
		every state in ["investigating", "pending", "withdrawn"] {
			_told == {["P-1", "fail"]} with input as _with(object.union(_late, _asked(type, state)))
				with data.assay.params as _params
				with data.assay.now as _now
				with data.assay.evidence.collected_ns as _collected
		}
	}
}

test_fail_approval_that_is_contradicted_is_none if {
	both := {"deviations": [
		{"type": "false-positive", "state": "approved"},
		{"type": "false-positive", "state": "withdrawn"},
	]}
	_told == {["P-1", "fail"]} with input as _with(both)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_approval_of_another_kind_does_not_excuse if {
	_told == {["P-1", "fail"]} with input as _with(object.union(_late, _asked("risk-adjustment", "approved")))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_skip_approved_false_positive_whatever_its_level_and_age if {
	every level in ["critical", "high", "moderate", "low"] {
		change := object.union(_asked("false-positive", "approved"), {"level": level, "kev_due": "2026-01-01"})
		_told == {["P-1", "skip"]} with input as _with(change)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_false_positive_of_a_vendor_says_nothing_else if {
	why := "a false positive, as approved: it can be closed"
	approved := object.union(_late, _asked("false-positive", "approved"))
	every day in ["2026-01-02", "2026-11-01"] {
		_seen == {["P-1", "skip", why]} with input as _with(object.union(approved, _vendor({"last_check_in": day})))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_closed if {
	every change in [{}, _asked("false-positive", "approved"), _vendor({"state": "resolved"})] {
		_seen == {["P-1", "skip", "closed"]} with input as _with(object.union(change, {"status": "closed"}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_closed_though_it_is_open if {
	every change, why in {
		_asked("operational-requirement", "approved"): "closed, and its operational requirement holds",
		_vendor({}): "closed, and its vendor still has to repair it",
	} {
		["P-1", "fail", why] in _seen with input as _with(object.union(change, {"status": "closed"}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_operational_requirement_of_a_moderate_or_low_item if {
	why := "an operational requirement, as approved: it stays open and is looked at again"
	every level in ["moderate", "low"] {
		_seen == {["P-1", "skip", why]}
			with input as _with(object.union_n([_late, {"level": level}, _asked("operational-requirement", "approved")]))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_operational_requirement_is_not_for_a_high_item if {
	why := "open for 50 days, 30 allowed; an operational requirement is not for a high weakness"
	every level in ["critical", "high"] {
		_seen == {["P-1", "fail", why]}
			with input as _with(object.union(_asked("operational-requirement", "approved"), {"level": level}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_high_item_that_was_adjusted_to_moderate_and_is_an_operational_requirement if {
	both := {"level": "moderate", "original_level": "high", "detected": "2026-01-01", "deviations": [
		{"type": "risk-adjustment", "state": "approved"},
		{"type": "operational-requirement", "state": "approved"},
	]}
	_told == {["P-1", "skip"]} with input as _with(both)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_level_that_was_lowered_with_approval if {
	lowered := {"level": "moderate", "original_level": "high"}
	_seen == {["P-1", "pass", "50 of 90 days used"]}
		with input as _with(object.union(lowered, _asked("risk-adjustment", "approved")))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_level_that_was_lowered_without_approval if {
	lowered := {"level": "moderate", "original_level": "high"}
	every change in [{}, _asked("risk-adjustment", "pending"), _asked("false-positive", "pending")] {
		_seen == {["P-1", "fail", "open for 50 days, 30 allowed"]}
			with input as _with(object.union(lowered, change))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	low := {"level": "low", "original_level": "moderate", "detected": "2026-08-12"}
	_seen == {["P-1", "fail", "open for 100 days, 90 allowed"]} with input as _with(low)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_level_that_was_raised_counts if {
	_seen == {["P-1", "fail", "open for 50 days, 30 allowed"]}
		with input as _with({"level": "high", "original_level": "low"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	_seen == {["P-1", "fail", "open for 50 days, 30 allowed"]}
		with input as _with({"level": "high", "original_level": "moderate"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	_seen == {["P-1", "fail", "open for 50 days, 30 allowed"]}
		with input as _with({"level": "high", "original_level": "high"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_critical_level_that_was_lowered_without_approval if {
	stricter := object.union(_params, {"remediation-critical-days": 10})
	testing.told(poam_in_time.observations) == {["P-1", "fail"]}
		with input as _with({"original_level": "critical", "detected": "2026-11-01"})
		with data.assay.params as stricter
		with data.assay.now as _now
}

test_skip_low_item_that_waits_for_its_vendor if {
	_told == {["P-1", "skip"]}
		with input as _with(object.union(_vendor({}), {"level": "low", "detected": "2026-01-01"}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_last_day_of_what_waits if {
	_told == {["P-1", "pass"]}
		with input as _with(object.union(_vendor({}), {"level": "moderate", "detected": "2026-08-22"}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	_told == {["P-1", "skip"]}
		with input as _with(object.union(_vendor({}), {"level": "moderate", "detected": "2026-08-21"}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_vendor_that_is_no_longer_asked_because_it_is_resolved if {
	gone := _vendor({"state": "resolved", "last_check_in": "2026-06-01"})
	_told == {["P-1", "pass"]} with input as _with(object.union(gone, {"level": "moderate"}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_skip_moderate_item_that_waits_for_its_vendor if {
	_seen == {["P-1", "skip", "its vendor has to repair it"]} with input as _with(object.union(_late, _vendor({})))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_item_of_a_vendor_inside_its_time if {
	_told == {["P-1", "pass"]} with input as _with(object.union(_vendor({}), {"detected": "2026-10-25"}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_high_item_that_waits_for_its_vendor_is_not_brought_down if {
	why := "open for 50 days, 30 allowed; brought down to moderate it could wait for its vendor"
	_seen == {["P-1", "fail", why]} with input as _with(_vendor({}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_vendor_who_is_no_longer_waited_for if {
	every state in ["investigating", "resolved", "withdrawn"] {
		_told == {["P-1", "fail"]} with input as _with(object.union(_late, _vendor({"state": state})))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_boundary_vendor_asked_every_month if {
	# At the collection, 2026-11-10.
	every day, told in {"2026-10-09": {["P-1", "fail"]}, "2026-10-10": set()} {
		_told == told with input as _with(object.union(_late, _vendor({"last_check_in": day})))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}

	# Nobody knows whether it was asked since, until the assessment.
	_told == set() with input as _with(object.union(_late, _vendor({"last_check_in": "2026-10-19"})))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	_told == {["P-1", "skip"]} with input as _with(object.union(_late, _vendor({"last_check_in": "2026-10-20"})))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	young := {"level": "moderate", "detected": "2026-10-01"}
	_told == set() with input as _with(object.union(young, _vendor({"last_check_in": "2026-10-19"})))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	_told == {["P-1", "pass"]} with input as _with(object.union(young, _vendor({"last_check_in": "2026-10-20"})))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_vendor_that_was_not_asked_in_time_says_since_when if {
	why := "its vendor was not asked for 40 days before the export"
	["P-1", "fail", why] in _seen with input as _with(object.union(_late, _vendor({"last_check_in": "2026-10-01"})))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_vendor_that_was_never_asked if {
	never := _vendor({"last_check_in": null})
	_told == {["P-1", "pass"]}
		with input as _with(object.union(never, {"level": "moderate", "detected": "2026-10-20"}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	["P-1", "fail"] in _told
		with input as _with(object.union(never, {"level": "moderate", "detected": "2026-10-09"}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_malformed_vendor_asked_after_the_export_stays_undecided if {
	_told == set() with input as _with(object.union(_late, _vendor({"last_check_in": "2026-11-15"})))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_catalogs_day_is_the_last if {
	in_time := {"level": "moderate"}
	_told == {["P-1", "pass"]} with input as _with(object.union(in_time, {"kev_due": "2026-11-20"}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	["P-1", "fail", "exploited in the wild, due on 2026-11-19 by the catalog"] in _seen
		with input as _with(object.union(in_time, {"kev_due": "2026-11-19"}))
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_the_catalogs_day_counts_for_what_waits if {
	every change in [_asked("operational-requirement", "approved"), _vendor({})] {
		["P-1", "fail"] in _told with input as _with(object.union_n([_late, change, {"kev_due": "2026-11-19"}]))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_plan if {
	poam_in_time.subjects == set() with input as _plan("2026-11-01", [])
	poam_in_time.observations == set() with input as _plan("2026-11-01", [])
		with data.assay.params as _params
		with data.assay.now as _now
}

test_unmatched_item_detected_in_the_future_stays_undecided if {
	poam_in_time.subjects == {"P-1"} with input as _with({"detected": "2027-01-01"})
	poam_in_time.observations == set() with input as _with({"detected": "2027-01-01"})
		with data.assay.params as _params
		with data.assay.now as _now
}

test_boundary_last_day_of_each_level if {
	last := {"critical": "2026-10-21", "high": "2026-10-21", "moderate": "2026-08-22", "low": "2026-05-24"}
	every level, day in last {
		testing.told(poam_in_time.observations) == {["P-1", "pass"]}
			with input as _with({"level": level, "detected": day})
			with data.assay.params as _params
			with data.assay.now as _now
	}
	late := {"critical": "2026-10-20", "high": "2026-10-20", "moderate": "2026-08-21", "low": "2026-05-23"}
	every level, day in late {
		testing.told(poam_in_time.observations) == {["P-1", "fail"]}
			with input as _with({"level": level, "detected": day})
			with data.assay.params as _params
			with data.assay.now as _now
	}
}
