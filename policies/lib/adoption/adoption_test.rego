package policies.lib.adoption_test

import data.policies.lib.adoption

_term := ["2026-07-04", "2027-03-07"]

test_from_the_day_on if {
	adoption.begun("2026-12-07T00:00:00Z", "2026-12-07", _term)
	not adoption.ahead("2026-12-07T00:00:00Z", "2026-12-07", _term)
	adoption.ahead("2026-12-06T23:59:59Z", "2026-12-07", _term)
	not adoption.begun("2026-12-06T23:59:59Z", "2026-12-07", _term)
}

test_the_day_begins_in_utc if {
	adoption.begun("2026-12-06T19:00:00-05:00", "2026-12-07", _term)
	adoption.ahead("2026-12-07T01:59:59+02:00", "2026-12-07", _term)
}

test_not_before_the_term if {
	adoption.ahead("2026-07-03T23:59:59Z", "2026-01-01", _term)
	adoption.begun("2026-07-04T00:00:00Z", "2026-01-01", _term)
}

test_not_after_the_term if {
	adoption.ahead("2027-03-06T23:59:59Z", "2030-01-01", _term)
	adoption.begun("2027-03-07T00:00:00Z", "2030-01-01", _term)
}

test_what_is_no_day_says_nothing if {
	every taken in [null, "", 7] {
		not adoption.begun("2026-12-08T00:00:00Z", taken, ["", ""])
		not adoption.ahead("2026-12-08T00:00:00Z", taken, ["", ""])
	}
	every term in [[], ["2026-07-04"], "2026-07-04", ["", ""]] {
		not adoption.begun("2026-12-08T00:00:00Z", "2026-12-07", term)
		not adoption.ahead("2026-12-08T00:00:00Z", "2026-12-07", term)
	}
}
