package policies.common.physical.authorized_test

import data.policies.common.physical.authorized
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"person": "ana",
	"on_list": true,
	"approved_by": "cio",
	"approved_on": "2026-01-05",
	"credential_issued_on": "2026-01-06",
	"reviewed_on": "2026-10-20",
	"needed_until": null,
	"removed_on": null,
}

_evidence(records) := {"entries": [], "visits": [], "devices": [], "people": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {"access-list-steps": words, "max-access-list-days": 31, "max-hours-after-leaving": 24}

_every := ["approved", "credentialed", "reviewed", "removed"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["approved", {"approved_on": "2026-11-18"}],
	["credentialed", {"credential_issued_on": "2026-11-18"}],
	["reviewed", {"reviewed_on": "2026-10-20"}],
	["removed", {}],
	["removed", {"needed_until": "2026-11-20T00:00:01Z"}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["approved", {"approved_on": null}],
	["approved", {"approved_on": "2026-11-19"}],
	["credentialed", {"credential_issued_on": null}],
	["reviewed", {"reviewed_on": null}],
	["reviewed", {"reviewed_on": "2026-10-17"}],
	["removed", {"needed_until": "2026-11-16T23:59:59Z"}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["approved", "approved_by"],
	["approved", "approved_on"],
	["credentialed", "credential_issued_on"],
	["reviewed", "reviewed_on"],
	["removed", "needed_until"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["approved", {"approved_by": " "}],
	["reviewed", {"reviewed_on": "2026-10-19"}],
	["reviewed", {"reviewed_on": "2026-10-18"}],
	["removed", {"needed_until": "2026-11-17T00:00:00Z"}],
	["removed", {"needed_until": "2026-11-20T00:00:00Z"}],
	["removed", {"on_list": null}],
	["removed", {"on_list": null, "needed_until": "2026-11-01T00:00:00Z"}],
]

test_pass_every_step_at_once if {
	testing.told(authorized.observations) == {["ana", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(authorized.observations) == {["ana", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(authorized.observations) == {["ana", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in [{"on_list": false}] {
		testing.told(authorized.observations) == {["ana", "skip"]}
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
	authorized.subjects == {"ana"} with input as _with({})
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
