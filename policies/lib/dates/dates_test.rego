package policies.lib.dates_test

import data.policies.lib.dates

test_a_date_is_the_start_of_its_day if {
	dates.ns("2026-11-20") == dates.ns("2026-11-20T00:00:00Z")
}

test_nanoseconds_stay_what_they_are if {
	dates.ns(1763596800000000000) == dates.ns("2025-11-20")
}

test_days_are_rounded_down if {
	dates.days("2026-11-01", "2026-11-20T23:59:59Z") == 19
	dates.days("2026-11-20", "2026-11-19T12:00:00Z") == -1
}

test_hours_respect_the_offset if {
	dates.hours("2026-11-20T00:00:00+02:00", "2026-11-20T00:00:00Z") == 2
}

test_until_includes_the_limit_itself if {
	dates.until("2026-11-20", "2026-11-20")
	not dates.until("2026-11-21", "2026-11-20")
}

test_after_excludes_the_limit_itself if {
	dates.after("2026-11-21", "2026-11-20")
	not dates.after("2026-11-20", "2026-11-20")
}

test_no_time_is_undefined if {
	not dates.ns("")
	nothing := json.unmarshal("null")
	not dates.ns(nothing)
	not dates.days(nothing, "2026-11-20")
}

test_years_are_added_to_the_year_alone if {
	dates.plus_years("2020-02-29", 6) == "2026-02-29"
	dates.plus_years("1999-12-31", 1) == "2000-12-31"
}

test_year_end if {
	dates.year_end("2026-03-04") == "2026-12-31"
}

test_age_counts_from_the_past if {
	dates.age_days("2026-11-01", "2026-11-20T12:00:00Z") == 19
	dates.age_hours("2026-11-19T12:00:00Z", "2026-11-20T00:00:00Z") == 12
}

test_what_has_not_come_yet_has_no_age if {
	not dates.age_days("2026-11-21", "2026-11-20T00:00:00Z")
	not dates.age_hours("2026-11-21", "2026-11-20T00:00:00Z")
}
