package policies.common.assessments.authorized_test

import data.policies.common.assessments.authorized
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"id": "ato",
	"in_force": true,
	"official": "cio",
	"granted_on": "2026-01-05",
	"operating_since": "2026-01-05",
	"updated_on": "2026-11-01",
	"ends": "2027-01-01",
}

_evidence(records) := {"assessments": [], "authorizations": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {"authorization-steps": words, "max-authorization-days": 31}

_every := ["assigned", "before operation", "updated"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["assigned", {}],
	["before operation", {}],
	["before operation", {"operating_since": null, "granted_on": null}],
	["updated", {"updated_on": "2026-10-20"}],
	["updated", {"ends": null}],
	["updated", {"ends": "2026-11-20"}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["assigned", {"official": null}],
	["before operation", {"granted_on": "2026-01-06"}],
	["before operation", {"granted_on": null}],
	["updated", {"updated_on": null}],
	["updated", {"updated_on": "2026-10-17"}],
	["updated", {"ends": "2026-11-19"}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["assigned", "official"],
	["before operation", "granted_on"],
	["before operation", "operating_since"],
	["updated", "updated_on"],
	["updated", "ends"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["assigned", {"official": ""}],
	["updated", {"updated_on": "2026-10-19"}],
	["before operation", {"operating_since": "2026-11-20", "granted_on": "2026-11-19"}],
	["before operation", {"operating_since": "2026-11-20", "granted_on": null}],
]

test_pass_every_step_at_once if {
	testing.told(authorized.observations) == {["ato", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(authorized.observations) == {["ato", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(authorized.observations) == {["ato", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in [{"in_force": false}] {
		testing.told(authorized.observations) == {["ato", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	authorized.subjects == set() with input as _evidence([])
	testing.told(authorized.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	authorized.subjects == {"ato"} with input as _with({})
	every row in _silent {
		testing.told(authorized.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(authorized.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(authorized.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
