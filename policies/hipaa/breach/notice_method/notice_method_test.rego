package policies.hipaa.breach.notice_method_test

import data.policies.hipaa.breach.notice_method
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

test_pass_mail_and_agreed_email if {
	every method in ["mail", "email-agreed"] {
		sent := _with({"notice_method": method, "individuals_notified": "2026-08-01"})
		testing.told(notice_method.observations) == {["B-1", "pass"]} with input as sent
	}
}

test_fail_no_accepted_way if {
	sent := _with({"notice_method": "none", "individuals_notified": "2026-08-01"})
	testing.told(notice_method.observations) == {["B-1", "fail"]} with input as sent
}

test_skip_substitute_notice if {
	sent := _with({"notice_method": "substitute", "individuals_notified": "2026-08-01"})
	testing.told(notice_method.observations) == {["B-1", "skip"]} with input as sent
}

test_skip_before_the_notice if {
	testing.told(notice_method.observations) == {["B-1", "skip"]} with input as _with({"individuals_notified": null})
}

test_skip_what_is_no_breach if {
	testing.told(notice_method.observations) == {["B-1", "skip"]} with input as _with({"judgement": "low-probability"})
}

test_empty_log if {
	notice_method.subjects == set() with input as _log([])
	notice_method.observations == set() with input as _log([])
}

test_unmatched_breach_without_the_facts_stays_undecided if {
	notice_method.subjects == {"B-1"} with input as _with({})
	notice_method.observations == set() with input as _with({})
}
