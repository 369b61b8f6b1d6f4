package policies.hipaa.reminders_test

import data.policies.hipaa.reminders
import data.policies.lib.testing

_params := {"max-reminder-days": 100, "reminder-history-days": 120}

_now := time.parse_rfc3339_ns("2026-11-20T00:00:00Z")

_reminder(day) := {"id": day, "sent": day, "audience": "everyone"}

_records(reminders) := {"workforce": [], "courses": [], "completions": [], "reminders": reminders}

_told(outcome) := {["security reminders", outcome]}

test_pass_regular_reminders if {
	quarterly := _records([_reminder("2026-07-15"), _reminder("2026-10-15")])
	testing.told(reminders.observations) == _told("pass") with input as quarterly
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_long_pause if {
	paused := _records([_reminder("2026-05-15"), _reminder("2026-10-15")])
	testing.told(reminders.observations) == _told("fail") with input as paused
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_fail_nothing_since if {
	testing.told(reminders.observations) == _told("fail") with input as _records([_reminder("2026-01-15")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_skip_reminder_to_some_is_not_one_to_all if {
	partial := _records([object.union(_reminder("2026-11-15"), {"audience": "some"})])
	testing.told(reminders.observations) == _told("fail") | {["2026-11-15", "skip"]} with input as partial
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_empty_without_reminders if {
	reminders.subjects == set() with input as _records([])
	reminders.observations == set() with input as _records([])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_unmatched_short_history_stays_undecided if {
	short := _records([_reminder("2026-10-15")])
	reminders.subjects == {"security reminders"} with input as short
	reminders.observations == set() with input as short with data.assay.params as _params with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

_collected := time.parse_rfc3339_ns("2026-11-10T00:00:00Z")

test_fail_overdue_already_when_it_was_looked_at if {
	testing.told(reminders.observations) == _told("fail")
		with input as _records([_reminder("2026-04-15"), _reminder("2026-07-20")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_unmatched_overdue_only_since_stays_undecided if {
	reminders.observations == set()
		with input as _records([_reminder("2026-05-15"), _reminder("2026-08-05")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_pass_in_time_by_earlier_evidence if {
	testing.told(reminders.observations) == _told("pass")
		with input as _records([_reminder("2026-05-15"), _reminder("2026-08-20")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _collected
}

test_boundary_oldest_reminder_and_pauses if {
	testing.told(reminders.observations) == _told("pass")
		with input as _records([_reminder("2026-07-23"), _reminder("2026-10-15")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	reminders.observations == set() with input as _records([_reminder("2026-07-24"), _reminder("2026-10-15")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(reminders.observations) == _told("pass")
		with input as _records([_reminder("2026-05-04"), _reminder("2026-08-12")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	testing.told(reminders.observations) == _told("fail")
		with input as _records([_reminder("2026-05-03"), _reminder("2026-08-11")])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
}

test_pass_pause_before_the_stretch if {
	every day in ["2026-07-20", "2026-07-23"] {
		testing.told(reminders.observations) == _told("pass")
			with input as _records([_reminder("2026-01-01"), _reminder(day), _reminder("2026-10-15")])
			with data.assay.params as _params
			with data.assay.now as _now
			with data.assay.evidence.collected_ns as _now
	}
}

test_malformed_reminder_to_some_in_a_pause_fills_nothing if {
	some_only := {"id": "to some", "sent": "2026-08-01", "audience": "some"}
	testing.told(reminders.observations) == {["security reminders", "fail"], ["to some", "skip"]}
		with input as _records([_reminder("2026-05-15"), _reminder("2026-10-15"), some_only])
		with data.assay.params as _params
		with data.assay.now as _now
		with data.assay.evidence.collected_ns as _now
	reminders.subjects == {"security reminders", "to some"} with input as _records([_reminder("2026-10-15"), some_only])
}
