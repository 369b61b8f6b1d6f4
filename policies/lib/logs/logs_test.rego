package policies.lib.logs_test

import data.policies.lib.logs

_limits := {"log-history-days": 180, "max-log-gap-days": 31}

_read := "2026-11-19T08:00:00Z"

_now := "2026-11-20T00:00:00Z"

test_a_log_that_is_long_and_fresh_is_complete if {
	logs.complete("2026-01-01", "2026-11-17", _limits, _read, _now)
	logs.complete("2026-05-22", "2026-11-17", _limits, _read, _now)
}

test_a_log_that_is_short_or_old_or_of_the_future_is_not if {
	not logs.complete("2026-10-01", "2026-11-17", _limits, _read, _now)
	not logs.complete("2026-05-23", "2026-11-17", _limits, _read, _now)
	not logs.complete("2025-01-01", "2026-10-01", _limits, _read, _now)
	not logs.complete("2026-01-01", "2026-12-31", _limits, _read, _now)
	not logs.complete("2027-01-01", "2026-11-17", _limits, _read, _now)
}

test_a_log_that_claims_days_after_it_was_collected_is_not if {
	not logs.complete("2026-01-01", "2026-11-17", _limits, "2026-11-10T08:00:00Z", _now)
}

test_a_log_may_lag_by_the_limit_and_no_more if {
	logs.complete("2026-01-01", "2026-10-20", _limits, _read, _now)
	not logs.complete("2026-01-01", "2026-10-19", _limits, _read, _now)
}
