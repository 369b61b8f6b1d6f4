package policies.common.personnel.screened_test

import data.policies.common.personnel.screened
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"person": "ana",
	"access_since": "2026-03-01",
	"left_on": null,
	"screened_on": "2026-11-01",
	"first_screened_on": "2026-02-01",
	"screening_matches": true,
	"moved_on": "2026-10-01T08:00:00Z",
	"access_reviewed_on": "2026-10-01T09:00:00Z",
	"access_changed_on": "2026-10-01T09:00:00Z",
	"move_told_on": "2026-10-01T09:00:00Z",
	"adverse_information_on": "2026-10-01",
	"access_protected_on": "2026-10-01",
}

_evidence(records) := {"positions": [], "sanctions": [], "people": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {"screening-steps": words, "max-screening-days": 31, "max-hours-after-leaving": 24}

_every := ["screened", "rescreened", "fitting", "protected"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["screened", {"first_screened_on": "2026-03-01"}],
	["rescreened", {"screened_on": "2026-10-20"}],
	["fitting", {}],
	["protected", {"access_protected_on": "2026-10-02"}],
	["protected", {"adverse_information_on": null}],
	["screened", {"left_on": "2026-11-20"}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["screened", {"first_screened_on": null}],
	["screened", {"first_screened_on": "2026-03-02"}],
	["screened", {"first_screened_on": "2026-11-19"}],
	["rescreened", {"screened_on": null}],
	["rescreened", {"screened_on": "2026-10-17"}],
	["fitting", {"screening_matches": false}],
	["protected", {"access_protected_on": "2026-10-03"}],
	["protected", {"access_protected_on": null}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["screened", "first_screened_on"],
	["rescreened", "screened_on"],
	["fitting", "screening_matches"],
	["protected", "adverse_information_on"],
	["protected", "access_protected_on"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["rescreened", {"screened_on": "2026-10-19"}],
	["fitting", {"screening_matches": null}],
	["protected", {"adverse_information_on": "2026-11-17", "access_protected_on": null}],
	["screened", {"access_since": "2026-11-19", "first_screened_on": null}],
	["screened", {"access_since": "2026-11-19", "first_screened_on": "2026-11-20"}],
	["screened", {"access_since": "2026-11-20", "first_screened_on": "2026-11-19"}],
]

test_pass_every_step_at_once if {
	testing.told(screened.observations) == {["ana", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(screened.observations) == {["ana", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(screened.observations) == {["ana", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in [{"left_on": "2026-11-19"}, {"access_since": null}] {
		testing.told(screened.observations) == {["ana", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	screened.subjects == set() with input as _evidence([])
	testing.told(screened.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	screened.subjects == {"ana"} with input as _with({})
	every row in _silent {
		testing.told(screened.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(screened.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(screened.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
