package policies.common.advisories.received_test

import data.policies.common.advisories.received
import data.policies.lib.testing

_source := {"id": "x", "issuer": "cisa", "active": true}

_with(changes) := {"sources": [object.union(_source, changes)], "advisories": []}

_params := {"advisory-issuers": ["cisa"], "max-advisory-silence-days": 7}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_arrived(day) := _with({"checked_on": day})

test_pass_up_to_the_last_day if {
	every day in ["2026-11-18T00:00:00Z", "2026-11-12T00:00:01Z"] {
		testing.told(received.observations) == {["x", "pass"]}
			with input as _arrived(day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_silent_never_seen_or_ended if {
	every day in ["2026-11-10T00:00:00Z", null] {
		testing.told(received.observations) == {["x", "fail"]}
			with input as _arrived(day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	every day in ["2026-11-10T00:00:00Z", "2026-11-18T00:00:00Z", null] {
		testing.told(received.observations) == {["x", "fail"]}
			with input as _with({"active": false, "checked_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_silent_only_since_or_seen_after_the_export if {
	every day in ["2026-11-12T00:00:00Z", "2026-11-10T00:00:01Z", "2026-11-18T00:00:01Z"] {
		testing.told(received.observations) == set()
			with input as _arrived(day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_received_by_another_way if {
	new := object.union(_source, {"id": "new", "checked_on": "2026-11-18T00:00:00Z"})
	every day in ["2026-11-10T00:00:00Z", "2026-11-18T00:00:00Z", null] {
		old := object.union(_source, {"active": false, "checked_on": day})
		testing.told(received.observations) == {["x", "skip"], ["new", "pass"]}
			with input as {"sources": [new, old], "advisories": []}
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_another_issuer if {
	every day in ["2026-11-18T00:00:00Z", "2026-01-01T00:00:00Z", null] {
		every active in [true, false] {
			testing.told(received.observations) == {["x", "skip"]}
				with input as _with({"issuer": "vendor", "active": active, "checked_on": day})
				with data.assay.params as _params
				with data.assay.now as _now
				with data.assay.evidence.collected_ns as _collected
		}
	}
}

test_empty_list_has_no_subject if {
	received.subjects == set() with input as {"sources": [], "advisories": []}
	testing.told(received.observations) == set()
		with input as {"sources": [], "advisories": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_what_says_nothing_stays_undecided if {
	received.subjects == {"x"} with input as _with({})
	testing.told(received.observations) == set()
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
		testing.told(received.observations) == {["x", outcome]}
			with input as _arrived(day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	every day in ["2026-11-12T00:00:00Z", "2026-11-10T00:00:01Z", "2026-11-18T00:00:01Z"] {
		testing.told(received.observations) == set()
			with input as _arrived(day)
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_seen_after_the_export if {
	every evidence in [_arrived("2026-11-18T00:00:01Z"), _with({"active": true})] {
		testing.told(received.observations) == set()
			with input as evidence
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}
