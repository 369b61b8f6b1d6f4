# METADATA
# title: Dates
# description: |
#   Arithmetic over dates (2026-11-20, read as the start of that day in UTC) and
#   date-times (RFC 3339) as evidence gives them, and nanoseconds since 1970 as
#   data.assay.now does. Nothing here knows what time it is: the caller passes now. Null and the empty text have no
#   time, and whatever is asked about them is undefined.
package policies.lib.dates

_day := 86400000000000

_hour := 3600000000000

# The years that 64 bits of nanoseconds hold. A register writes 9999-12-31 for
# never, and 0001-01-01 for nothing: they count as the ends of what there is, so
# that they come after and before every other time.
_first_year := "1678"

_last_year := "2261"

# METADATA
# description: nanoseconds since 1970 of a date, a date-time, or nanoseconds themselves
ns(at) := time.parse_rfc3339_ns(at) if {
	is_string(at)
	count(at) > 10
	at >= _first_year
	at < _last_year
} else := at if {
	is_number(at)
} else := time.parse_rfc3339_ns(sprintf("%sT00:00:00Z", [_counted(at)])) if {
	is_string(at)
	count(at) >= 10
}

# A date, or the end of what can be counted that it lies beyond. Words are not
# beyond it: they are no time at all.
_counted(at) := sprintf("%s-01-01", [_first_year]) if {
	at < _first_year
	_written(at)
}

_counted(at) := at if {
	at >= _first_year
	at < _last_year
}

_counted(at) := sprintf("%s-01-01", [_last_year]) if {
	at >= _last_year
	_written(at)
}

_written(at) if regex.match(`^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]{8,}(Z|[+-][0-9:]{5}))?$`, at)

# METADATA
# description: hours from one time to another; negative when the second is earlier
hours(from, to) := (ns(to) - ns(from)) / _hour

# METADATA
# description: whole days from one time to another, rounded down; negative when the second is earlier
days(from, to) := _whole_days(ns(to) - ns(from))

_whole_days(span) := floor(span / _day) if span >= 0

_whole_days(span) := 0 - ceil((0 - span) / _day) if span < 0

# METADATA
# description: whole days since a time; undefined when it has not come yet, because then something is wrong
age_days(at, now) := floor(span / _day) if {
	span := ns(now) - ns(at)
	span >= 0
}

# METADATA
# description: hours since a time; undefined when it has not come yet
age_hours(at, now) := span / _hour if {
	span := ns(now) - ns(at)
	span >= 0
}

# METADATA
# description: a time is at or before another
until(at, limit) if ns(at) <= ns(limit)

# METADATA
# description: a time is later than another
after(at, limit) if ns(at) > ns(limit)

# METADATA
# description: a last day, given as a date, has come to its end
over(day, now) if ns(now) >= ns(day) + _day

# METADATA
# description: a last day, given as a date, is still to come, or is today
lasts(day, now) if ns(now) < ns(day) + _day

# METADATA
# description: the same day some years later, as a date; 29 February becomes 1 March where there is none
plus_years(day, years) := sprintf("%04d-%s", [year, _in_year(substring(day, 5, 5), year)]) if {
	year := min([to_number(substring(day, 0, 4)) + years, 9999])
}

_in_year(day, year) := "03-01" if {
	day == "02-29"
	not _leap(year)
} else := day

_leap(year) if {
	year % 4 == 0
	year % 100 != 0
}

_leap(year) if year % 400 == 0

# METADATA
# description: the last day of the year of a date
year_end(day) := sprintf("%s-12-31", [substring(day, 0, 4)])
