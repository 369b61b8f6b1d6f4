package policies.common.personnel.positions_test

import data.policies.common.personnel.positions
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"id": "admin",
	"in_use": true,
	"risk": "high",
	"risk_reviewed_on": "2026-11-01",
	"criteria": true,
	"security_duties": true,
	"privacy_duties": true,
}

_evidence(records) := {"people": [], "sanctions": [], "positions": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {"position-steps": words, "max-position-review-days": 31}

_every := ["designated", "reviewed", "criteria set", "security named", "privacy named"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["designated", {}],
	["reviewed", {"risk_reviewed_on": "2026-10-20"}],
	["criteria set", {}],
	["security named", {}],
	["privacy named", {}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["designated", {"risk": null}],
	["reviewed", {"risk_reviewed_on": null}],
	["reviewed", {"risk_reviewed_on": "2026-10-17"}],
	["criteria set", {"criteria": false}],
	["security named", {"security_duties": false}],
	["privacy named", {"privacy_duties": false}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["designated", "risk"],
	["reviewed", "risk_reviewed_on"],
	["criteria set", "criteria"],
	["security named", "security_duties"],
	["privacy named", "privacy_duties"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["designated", {"risk": " "}],
	["reviewed", {"risk_reviewed_on": "2026-10-19"}],
	["criteria set", {"criteria": null}],
]

test_pass_every_step_at_once if {
	testing.told(positions.observations) == {["admin", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(positions.observations) == {["admin", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(positions.observations) == {["admin", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in [{"in_use": false}] {
		testing.told(positions.observations) == {["admin", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	positions.subjects == set() with input as _evidence([])
	testing.told(positions.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	positions.subjects == {"admin"} with input as _with({})
	every row in _silent {
		testing.told(positions.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(positions.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(positions.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
