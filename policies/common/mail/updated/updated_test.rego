package policies.common.mail.updated_test

import data.policies.common.mail.updated
import data.policies.lib.testing

_gateway := {"id": "x", "active": true, "directions": ["inbound"]}

_with(changes) := {"gateways": [object.union(_gateway, changes)]}

_params := {"max-spam-update-days": 7}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_updated(auto, day) := _with({"auto_update": auto, "updated_on": day})

test_pass_up_to_the_last_day if {
	every day in ["2026-11-18T00:00:00Z", "2026-11-12T00:00:01Z"] {
		testing.told(updated.observations) == {["x", "pass"]}
			with input as _updated(true, day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_weakness_alone if {
	testing.told(updated.observations) == {["x", "fail"]}
		with input as _updated(false, "2026-11-18T00:00:00Z")
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(updated.observations) == {["x", "fail"]}
		with input as _updated(true, null)
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(updated.observations) == {["x", "fail"]}
		with input as _updated(true, "2026-11-10T00:00:00Z")
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_too_old_only_since_or_not_known if {
	every day in ["2026-11-12T00:00:00Z", "2026-11-10T00:00:01Z", "2026-11-18T00:00:01Z"] {
		testing.told(updated.observations) == set()
			with input as _updated(true, day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	testing.told(updated.observations) == set()
		with input as _updated(null, "2026-11-18T00:00:00Z")
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_skip_no_mail if {
	every day in [null, "2026-01-01T00:00:00Z", "2026-11-18T00:00:00Z"] {
		testing.told(updated.observations) == {["x", "skip"]}
			with input as _with({"active": false, "auto_update": is_null(day), "updated_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_no_mail_whatever_it_updates if {
	testing.told(updated.observations) == {["x", "skip"]}
		with input as _with({"active": false, "auto_update": true, "updated_on": "2026-11-18T00:00:00Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(updated.observations) == {["x", "skip"]}
		with input as _with({"active": false, "auto_update": false, "updated_on": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_empty_list_has_no_subject if {
	updated.subjects == set() with input as {"gateways": []}
	testing.told(updated.observations) == set()
		with input as {"gateways": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_what_says_nothing_stays_undecided if {
	updated.subjects == {"x"} with input as _with({})
	testing.told(updated.observations) == set()
		with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_last_day if {
	outcomes := {
		"2026-11-18T00:00:00Z": "pass",
		"2026-11-12T00:00:01Z": "pass",
		"2026-11-10T00:00:00Z": "fail",
	}
	every day, outcome in outcomes {
		testing.told(updated.observations) == {["x", outcome]}
			with input as _updated(true, day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	every day in ["2026-11-12T00:00:00Z", "2026-11-10T00:00:01Z", "2026-11-18T00:00:01Z"] {
		testing.told(updated.observations) == set()
			with input as _updated(true, day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_updated_after_the_export_or_nobody_knows_how if {
	every evidence in [_updated(true, "2026-11-18T00:00:01Z"), _updated(null, "2026-11-18T00:00:00Z")] {
		testing.told(updated.observations) == set()
			with input as evidence
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}
