package policies.common.network.exceptions_reviewed_test

import data.policies.common.network.exceptions_reviewed
import data.policies.lib.testing

_edge := {"id": "edge", "active": true, "default": "deny", "side": "external", "rules": []}

_with(changes) := {"boundaries": [object.union(_edge, changes)]}

_silent := _with({"rules": [_rule]})

_params := {"max-rule-review-days": 30}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_rule := {
	"id": "r1",
	"action": "allow",
	"direction": "in",
	"source": "10.0.0.0/8",
	"destination": "10.1.0.4/32",
	"ports": "443",
}

_rules(changes) := _with({"rules": [object.union(_rule, changes)]})

test_pass_up_to_the_last_day if {
	every day in ["2026-11-18", "2026-10-21"] {
		testing.told(exceptions_reviewed.observations) == {["edge", "pass"]}
			with input as _rules({"reviewed_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_pass_nothing_allowed if {
	testing.told(exceptions_reviewed.observations) == {["edge", "pass"]}
		with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(exceptions_reviewed.observations) == {["edge", "pass"]}
		with input as _rules({"action": "deny", "reviewed_on": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
	testing.told(exceptions_reviewed.observations) == {["edge", "pass"]}
		with input as _rules({"action": "deny", "reviewed_on": "2020-01-01"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_too_old_or_never if {
	every day in ["2026-10-18", null] {
		testing.told(exceptions_reviewed.observations) == {["edge", "fail"]}
			with input as _rules({"reviewed_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_too_old_only_since_or_after_the_export if {
	every day in ["2026-10-20", "2026-10-19", "2026-11-19"] {
		testing.told(exceptions_reviewed.observations) == set()
			with input as _rules({"reviewed_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_internal_boundary if {
	every day in ["2026-11-18", null, "2026-01-01"] {
		one := object.union(_rule, {"reviewed_on": day})
		testing.told(exceptions_reviewed.observations) == {["edge", "skip"]}
			with input as _with({"side": "internal", "rules": [one]})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
		testing.told(exceptions_reviewed.observations) == {["edge", "skip"]}
			with input as _with({"active": false, "rules": [one]})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_rule_set_not_in_use if {
	testing.told(exceptions_reviewed.observations) == {["edge", "skip"]}
		with input as _with({"active": false})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_empty_evidence_gives_no_subject if {
	exceptions_reviewed.subjects == set() with input as {"boundaries": []}
	testing.told(exceptions_reviewed.observations) == set()
		with input as {"boundaries": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_boundary_the_exporter_says_too_little_of_stays_undecided if {
	exceptions_reviewed.subjects == {"edge"} with input as _silent
	testing.told(exceptions_reviewed.observations) == set()
		with input as _silent
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_last_day if {
	every day, outcome in {"2026-11-18": "pass", "2026-10-21": "pass", "2026-10-18": "fail"} {
		testing.told(exceptions_reviewed.observations) == {["edge", outcome]}
			with input as _rules({"reviewed_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	every day in ["2026-10-20", "2026-10-19", "2026-11-19"] {
		testing.told(exceptions_reviewed.observations) == set()
			with input as _rules({"reviewed_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_reviewed_after_the_export if {
	every evidence in [_rules({"reviewed_on": "2026-11-19"}), _rules({})] {
		testing.told(exceptions_reviewed.observations) == set()
			with input as evidence
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}
