package policies.common.iam.identifier_reuse_test

import data.policies.common.iam.identifier_reuse
import data.policies.lib.testing

_ana := {
	"id": "ana",
	"type": "person",
	"interactive": true,
	"enabled": true,
	"privileged": false,
	"mfa_devices": 1,
	"created": "2026-03-11T00:00:00Z",
}

_with(changes, since, retired) := {
	"accounts": [object.union(_ana, changes)],
	"retired": {"since": since, "identifiers": retired},
}

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_params := {"min-reuse-days": 10}

_other := {"id": "bo", "retired_on": "2026-03-10T00:00:00Z"}

_gone(day) := [{"id": "ana", "retired_on": day}, _other]

_long := "2026-01-01T00:00:00Z"

test_pass_not_given_up_before if {
	testing.told(identifier_reuse.observations) == {["ana", "pass"]}
		with input as _with({}, _long, [])
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(identifier_reuse.observations) == {["ana", "pass"]}
		with input as _with({}, "2026-03-01T00:00:00Z", [_other])
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_pass_given_again_after_the_time if {
	testing.told(identifier_reuse.observations) == {["ana", "pass"]}
		with input as _with({}, _long, _gone("2026-03-01T00:00:00Z"))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(identifier_reuse.observations) == {["ana", "pass"]}
		with input as _with({}, "2026-03-05T00:00:00Z", _gone("2026-02-01T00:00:00Z"))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_fail_given_again_too_soon if {
	testing.told(identifier_reuse.observations) == {["ana", "fail"]}
		with input as _with({}, _long, _gone("2026-03-01T00:00:01Z"))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(identifier_reuse.observations) == {["ana", "fail"]}
		with input as _with({}, "2026-03-05T00:00:00Z", _gone("2026-03-10T00:00:00Z"))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_of_the_days if {
	testing.told(identifier_reuse.observations) == {["ana", "pass"]}
		with input as _with({}, _long, _gone("2026-03-01T00:00:00Z"))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(identifier_reuse.observations) == {["ana", "fail"]}
		with input as _with({}, _long, _gone("2026-03-02T00:00:00Z"))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(identifier_reuse.observations) == {["ana", "fail"]}
		with input as _with({}, _long, _gone("2026-03-11T00:00:00Z"))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(identifier_reuse.observations) == set()
		with input as _with({}, _long, _gone("2026-03-11T00:00:01Z"))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(identifier_reuse.observations) == {["ana", "pass"]}
		with input as _with({}, "2026-03-01T00:00:00Z", [])
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(identifier_reuse.observations) == set()
		with input as _with({}, "2026-03-01T00:00:01Z", [])
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(identifier_reuse.observations) == {["ana", "pass"]}
		with input as _with({"created": "2026-11-18T00:00:00Z"}, _long, [])
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
	testing.told(identifier_reuse.observations) == set()
		with input as _with({"created": "2026-11-18T00:00:01Z"}, _long, [])
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_skip_disabled if {
	every retired in [[], _gone("2026-03-10T00:00:00Z"), _gone("2026-01-10T00:00:00Z")] {
		testing.told(identifier_reuse.observations) == {["ana", "skip"]}
			with input as _with({"enabled": false}, _long, retired)
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_when_there_are_no_accounts if {
	identifier_reuse.subjects == set() with input as {"accounts": []}
	testing.told(identifier_reuse.observations) == set()
		with input as {"accounts": []}
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_what_is_not_known_stays_undecided if {
	every evidence in [
		{"accounts": [_ana]},
		_with({"created": null}, _long, []),
		_with({"enabled": null}, _long, []),
		_with({"enabled": null}, _long, _gone("2026-03-10T00:00:00Z")),
		_with({"created": null}, _long, _gone("2026-03-10T00:00:00Z")),
		_with({}, "2026-03-05T00:00:00Z", []),
		_with({"created": "2026-11-19T00:00:00Z"}, _long, _gone("2026-11-15T00:00:00Z")),
	] {
		identifier_reuse.subjects == {"ana"} with input as evidence
		testing.told(identifier_reuse.observations) == set()
			with input as evidence
			with data.assay.params as _params
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_register_that_gives_an_identifier_up_after_it_was_given_passes_nothing if {
	testing.told(identifier_reuse.observations) == set()
		with input as _with({}, _long, _gone("2026-04-01T00:00:00Z"))
		with data.assay.params as _params
		with data.assay.evidence.collected_ns as _collected
}
