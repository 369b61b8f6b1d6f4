package policies.common.incidents.documented_test

import data.policies.common.incidents.documented
import data.policies.lib.testing

_breakin := {"id": "INC-7", "detected": "2026-10-01T10:00:00Z", "classification": "incident"}

_alarm := {"id": "INC-8", "detected": "2026-10-02T10:00:00Z", "classification": "false-alarm"}

_records(incidents) := {"period": {"from": "2026-01-01", "to": "2026-11-19"}, "incidents": incidents}

_with(changes) := _records([object.union(_breakin, changes)])

_complete := {"status": "closed", "description": true, "response": true, "mitigation": true, "outcome": true}

test_pass_closed_and_complete if {
	testing.told(documented.observations) == {["INC-7", "pass"]} with input as _with(_complete)
}

test_pass_open_and_being_handled if {
	testing.told(documented.observations) == {["INC-7", "pass"]}
		with input as _with({"status": "open", "description": true, "response": true})
}

test_fail_each_gap_alone if {
	every gap in ["description", "response", "mitigation", "outcome"] {
		testing.told(documented.observations) == {["INC-7", "fail"]}
			with input as _with(object.union(_complete, {gap: false}))
	}
}

test_skip_false_alarm if {
	testing.told(documented.observations) == {["INC-8", "skip"]} with input as _records([_alarm])
}

test_empty_when_no_incident_is_recorded if {
	documented.subjects == set() with input as _records([])
	documented.observations == set() with input as _records([])
}

test_unmatched_incident_without_the_facts_stays_undecided if {
	documented.subjects == {"INC-7"} with input as _with({})
	documented.observations == set() with input as _with({})
}

test_malformed_record_without_a_status_stays_undecided if {
	documented.observations == set() with input as _with(object.remove(_complete, ["status"]))
}

test_unmatched_open_record_without_a_description_or_a_response_stays_undecided if {
	every fact in ["description", "response"] {
		documented.observations == set() with input as _with(object.union({"status": "open"}, {fact: true}))
	}
}

test_pass_open_record_without_what_comes_last if {
	testing.told(documented.observations) == {["INC-7", "pass"]}
		with input as _with(object.union(_complete, {"status": "open", "mitigation": false, "outcome": false}))
}

test_skip_false_alarm_whatever_is_on_file if {
	every record in [_complete, {"description": false, "response": false}] {
		testing.told(documented.observations) == {["INC-7", "skip"]}
			with input as _with(object.union(record, {"classification": "false-alarm"}))
	}
}
