package policies.cmmc.measures

import data.policies.lib.dates

# What the dates of the configuration make of a status that was given, and which
# dates follow from it. Every date is a day; a last day counts to its end.

_day := 86400000000000

# 32 CFR 170.21(b).
_close_out_days := 180

_years := {"cmmc-l1": 1, "cmmc-l2": 3, "cmmc-l3": 3}

_close_out_source := "32 CFR 170.21(b)"

_validity_source := {
	"cmmc-l1": "32 CFR 170.15(a)",
	"cmmc-l2": "32 CFR 170.4(b), 170.16(a)(1), 170.17(a)(1)",
	"cmmc-l3": "32 CFR 170.4(b), 170.18(a)(1)",
}

_affirmation_source := {
	"cmmc-l1": "32 CFR 170.15(a), 170.22",
	"cmmc-l2": "32 CFR 170.22",
	"cmmc-l3": "32 CFR 170.22(b)(4): Level 2 and Level 3 apart",
}

# The facts of one level, as configured; none is an empty object.
_facts(id) := object.get(input.facts, id, {})

_today := substring(input.as_of, 0, 10)

# A date that has not come yet gives nothing.
_given(facts, name) := facts[name] if facts[name] <= _today

_days_after(date, n) := time.format([dates.ns(date) + (n * _day), "UTC", "2006-01-02"])

# The same day some years later; where there is no 29 February, the 28th: the
# stricter reading.
_years_after(date, n) := replace(later, "-03-01", "-02-28") if {
	endswith(date, "-02-29")
	later := dates.plus_years(date, n)
} else := dates.plus_years(date, n)

_close_out(facts) := _days_after(_given(facts, "conditional"), _close_out_days)

# The status date of a Final that follows a Conditional stays that of the
# Conditional (32 CFR 170.4(b)).
_status_date(facts) := _given(facts, "conditional") if {
	_given(facts, "final")
} else := _given(facts, "final")

_valid_until(id, facts) := _years_after(_status_date(facts), _years[id])

_affirmed(facts) := max({given.date |
	some given in facts.affirmations
	given.date <= _today
})

_affirmed_lately(facts) if _today <= _affirm_by(facts)

_affirm_by(facts) := _years_after(_affirmed(facts), 1)

# What was given, and still counts. A Final that came later than the close-out allows
# follows no Conditional: that one had expired, and its date starts nothing.
_recorded(id, facts) := "expired" if {
	_given(facts, "final") > _close_out(facts)
} else := "final" if {
	_today <= _valid_until(id, facts)
} else := "expired" if {
	_given(facts, "final")
} else := "conditional" if {
	_today <= _close_out(facts)
} else := "expired" if {
	_given(facts, "conditional")
} else := "none"

# The first day after which a date is missed.
_state(date) := "due" if {
	_today <= date
} else := "overdue"

_configured := {
	"conditional": "Conditional CMMC Status Date",
	"final": "date of the Final CMMC Status",
}

# In the order of time as far as it goes: what was given, what follows.
_dates(id) := [pair[1] | some pair in sort(_dated(id, _facts(id)))]

_dated(id, facts) := union({
	{[1, _date(what, facts[name], "past", "assay.yaml", "configuration")] |
		some name, what in _configured
		_given(facts, name)
	},
	{[2, _date(sprintf("%s: not come yet, and not counted", [what]), facts[name], "ahead", "assay.yaml", "configuration")] |
		some name, what in _configured
		facts[name] > _today
	},
	{[3, _date("last day to close out the POA&M", last, _state(last), _close_out_source, "verified")] |
		last := _close_out(facts)
		not _given(facts, "final")
	},
	{[3, _date("last day to close out the POA&M: the Final came later, so that the Conditional had expired", last, "overdue", _close_out_source, "verified")] |
		last := _close_out(facts)
		_given(facts, "final") > last
	},
	{[4, _date("last day of the status; a new assessment is due by then", last, _state(last), _validity_source[id], "verified")] |
		last := _valid_until(id, facts)
	},
	{[5, _date("last affirmation", last, "past", "assay.yaml", "configuration")] | last := _affirmed(facts)},
	{[6, _date("last day for the next affirmation", last, _state(last), _affirmation_source[id], "verified")] |
		last := _affirm_by(facts)
	},
	{[6, _date("no affirmation is given; one is due with each assessment, at close-out and every year", "", "missing", _affirmation_source[id], "verified")] |
		_recorded(id, facts) != "none"
		not _affirmed(facts)
	},
})

_date(what, date, state, source, verification) := {
	"what": what,
	"date": date,
	"state": state,
	"source": source,
	"verification": verification,
}
