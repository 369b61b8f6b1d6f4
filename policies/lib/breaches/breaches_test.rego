package policies.lib.breaches_test

import data.policies.lib.breaches
import data.policies.lib.dates

test_due_counts_from_discovery if {
	breaches.due("2026-01-01", 60, null) == dates.ns("2026-03-02")
}

test_a_later_delay_moves_the_day if {
	breaches.due("2026-01-01", 60, "2026-05-01") == dates.ns("2026-05-01")
}

test_an_earlier_delay_changes_nothing if {
	breaches.due("2026-01-01", 60, "2026-02-01") == dates.ns("2026-03-02")
}

test_due_after_the_year_of_discovery if {
	breaches.due_after_year("2025-03-09", 60, null) == dates.ns("2026-03-01")
	breaches.due_after_year("2025-03-09", 60, "2026-05-01") == dates.ns("2026-05-01")
}

test_the_last_day_itself_is_not_over if {
	last := dates.ns("2026-03-02")
	not breaches.over(last, dates.ns("2026-03-02T23:59:59Z"))
	breaches.over(last, dates.ns("2026-03-03"))
}
