package policies.common.software.watched_test

import data.policies.common.software.watched
import data.policies.lib.testing

_host := {"id": "app-1", "active": true, "software": []}

_with(changes) := {"hosts": [object.union(_host, changes)]}

_params := {"max-software-look-hours": 72}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

test_pass_up_to_the_last_hour if {
	every day in ["2026-11-17T00:00:00Z", "2026-11-18T00:00:00Z"] {
		testing.told(watched.observations) == {["app-1", "pass"]}
			with input as _with({"looked_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_too_long_before_the_export if {
	testing.told(watched.observations) == {["app-1", "fail"]}
		with input as _with({"looked_on": "2026-11-14T23:59:59Z"})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_fail_never if {
	testing.told(watched.observations) == {["app-1", "fail"]}
		with input as _with({"looked_on": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_too_old_only_since_or_after_the_export if {
	every day in ["2026-11-16T23:59:59Z", "2026-11-15T00:00:00Z", "2026-11-18T00:00:01Z"] {
		testing.told(watched.observations) == set()
			with input as _with({"looked_on": day})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_host_that_does_not_run if {
	every facts in [{}, _all_right, _all_wrong] {
		testing.told(watched.observations) == {["app-1", "skip"]}
			with input as _with(object.union(facts, {"active": false}))
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

_all_right := {
	"execution_control": "allow-list",
	"execution_enforced": true,
	"users_install": false,
	"looked_on": "2026-11-18T00:00:00Z",
	"software": [{"name": "openssl", "authorized": true}],
}

_all_wrong := {
	"execution_control": "none",
	"execution_enforced": false,
	"users_install": true,
	"looked_on": "2026-01-01T00:00:00Z",
	"software": [{"name": "torrent", "authorized": false}],
}

test_skip_host_that_does_not_run_and_was_never_looked_at if {
	testing.told(watched.observations) == {["app-1", "skip"]}
		with input as _with({"active": false, "looked_on": null})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_empty_list_has_no_subject if {
	watched.subjects == set() with input as {"hosts": []}
	testing.told(watched.observations) == set()
		with input as {"hosts": []}
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_host_that_says_nothing_stays_undecided if {
	watched.subjects == {"app-1"} with input as _with({})
	testing.told(watched.observations) == set()
		with input as _with({})
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_the_last_hour if {
	outcomes := {
		"2026-11-18T00:00:00Z": "pass",
		"2026-11-17T00:00:00Z": "pass",
		"2026-11-14T23:59:59Z": "fail",
	}
	every last, outcome in outcomes {
		testing.told(watched.observations) == {["app-1", outcome]}
			with input as _with({"looked_on": last})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
	every last in ["2026-11-16T23:59:59Z", "2026-11-15T00:00:00Z", "2026-11-18T00:00:01Z"] {
		testing.told(watched.observations) == set()
			with input as _with({"looked_on": last})
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_looked_at_after_the_export if {
	pieces := [
		_with({"looked_on": "2026-11-18T00:00:01Z"}),
		_with({"looked_on": "2030-01-01T00:00:00Z"}),
	]
	every evidence in pieces {
		testing.told(watched.observations) == set()
			with input as evidence
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}
