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
	dates.plus_years("1999-12-31", 1) == "2000-12-31"
	dates.plus_years("2020-02-29", 8) == "2028-02-29"
	dates.plus_years("9998-12-31", 6) == "9999-12-31"
}

test_the_day_that_a_year_lacks_is_the_next if {
	dates.plus_years("2020-02-29", 6) == "2026-03-01"
	dates.plus_years("2096-02-29", 4) == "2100-03-01"
	dates.plus_years("1996-02-29", 4) == "2000-02-29"
	dates.ns(dates.plus_years("2020-02-29", 6)) == dates.ns("2026-03-01")
}

test_a_day_beyond_what_can_be_counted_comes_after_all_others if {
	dates.after("9999-12-31", "2026-11-20")
	dates.after("9999-12-31T23:59:59Z", "2026-11-20")
	dates.until("0001-01-01T00:00:00Z", "2026-11-20")
	dates.until("0001-01-01", "1678-01-01")
	dates.age_days("0001-01-01T00:00:00Z", "2026-11-20") > 100000
}

test_what_is_no_time_is_not_the_end_of_time if {
	words := ["not recorded yet", "see the contract", "unlimited!", "9999-12-31 or later"]
	days := ["  2026-11-20", "99999-12-31", "-001-01-01T00:00:00Z"]
	every text in array.concat(words, days) {
		not dates.ns(text)
		not dates.lasts(text, "2026-11-20")
		not dates.until(text, "2026-11-20")
	}
}

test_a_last_day_counts_to_its_end if {
	dates.lasts("2026-11-20", "2026-11-20T23:59:59Z")
	not dates.over("2026-11-20", "2026-11-20T23:59:59Z")
	dates.over("2026-11-20", "2026-11-21")
	not dates.lasts("2026-11-20", "2026-11-21")
}

test_no_last_day_is_neither_over_nor_to_come if {
	nothing := json.unmarshal("null")
	not dates.over(nothing, "2026-11-20")
	not dates.lasts(nothing, "2026-11-20")
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

test_a_day_has_its_nanoseconds_and_no_more if {
	day := 86400000000000
	dates.days(0, day) == 1
	dates.days(0, day - 1) == 0
	dates.days(0, 0) == 0
	dates.days(day, 0) == -1
	dates.days(day + 1, 0) == -2
	dates.days(1, 0) == -1
}

test_age_begins_at_the_time_itself if {
	dates.age_days("2026-11-20", "2026-11-20") == 0
	dates.age_hours("2026-11-20", "2026-11-20") == 0
	not dates.age_days(1, 0)
	not dates.age_hours(1, 0)
}

test_a_date_that_is_cut_short_is_no_time if {
	every text in ["2026", "2026-11-2"] {
		not dates.ns(text)
	}
}

test_years_are_added_to_a_date_time_as_to_its_day if {
	dates.plus_years("2021-02-28T10:00:00Z", 1) == "2022-02-28"
	dates.plus_years("2020-02-29", 4) == "2024-02-29"
}
