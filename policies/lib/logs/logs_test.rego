package policies.lib.logs_test

import data.policies.lib.logs

_limits := {"log-history-days": 180, "max-log-gap-days": 31}

test_a_log_that_is_long_and_fresh_is_complete if {
	logs.complete("2026-01-01", "2026-11-17", _limits, "2026-11-20T00:00:00Z")
}

test_a_log_that_is_short_or_old_or_of_the_future_is_not if {
	not logs.complete("2026-10-01", "2026-11-17", _limits, "2026-11-20T00:00:00Z")
	not logs.complete("2025-01-01", "2026-10-01", _limits, "2026-11-20T00:00:00Z")
	not logs.complete("2026-01-01", "2026-12-31", _limits, "2026-11-20T00:00:00Z")
	not logs.complete("2027-01-01", "2026-11-17", _limits, "2026-11-20T00:00:00Z")
}
