package policies.cmmc.measures_test

import data.policies.cmmc.measures

# One objective for each requirement, but those of the plan and of 3.5.3, which are
# asked for by letter.
_letters := {
	"ca.l2-3.12.4": ["a", "b", "h"],
	"ia.l2-3.5.3": ["a", "b", "c", "d"],
}

_labels := {
	"cmmc-l1": measures._level_1,
	"cmmc-l2": [fact.label | some fact in measures._level_2],
	"cmmc-l3": measures._level_3,
}

# Every objective passes but those given.
_framework(id, verdicts) := {"checks": {}, "open_items": 0, "requirements": {control: requirement |
	some label in _labels[id]
	control := lower(label)
	requirement := {"title": label, "objectives": [{"id": objective, "verdict": object.get(verdicts, objective, "pass")} |
		some letter in object.get(_letters, control, ["a"])
		objective := sprintf("%s_obj.%s", [control, letter])
	]}
}}

_input(frameworks) := {
	"as_of": "2026-11-20T12:00:00Z",
	"complete": true,
	"facts": {},
	"frameworks": frameworks,
}

_level_2(verdicts) := _input({"cmmc-l2": _framework("cmmc-l2", verdicts)})

_with_checks(verdicts, checks) := _input({"cmmc-l2": object.union(_framework("cmmc-l2", verdicts), {"checks": checks})})

_row(measure, label) := row if {
	some row in measure.requirements
	row.label == label
}

_m2(given) := m if {
	m := measures.by_framework["cmmc-l2"] with input as given
}

test_everything_met_is_110_and_would_allow_final if {
	m := _m2(_level_2({}))
	m.score == {"name": "SPRS", "value": 110, "best-case": 110, "maximum": 110, "minimum": -203, "needed": 88}
	not m.draft
	m["open-objectives"] == 0
	m.status.allows == "final"
	m.status.words == "the findings would allow Final Level 2 (Self)"
	m.status.reasons == []
	m.status.recorded == "none"
}

test_nothing_met_is_minus_203 if {
	broken := [label | some label in _labels["cmmc-l2"]; label != "CA.L2-3.12.4"]
	m := _m2(_unmet(broken))
	m.score.value == -203
	m.score["best-case"] == -203
	m.status.allows == "none"
}

test_what_is_open_takes_its_weight_and_makes_a_draft if {
	m := _m2(_level_2({"ac.l2-3.1.1_obj.a": "undecided", "ac.l2-3.1.3_obj.a": "not-assessed", "ac.l2-3.1.4_obj.a": "fail"}))
	m.score.value == ((110 - 5) - 1) - 1
	m.score["best-case"] == 109
	m.draft
	m["open-objectives"] == 2
	_row(m, "AC.L2-3.1.1").why == "open: full weight"
	m.status.allows == "none"
	m.status["at-best"] == "conditional"
	"2 of 115 objectives are open" in m.status.reasons
}

test_a_requirement_that_is_not_in_the_profile_is_open if {
	given := _level_2({})
	m := _m2(json.remove(given, ["frameworks/cmmc-l2/requirements/ac.l2-3.1.1"]))
	_row(m, "AC.L2-3.1.1").result == "open"
	m.score.value == 105
}

test_a_run_that_was_stopped_is_a_draft if {
	m := _m2(object.union(_level_2({}), {"complete": false}))
	m.draft
	m.status.allows == "none"
	"the run was stopped before its end" in m.status.reasons
}

test_not_applicable_counts_as_met if {
	m := _m2(_level_2({"ac.l2-3.1.12_obj.a": "not-applicable", "sc.l2-3.13.5_obj.a": "not-applicable"}))
	m.score.value == 110
	m.status.allows == "final"
	_row(m, "AC.L2-3.1.12").result == "not-applicable"
	contains(_row(m, "AC.L2-3.1.12").why, "remote access is not permitted")
	contains(_row(m, "SC.L2-3.13.5").why, "170.24(b)(3)")
}

test_some_not_applicable_and_some_satisfied_is_met if {
	m := _m2(_level_2({"ia.l2-3.5.3_obj.d": "not-applicable"}))
	_row(m, "IA.L2-3.5.3").result == "met"
}

# The plan

test_no_plan_no_score if {
	m := _m2(_level_2({"ca.l2-3.12.4_obj.b": "fail"}))
	not m.score
	startswith(m["no-score"], "no score: CA.L2-3.12.4 is NOT MET")
	m.status.allows == "none"
	m.status["at-best"] == "none"
	m["no-score"] in m.status.reasons
	_row(m, "CA.L2-3.12.4").why == "it blocks the score"
	_row(m, "CA.L2-3.12.4").deduction == 0
}

test_a_plan_that_is_not_shown_gives_no_score if {
	some letter in ["a", "h"]
	m := _m2(_level_2({sprintf("ca.l2-3.12.4_obj.%s", [letter]): "undecided"}))
	not m.score
	startswith(m["no-score"], "no score: nothing shows yet")
	m.status["at-best"] == "final"
}

test_a_plan_that_is_said_not_to_apply_gives_no_score if {
	m := _m2(_level_2({"ca.l2-3.12.4_obj.a": "not-applicable"}))
	not m.score
	m.status.allows == "none"
}

test_a_plan_with_open_questions_gives_a_draft if {
	m := _m2(_level_2({"ca.l2-3.12.4_obj.b": "undecided"}))
	m.score.value == 110
	m.draft
}

# Partial credits

_encrypted := {"common.storage.encrypted": ["pass"], "common.tls.protocol": ["pass"]}

test_encryption_in_use_that_is_not_validated_takes_3_and_may_be_planned if {
	m := _m2(_with_checks({"sc.l2-3.13.11_obj.a": "fail"}, _encrypted))
	row := _row(m, "SC.L2-3.13.11")
	row.deduction == 3
	row["poam-eligible"]
	row.why == "encryption is in use wherever checks look, and is not FIPS-validated: 3"
	m.score.value == 107
	m.status.allows == "conditional"
}

test_encryption_that_is_not_shown_everywhere_takes_5 if {
	every checks in [
		{},
		{"common.storage.encrypted": ["pass"]},
		{"common.tls.protocol": ["pass"]},
		{"common.storage.encrypted": ["fail", "pass"], "common.tls.protocol": ["pass"]},
		{"common.storage.encrypted": ["pass"], "common.host.disk_encryption": ["undecided"], "common.tls.protocol": ["pass"]},
	] {
		m := _m2(_with_checks({"sc.l2-3.13.11_obj.a": "fail"}, checks))
		row := _row(m, "SC.L2-3.13.11")
		row.deduction == 5
		not row["poam-eligible"]
		startswith(row.why, "that encryption is in use everywhere is not shown")
		m.status.allows == "none"
	}
}

test_an_open_requirement_has_no_partial_credit if {
	m := _m2(_with_checks({"sc.l2-3.13.11_obj.a": "undecided"}, _encrypted))
	_row(m, "SC.L2-3.13.11").deduction == 5
	not _row(m, "SC.L2-3.13.11")["poam-eligible"]
}

test_a_second_factor_for_remote_and_privileged_users_takes_3_and_is_never_planned if {
	remote := {check: ["pass"] | some check in measures._remote_access}
	m := _m2(_with_checks({"ia.l2-3.5.3_obj.d": "fail"}, remote))
	row := _row(m, "IA.L2-3.5.3")
	row.deduction == 3
	row.verification == "verified"
	not row["poam-eligible"]
	m.score.value == 107
	m.status.allows == "none"
	"not met, and not eligible for a POA&M: IA.L2-3.5.3" in m.status.reasons
}

test_any_other_part_of_a_second_factor_takes_5_by_our_reading if {
	remote := {check: ["pass"] | some check in measures._remote_access}
	every given in [
		_with_checks({"ia.l2-3.5.3_obj.d": "fail"}, {}),
		_with_checks({"ia.l2-3.5.3_obj.c": "fail", "ia.l2-3.5.3_obj.d": "fail"}, remote),
		_with_checks({"ia.l2-3.5.3_obj.b": "undecided", "ia.l2-3.5.3_obj.d": "fail"}, remote),
	] {
		m := _m2(given)
		_row(m, "IA.L2-3.5.3").deduction == 5
		_row(m, "IA.L2-3.5.3").verification == "unverified"
	}
}

test_no_second_factor_at_all_takes_5_by_the_rule if {
	none := {sprintf("ia.l2-3.5.3_obj.%s", [letter]): "fail" | some letter in ["a", "b", "c", "d"]}
	row := _row(_m2(_level_2(none)), "IA.L2-3.5.3")
	row.deduction == 5
	row.verification == "verified"
}

# Eligibility

_unmet(labels) := _level_2({sprintf("%s_obj.a", [lower(label)]): "fail" | some label in labels})

test_one_point_may_be_planned if {
	m := _m2(_unmet(["AC.L2-3.1.3"]))
	m.status.allows == "conditional"
	m.status.words == "the findings would allow Conditional Level 2 (Self)"
	m.status.reasons == ["not met, and eligible for a POA&M: AC.L2-3.1.3"]
}

test_more_than_one_point_may_not if {
	_m2(_unmet(["AU.L2-3.3.2"])).status.allows == "none"
	_m2(_unmet(["AC.L2-3.1.5"])).status.allows == "none"
}

test_what_is_excluded_by_name_may_not if {
	every label in ["AC.L2-3.1.20", "AC.L2-3.1.22", "PE.L2-3.10.3", "PE.L2-3.10.4", "PE.L2-3.10.5"] {
		m := _m2(_unmet([label]))
		m.status.allows == "none"
		m.score.value == 109
	}
}

test_22_points_may_be_open_and_23_may_not if {
	eligible := [row.label | some row in _m2(_level_2({})).requirements; row["poam-eligible"]]
	at := _m2(_unmet(array.slice(eligible, 0, 22)))
	at.score.value == 88
	at.status.allows == "conditional"
	below := _m2(_unmet(array.slice(eligible, 0, 23)))
	below.score.value == 87
	below.status.allows == "none"
	"the score is below 88, which a conditional status needs (0.8 of 110): no POA&M makes up for that" in below.status.reasons
}

# Level 1

_level_1(verdicts) := _input({"cmmc-l1": _framework("cmmc-l1", verdicts)})

_m1(given) := m if {
	m := measures.by_framework["cmmc-l1"] with input as given
}

test_level_1_is_all_or_nothing if {
	whole := _m1(_level_1({}))
	whole.status.allows == "final"
	whole.status.words == "the findings would allow Final Level 1 (Self)"
	not whole.score
	not whole["no-score"]
	one := _m1(_level_1({"ac.l1-b.1.i_obj.a": "fail"}))
	one.status.allows == "none"
	one.status.words == "the findings would not allow a status of Level 1 (Self)"
	one.status["at-best"] == "none"
	every row in one.requirements {
		not row["poam-eligible"]
		row.weight == 0
	}
	part := _m1(_level_1({"ac.l1-b.1.i_obj.a": "undecided"}))
	part.status.allows == "none"
	part.status["at-best"] == "final"
}

# Level 3

_final_2 := {"cmmc-l2": {"assessed_by": "c3pao", "final": "2026-01-10", "affirmations": [{"date": "2026-01-10", "by": "A"}]}}

_level_3(verdicts) := object.union(
	_input({"cmmc-l2": _framework("cmmc-l2", {}), "cmmc-l3": _framework("cmmc-l3", verdicts)}),
	{"facts": _final_2},
)

_m3(given) := m if {
	m := measures.by_framework["cmmc-l3"] with input as given
}

_three(labels) := _level_3({sprintf("%s_obj.a", [lower(label)]): "fail" | some label in labels})

test_level_3_on_a_final_level_2 if {
	m := _m3(_level_3({}))
	m.score == {"name": "Level 3 points", "value": 24, "best-case": 24, "maximum": 24, "minimum": 0, "needed": 20}
	m.status.allows == "final"
	m.status.words == "the findings would allow Final Level 3 (DIBCAC)"
}

test_level_3_with_20_is_conditional_and_with_19_is_not if {
	eligible := [row.label | some row in _m3(_level_3({})).requirements; row["poam-eligible"]]
	count(eligible) == 17
	at := _m3(_three(array.slice(eligible, 0, 4)))
	at.score.value == 20
	at.status.allows == "conditional"
	below := _m3(_three(array.slice(eligible, 0, 5)))
	below.score.value == 19
	below.status.allows == "none"
}

test_level_3_excludes_seven_by_name if {
	excluded := [label | some label, _ in measures._excluded_level_3]
	count(excluded) == 7
	every label in excluded {
		_m3(_three([label])).status.allows == "none"
	}
}

test_level_3_without_level_2_in_the_run_says_so if {
	given := json.remove(_level_3({}), ["frameworks/cmmc-l2"])
	m := _m3(given)
	m.status.allows == "none"
	"cmmc-l2 is not in this run, so that nothing shows that Level 2 still holds" in m.status.reasons
}

test_level_3_needs_all_of_level_2 if {
	given := object.union(_level_3({}), {"frameworks": {
		"cmmc-l2": object.union(_framework("cmmc-l2", {"ac.l2-3.1.3_obj.a": "fail"}), {"open_items": 2}),
		"cmmc-l3": _framework("cmmc-l3", {}),
	}})
	m := _m3(given)
	m.status.allows == "none"
	m.status.reasons == ["2 items of Level 2 are still open", "the findings of cmmc-l2 would not allow Final Level 2"]
}

test_level_3_needs_a_final_status_by_a_c3pao if {
	self := _m3(object.union(_level_3({}), {"facts": {"cmmc-l2": {"assessed_by": "self"}}}))
	self.status.allows == "none"
	contains(concat(" ", self.status.reasons), "does not say that a C3PAO assessed Level 2")
	old := _m3(object.union(_level_3({}), {"facts": {"cmmc-l2": {"final": "2023-11-19"}}}))
	old.status.allows == "none"
	contains(concat(" ", old.status.reasons), "by the dates of assay.yaml it is not")
}

# Status and dates

_dated(facts) := _m2(object.union(_level_2({}), {"facts": {"cmmc-l2": facts}}))

_named(m, words) := dated if {
	some dated in m.dates
	startswith(dated.what, words)
}

test_a_c3pao_is_named if {
	facts := {"facts": {"cmmc-l2": {"assessed_by": "c3pao"}}}
	m := _m2(object.union_n([_level_2({}), facts, {"independent": true}]))
	m.status.words == "the findings would allow Final Level 2 (C3PAO)"
	m.notes == []
	self := _m2(object.union_n([_level_2({}), facts, {"independent": false}]))
	startswith(self.notes[0], "this run is a self-assessment")
}

test_an_assessor_that_is_not_configured_is_told if {
	count(_m2(_level_2({})).notes) == 1
}

test_conditional_is_closed_out_in_180_days if {
	last := _dated({"conditional": "2026-05-24"})
	last.status.recorded == "conditional"
	_named(last, "last day to close out").date == "2026-11-20"
	_named(last, "last day to close out").state == "due"
	_named(last, "no affirmation").state == "missing"
	over := _dated({"conditional": "2026-05-23"})
	over.status.recorded == "expired"
	_named(over, "last day to close out").state == "overdue"
}

test_final_after_conditional_counts_from_the_conditional_date if {
	m := _dated({"conditional": "2026-03-01", "final": "2026-08-01", "affirmations": [{"date": "2026-08-01", "by": "A"}, {"date": "2026-03-01", "by": "A"}, {"date": "2027-01-01", "by": "A"}]})
	m.status.recorded == "final"
	_named(m, "last day of the status").date == "2029-03-01"
	_named(m, "last affirmation").date == "2026-08-01"
	_named(m, "last day for the next affirmation").date == "2027-08-01"
	not _named(m, "last day to close out")
}

test_final_that_came_after_the_close_out_is_of_an_expired_status if {
	m := _dated({"conditional": "2026-01-01", "final": "2026-07-01"})
	m.status.recorded == "expired"
	_named(m, "last day to close out the POA&M: the Final came later").date == "2026-06-30"
}

test_three_years_of_level_2 if {
	_dated({"final": "2023-11-20"}).status.recorded == "final"
	m := _dated({"final": "2023-11-19"})
	m.status.recorded == "expired"
	_named(m, "last day of the status").state == "overdue"
}

test_one_year_of_level_1 if {
	given := object.union(_level_1({}), {"facts": {"cmmc-l1": {"final": "2025-11-20"}}})
	m := _m1(given)
	m.status.recorded == "final"
	_named(m, "last day of the status").date == "2026-11-20"
	old := _m1(object.union(given, {"facts": {"cmmc-l1": {"final": "2025-11-19"}}}))
	old.status.recorded == "expired"
}

test_an_affirmation_of_last_year_is_overdue if {
	m := _dated({"final": "2025-01-10", "affirmations": [{"date": "2025-11-19", "by": "A"}]})
	_named(m, "last day for the next affirmation").state == "overdue"
}

test_a_date_that_has_not_come_is_not_counted if {
	m := _dated({"conditional": "2026-12-01"})
	m.status.recorded == "none"
	_named(m, "Conditional CMMC Status Date: not come yet").state == "ahead"
}

test_the_29th_of_february_ends_on_the_28th if {
	m := _dated({"final": "2024-02-29"})
	_named(m, "last day of the status").date == "2027-02-28"
}

# What is not CMMC's

test_another_framework_is_not_measured if {
	found := measures.by_framework with input as _input({"hipaa": {"requirements": {}, "checks": {}, "open_items": 0}})
	found == {}
}

test_what_the_rules_say_of_dates_is_reached_or_ahead if {
	m := _m2(_level_2({}))
	states := {fact.date: fact.state | some fact in m.program}
	states["2026-11-10"] == "past"
	states["2027-11-10"] == "ahead"
}

test_phases_are_dated_and_marked if {
	every fact in measures.program {
		regex.match(`^20[0-9]{2}-[0-9]{2}-[0-9]{2}$`, fact.date)
		fact.verification in {"verified", "derived", "unverified"}
		fact.source != ""
	}
	some suspended in measures.program
	contains(suspended.what, "suspended")
	suspended.verification == "unverified"
}
