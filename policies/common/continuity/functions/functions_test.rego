package policies.common.continuity.functions_test

import data.policies.common.continuity.functions
import data.policies.lib.testing

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_collected := time.parse_rfc3339_ns("2026-11-18T00:00:00Z")

_record := {
	"id": "claims",
	"in_use": true,
	"allowed_hours": 8,
	"recovered_hours": 8,
	"tested_on": "2026-11-01",
	"transactional": true,
	"transaction_recovery": true,
	"critical_assets": ["db"],
}

_evidence(records) := {"sites": [], "functions": records}

_with(change) := _evidence([object.union(_record, change)])

_without(member) := _evidence([object.remove(_record, [member])])

_params(words) := {"function-steps": words, "max-recovery-test-days": 31}

_every := ["timed", "recovered", "tested", "transactions recovered", "assets known"]

# A step, and a record of which it is taken: the last moment among them.
_kept := [
	["timed", {}],
	["recovered", {}],
	["tested", {"tested_on": "2026-10-20"}],
	["transactions recovered", {}],
	["transactions recovered", {"transactional": false, "transaction_recovery": null}],
	["transactions recovered", {"transactional": null}],
	["transactions recovered", {"transactional": false, "transaction_recovery": false}],
	["assets known", {}],
]

# A step, and a record of which it is missing: the first moment among them.
_broken := [
	["timed", {"allowed_hours": null}],
	["recovered", {"recovered_hours": 8.1}],
	["tested", {"tested_on": null}],
	["tested", {"tested_on": "2026-10-17"}],
	["transactions recovered", {"transaction_recovery": false}],
	["assets known", {"critical_assets": []}],
]

# A step, and the member without which nothing is known of it.
_silent := [
	["timed", "allowed_hours"],
	["recovered", "allowed_hours"],
	["recovered", "recovered_hours"],
	["tested", "tested_on"],
	["transactions recovered", "transaction_recovery"],
	["assets known", "critical_assets"],
]

# A step, and a record that does not say enough, or was not looked at since.
_open := [
	["recovered", {"recovered_hours": null}],
	["recovered", {"allowed_hours": null}],
	["tested", {"tested_on": "2026-10-19"}],
	["transactions recovered", {"transactional": null, "transaction_recovery": false}],
]

test_pass_every_step_at_once if {
	testing.told(functions.observations) == {["claims", "pass"]}
		with input as _with({})
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_each_step_alone_to_its_last_moment if {
	every row in _kept {
		testing.told(functions.observations) == {["claims", "pass"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_fail_each_step_from_its_first_moment if {
	every row in _broken {
		testing.told(functions.observations) == {["claims", "fail"]}
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_skip_what_is_not_judged if {
	every change in [{"in_use": false}] {
		testing.told(functions.observations) == {["claims", "skip"]}
			with input as _with(change)
			with data.assay.params as _params(_every)
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_empty_register_has_no_subject if {
	functions.subjects == set() with input as _evidence([])
	testing.told(functions.observations) == set()
		with input as _evidence([])
		with data.assay.params as _params(_every)
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_record_that_is_silent_stays_undecided if {
	functions.subjects == {"claims"} with input as _with({})
	every row in _silent {
		testing.told(functions.observations) == set()
			with input as _without(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_unmatched_record_between_stays_undecided if {
	every row in _open {
		testing.told(functions.observations) == set()
			with input as _with(row[1])
			with data.assay.params as _params([row[0]])
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _collected
	}
}

test_malformed_step_that_nobody_knows_passes_nothing if {
	testing.told(functions.observations) == set()
		with input as _with({})
		with data.assay.params as _params(["polished"])
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}
