package policies.hipaa.breach.oral_delay_test

import data.policies.hipaa.breach.oral_delay
import data.policies.lib.testing

_breach := {
	"id": "B-1",
	"discovered": "2026-07-01",
	"judgement": "breach",
	"delay_until": null,
	"acting_as": "covered-entity",
	"individuals": 900,
	"largest_state_count": 700,
}

_log(incidents) := {"period": {"from": "2026-01-01", "to": "2026-11-19"}, "incidents": incidents}

_with(changes) := _log([object.union(_breach, changes)])

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_params := {"oral-delay-days": 30}

_delay(until) := {"delay_statement": "oral", "delay_requested": "2026-08-01", "delay_until": until}

test_pass_thirty_days if {
	testing.told(oral_delay.observations) == {["B-1", "pass"]} with input as _with(_delay("2026-08-31"))
		with data.assay.params as _params
}

test_fail_thirty_one_days if {
	testing.told(oral_delay.observations) == {["B-1", "fail"]} with input as _with(_delay("2026-09-01"))
		with data.assay.params as _params
}

test_skip_no_request if {
	testing.told(oral_delay.observations) == {["B-1", "skip"]} with input as _with({}) with data.assay.params as _params
}

test_skip_written_request if {
	written := _with({"delay_statement": "written", "delay_until": "2026-12-01"})
	testing.told(oral_delay.observations) == {["B-1", "skip"]} with input as written with data.assay.params as _params
}

test_skip_what_is_no_breach if {
	testing.told(oral_delay.observations) == {["B-1", "skip"]} with input as _with({"judgement": "low-probability"})
		with data.assay.params as _params
}

test_empty_log if {
	oral_delay.subjects == set() with input as _log([]) with data.assay.params as _params
	oral_delay.observations == set() with input as _log([]) with data.assay.params as _params
}

test_unmatched_breach_without_the_facts_stays_undecided if {
	oral_delay.subjects == {"B-1"} with input as _with(object.union(_delay("2026-08-31"), {"delay_requested": null}))
	oral_delay.observations == set() with input as _with(object.union(_delay("2026-08-31"), {"delay_requested": null}))
		with data.assay.params as _params
}
