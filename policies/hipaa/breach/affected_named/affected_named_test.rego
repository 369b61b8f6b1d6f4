package policies.hipaa.breach.affected_named_test

import data.policies.hipaa.breach.affected_named
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

_associate(named) := {"acting_as": "business-associate", "affected_identified": named}

test_pass_named if {
	testing.told(affected_named.observations) == {["B-1", "pass"]} with input as _with(_associate(true))
}

test_fail_not_named if {
	testing.told(affected_named.observations) == {["B-1", "fail"]} with input as _with(_associate(false))
}

test_skip_covered_entity if {
	testing.told(affected_named.observations) == {["B-1", "skip"]} with input as _with({})
}

test_skip_what_is_no_breach if {
	testing.told(affected_named.observations) == {["B-1", "skip"]} with input as _with({"judgement": "low-probability"})
}

test_empty_log if {
	affected_named.subjects == set() with input as _log([])
	affected_named.observations == set() with input as _log([])
}

test_unmatched_breach_without_the_facts_stays_undecided if {
	affected_named.subjects == {"B-1"} with input as _with(_associate(null))
	affected_named.observations == set() with input as _with(_associate(null))
}
