package policies.cmmc.measures

# What each level makes of its requirements: score, and the status that the findings
# would allow. Nothing here grants one. There are two views: now, in which what is open
# is not met, and best, in which it is.

_own("cmmc-l1") := {
	"status": _status("cmmc-l1"),
	"notes": ["Level 1 has no score and no POA&M: each requirement is MET or NOT MET (32 CFR 170.24(c)(1), 170.21(a)(1))"],
}

_own("cmmc-l2") := object.union(_score_2, {
	"status": _status("cmmc-l2"),
	"notes": _notes_2,
})

_own("cmmc-l3") := {
	"score": _score("cmmc-l3", "Level 3 points", 0),
	"status": _status("cmmc-l3"),
	"notes": [],
}

_score_2 := {"score": _score("cmmc-l2", "SPRS", -203)} if {
	not _no_score
} else := {"no-score": _no_score}

default _notes_2 := []

_notes_2 := ["who assesses Level 2 is not configured (cmmc: level-2: assessed-by); the organization itself is assumed"] if {
	not _facts("cmmc-l2").assessed_by
}

_notes_2 := ["this run is a self-assessment: a status by a C3PAO rests on what a C3PAO finds (assessment: type: independent)"] if {
	_assessor_2 == "C3PAO"
	not input.independent
}

_score(id, name, minimum) := {
	"name": name,
	"value": _value(id, "now"),
	"best-case": _value(id, "best"),
	"maximum": _maximum[id],
	"minimum": minimum,
	"needed": _needed(id),
}

_maximum := {"cmmc-l2": 110, "cmmc-l3": 24}

# 32 CFR 170.24(c)(2) and (3). Both begin at the maximum and lose the weight of what is
# not met; at Level 3 that leaves the number of those that are.
_value(id, view) := _maximum[id] - sum([row.deduction | some row in _unmet_in(id, view)])

# 0.8 of the maximum, as a whole number that reaches it: 88 of 110, 20 of 24.
_needed(id) := ceil((_maximum[id] * 4) / 5)

_unmet_in(id, view) := [row | some row in requirements[id]; row.result in _unmet_results[view]]

_unmet_results := {
	"now": {"not-met", "open"},
	"best": {"not-met"},
}

# The system security plan. 32 CFR 170.24(c)(2)(i)(B)(5).

_plan := "CA.L2-3.12.4"

# That there is one, and that it is updated.
_plan_letters := ["a", "h"]

_plan_result := row.result if {
	some row in requirements["cmmc-l2"]
	row.label == _plan
}

_no_score := "no score: CA.L2-3.12.4 is NOT MET, and without an up-to-date system security plan no assessment can be completed" if {
	_plan_result == "not-met"
} else := "no score: nothing shows yet that the system security plan is there and up to date (CA.L2-3.12.4[a] and [h])" if {
	some letter in _plan_letters
	not _verdict("ca.l2-3.12.4", letter) == "pass"
}

# The status that the findings would allow.

_status(id) := {
	"allows": _grade(id, "now"),
	"at-best": _grade(id, "best"),
	"words": _words(id, _grade(id, "now")),
	"reasons": sort(_reasons(id)),
	"recorded": _recorded(id, _facts(id)),
}

_grade(id, view) := "final" if {
	_ready(id, view)
	_unmet_in(id, view) == []
} else := "conditional" if {
	_ready(id, view)
	_value(id, view) >= _needed(id)
	every row in _unmet_in(id, view) {
		row["poam-eligible"]
	}
} else := "none"

# What must hold beside the findings. Now, nothing may be open.
_ready("cmmc-l1", view) if _decided("cmmc-l1", view)

_ready("cmmc-l2", view) if _planned(view)

_ready("cmmc-l3", view) if {
	_decided("cmmc-l3", view)
	count(_lacks_3(view)) == 0
}

# An assessment of Level 2 can be completed.
_planned("now") if {
	_decided("cmmc-l2", "now")
	not _no_score
}

_planned("best") if _plan_result != "not-met"

_whole_2(view) if {
	_planned(view)
	_unmet_in("cmmc-l2", view) == []
}

_decided(id, "now") if not _draft(id)

_decided(_, "best")

_names := {
	"cmmc-l1": "Level 1 (Self)",
	"cmmc-l2": sprintf("Level 2 (%s)", [_assessor_2]),
	"cmmc-l3": "Level 3 (DIBCAC)",
}

default _assessor_2 := "Self"

_assessor_2 := "C3PAO" if _facts("cmmc-l2").assessed_by == "c3pao"

_words(id, "none") := sprintf("the findings would not allow a status of %s", [_names[id]])

_words(id, "conditional") := sprintf("the findings would allow Conditional %s", [_names[id]])

_words(id, "final") := sprintf("the findings would allow Final %s", [_names[id]])

_reasons(id) := union({
	{sprintf("%d of %d objectives are open", [_open(id), _objectives(id)]) | _open(id) > 0},
	{"the run was stopped before its end" | not input.complete},
	{sprintf("not met, and not eligible for a POA&M: %s", [concat(", ", labels)]) |
		labels := [row.label | some row in _unmet_in(id, "best"); not row["poam-eligible"]]
		labels != []
	},
	{sprintf("not met, and eligible for a POA&M: %s", [concat(", ", labels)]) |
		labels := [row.label | some row in _unmet_in(id, "best"); row["poam-eligible"]]
		labels != []
	},
	{sprintf("the score is below %d, which a conditional status needs (0.8 of %d): no POA&M makes up for that", [_needed(id), _maximum[id]]) |
		not _scoreless(id)
		_value(id, "now") < _needed(id)
	},
	{_no_score | id == "cmmc-l2"},
	{reason | id == "cmmc-l3"; some reason in _lacks_3("now")},
})

_scoreless("cmmc-l2") if _no_score

# What Level 3 stands on. 32 CFR 170.18(a), 170.19(e), 170.24(c)(3); that a Final
# without an affirmation of the past year is not current: DFARS 204.7501.
_lacks_3(view) := union({
	{"Level 3 needs a Final Level 2 (C3PAO): assay.yaml does not say that a C3PAO assessed Level 2 (cmmc: level-2: assessed-by)" |
		_assessor_2 != "C3PAO"
	},
	{"Level 3 needs a Final Level 2 (C3PAO) that is current: by the dates of assay.yaml it is not (cmmc: level-2: final-status-date)" |
		_recorded("cmmc-l2", _facts("cmmc-l2")) != "final"
	},
	{"Level 3 needs a Final Level 2 (C3PAO) that is current: no affirmation of the past year is given (cmmc: level-2: affirmations)" |
		_recorded("cmmc-l2", _facts("cmmc-l2")) == "final"
		not _affirmed_lately(_facts("cmmc-l2"))
	},
	{"cmmc-l2 is not in this run, so that nothing shows that Level 2 still holds" | not input.frameworks["cmmc-l2"]},
	{"the findings of cmmc-l2 would not allow Final Level 2" |
		input.frameworks["cmmc-l2"]
		not _whole_2(view)
	},
	{sprintf("%d items of Level 2 are still open", [items]) |
		items := input.frameworks["cmmc-l2"].open_items
		items > 0
	},
})
