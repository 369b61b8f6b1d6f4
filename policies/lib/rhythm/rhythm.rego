# METADATA
# title: Rhythm of scans
# description: |
#   Whether a group of assets was scanned again and again over a stretch of time
#   that ends when the history was collected. The days of a pause are whole days,
#   rounded down, so that a scan which takes an hour longer than the last is not
#   late. A scan of which a fact is not known keeps a group from passing, and
#   from failing.
package policies.lib.rhythm

import data.policies.lib.dates
import data.policies.lib.seen

_day := 86400000000000

# METADATA
# description: |
#   scans that are known to be complete lie no further apart than limit days,
#   from one at or before the stretch to the assessment
kept(group, scopes, limit, stretch, now) if {
	times := _complete(group.scans, scopes)
	start := seen.at - (stretch * _day)
	min(times) <= start
	every pause in _pauses(times, start) {
		dates.days(pause[0], pause[1]) <= limit
	}
	dates.age_days(max(times), now) <= limit
}

# METADATA
# description: |
#   days of the longest pause that reaches into the stretch, where it is longer
#   than limit days and none of the scans within it may have been complete.
#   Nothing is known of pauses before every scan was listed.
broken(group, scopes, limit, stretch) := pause if {
	not _timeless(group.scans, scopes)
	since := dates.ns(group.since)
	pause := max([dates.days(before, next) |
		some [before, next] in _pauses(_possible(group.scans, scopes) | {since}, seen.at - (stretch * _day))
		before >= since
	])
	pause > limit
}

# From each time to the next, and from the last to the collection.
_pauses(times, start) := [[before, next] |
	ordered := sort(times | {seen.at})
	some place, before in ordered
	next := ordered[place + 1]
	next > start
	next <= seen.at
]

# What is not known is null, and null is less than every number.
_complete(scans, scopes) := {dates.ns(scan.ended) |
	some scan in scans
	scan.scope in scopes
	scan.completed == true
	scan.authenticated == true
	scan.expected > 0
	scan.assets >= scan.expected
	dates.until(scan.started, scan.ended)
	seen.happened(scan.ended)
}

_possible(scans, scopes) := {dates.ns(scan.ended) |
	some scan in scans
	_not_ruled_out(scan, scopes)
}

# One that may have been complete, and of which nobody knows when it ended.
_timeless(scans, scopes) if {
	some scan in scans
	_not_ruled_out(scan, scopes)
	is_null(scan.ended)
}

_not_ruled_out(scan, scopes) if {
	scan.scope in scopes
	not scan.completed == false
	not scan.authenticated == false
	not _missed_some(scan)
}

_missed_some(scan) if {
	is_number(scan.assets)
	scan.assets < scan.expected
}
