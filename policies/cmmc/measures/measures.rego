# METADATA
# title: CMMC score, eligibility and status
# description: |
#   The rules weigh the requirements that are not met, say which of them may stand on
#   a POA&M, and which status an assessment leads to.
#   We read the findings of the objectives: one that is not satisfied makes its
#   requirement NOT MET, one that is not applicable counts as satisfied, and what
#   nothing has decided is neither: it takes its whole weight, and the score is a
#   draft. The partial credits of 3.5.3 and 3.13.11 are given only where checks show
#   the state that the rule describes. That the system security plan is there and up
#   to date is read from 3.12.4[a] and [h]; without both there is no score.
#   The input is {as_of, complete, independent, facts, frameworks}: findings, and
#   the dates of assay.yaml. There is no clock here.
# related_resources:
#   - description: 32 CFR 170.21 and 170.24
#     ref: https://www.ecfr.gov/current/title-32/subtitle-A/chapter-I/subchapter-G/part-170
#   - description: NIST SP 800-171 DoD Assessment Methodology, version 1.2.1
#     ref: https://www.acq.osd.mil/asda/dpc/cp/cyber/safeguarding.html
package policies.cmmc.measures

# METADATA
# description: the measure of each framework of the input that is one of CMMC
# entrypoint: true
by_framework[id] := measure if {
	some id in _levels
	input.frameworks[id]
	measure := object.union(_common(id), _own(id))
}

_levels := {"cmmc-l1", "cmmc-l2", "cmmc-l3"}

# What all levels have.
_common(id) := {
	"framework": id,
	"objectives": _objectives(id),
	"open-objectives": _open(id),
	"draft": _draft(id),
	"requirements": requirements[id],
	"dates": _dates(id),
	"program": [object.union(fact, {"state": _reached(fact.date)}) | some fact in program],
}

_reached(date) := "past" if {
	date <= _today
} else := "ahead"

_objectives(id) := sum([n |
	some row in requirements[id]
	n := ((row.satisfied + row.unsatisfied) + row["not-applicable"]) + row.open
])

_open(id) := sum([row.open | some row in requirements[id]])

default _draft(_) := true

_draft(id) := false if {
	input.complete == true
	_open(id) == 0
}

# The requirements of each level with what the rules say of them.

# METADATA
# description: every requirement of every level of the input, in the order of the rules
requirements["cmmc-l1"] := [row |
	some label in _level_1
	findings := _findings("cmmc-l1", label)
	row := object.union(findings, {
		"weight": 0,
		"deduction": 0,
		"why": "",
		"weight-basis": "32 CFR 170.24(c)(1): MET or NOT MET only",
		"poam-eligible": false,
		"poam-basis": "32 CFR 170.21(a)(1)",
		"verification": "verified",
	})
] if {
	input.frameworks["cmmc-l1"]
}

requirements["cmmc-l2"] := [row |
	some fact in _level_2
	findings := _findings("cmmc-l2", fact.label)
	partial := _partial(fact, findings.result)
	row := object.union(findings, {
		"weight": fact.weight,
		"deduction": _deduction(fact, findings.result, partial),
		"why": _why(fact, findings.result, partial),
		"weight-basis": _weighed_by[fact.weighed],
		"poam-eligible": _eligible(fact, partial),
		"poam-basis": _eligible_by(fact),
		"verification": _verification(fact, findings.result, partial),
	})
] if {
	input.frameworks["cmmc-l2"]
}

requirements["cmmc-l3"] := [row |
	some label in _level_3
	findings := _findings("cmmc-l3", label)
	row := object.union(findings, {
		"weight": 1,
		"deduction": _unmet(findings.result),
		"why": "",
		"weight-basis": "32 CFR 170.24(c)(3)",
		"poam-eligible": _eligible_3(label),
		"poam-basis": object.get(_excluded_level_3, label, "32 CFR 170.21(a)(3): not excluded"),
		"verification": "verified",
	})
] if {
	input.frameworks["cmmc-l3"]
}

# What the findings say of one requirement. One that the input does not have has one
# open objective: itself.
_findings(id, label) := {
	"id": lower(label),
	"label": label,
	"title": object.get(known, "title", ""),
	"result": _result(counts),
	"satisfied": counts.pass,
	"unsatisfied": counts.fail,
	"not-applicable": counts.na,
	"open": counts.open,
} if {
	known := object.get(input.frameworks[id].requirements, lower(label), {})
	verdicts := [objective.verdict | some objective in object.get(known, "objectives", [])]
	counts := _counts(verdicts)
}

_counts([]) := {"pass": 0, "fail": 0, "na": 0, "open": 1}

_counts(verdicts) := {"pass": pass, "fail": fail, "na": na, "open": count(verdicts) - ((pass + fail) + na)} if {
	count(verdicts) > 0
	pass := _times(verdicts, "pass")
	fail := _times(verdicts, "fail")
	na := _times(verdicts, "not-applicable")
}

_times(verdicts, word) := count([verdict | some verdict in verdicts; verdict == word])

# 32 CFR 170.24(b).
_result(counts) := "not-met" if {
	counts.fail > 0
} else := "open" if {
	counts.open > 0
} else := "met" if {
	counts.pass > 0
} else := "not-applicable"

_unmet(result) := 1 if {
	result in {"not-met", "open"}
} else := 0

# Level 2: weights.

_deduction(fact, result, partial) := 0 if {
	result in {"met", "not-applicable"}
} else := fact.partial if {
	partial
} else := fact.weight

default _partial(_, _) := false

_partial(fact, "not-met") if {
	fact.label == "SC.L2-3.13.11"
	_encrypted
}

_partial(fact, "not-met") if {
	fact.label == "IA.L2-3.5.3"
	_privileged_and_remote
}

# Encryption is in use, at rest and in transit, wherever a check looks at it. What
# none looks at is not seen.
_encrypted if {
	every where in _encryption {
		_shown(where)
	}
}

_encryption := [
	{"common.storage.encrypted", "common.host.disk_encryption"},
	{"common.tls.protocol"},
]

# MFA covers privileged users, at the machine and over the network (3.5.3[b] and [c]),
# and remote access.
_privileged_and_remote if {
	every letter in ["b", "c"] {
		_verdict("ia.l2-3.5.3", letter) == "pass"
	}
	_shown(_remote_access)
}

_remote_access := {"cmmc.remote_mfa"}

# Some check of a set passes, and none of them says anything else.
_shown(checks) if {
	told := {outcome |
		some check in checks
		some outcome in input.frameworks["cmmc-l2"].checks[check]
	}
	told == {"pass"}
}

# The verdict on an objective by the letter at its end.
_verdict(control, letter) := objective.verdict if {
	some objective in input.frameworks["cmmc-l2"].requirements[control].objectives
	objective.id == sprintf("%s_obj.%s", [control, letter])
}

_partial_words := {
	"SC.L2-3.13.11": "encryption is in use wherever checks look, and is not FIPS-validated: 3",
	"IA.L2-3.5.3": "a second factor covers remote and privileged users: 3",
}

_whole_words := {
	"SC.L2-3.13.11": "that encryption is in use everywhere is not shown: full weight",
	"IA.L2-3.5.3": "that a second factor covers remote and privileged users is not shown: full weight; for other partial states this is our reading",
}

_why(fact, "not-met", partial) := _partial_words[fact.label] if {
	partial == true
} else := _whole_words[fact.label] if {
	fact.partial
} else := "it blocks the score" if {
	fact.label == _plan
} else := ""

_why(_, "open", _) := "open: full weight"

_why(_, "met", _) := ""

_why(fact, "not-applicable", _) := sprintf("not applicable by decision: no deduction where %s is not permitted (DoDAM v1.2.1, Annex A)", [_where_permitted[fact.label]]) if {
	_where_permitted[fact.label]
} else := "not applicable counts as MET (32 CFR 170.24(b)(3))"

# The rule defines two states of 3.5.3; taking 5 for any other is a reading of ours.
_verification(fact, "not-met", false) := "unverified" if {
	fact.label == "IA.L2-3.5.3"
	_some_satisfied("ia.l2-3.5.3")
} else := "verified"

_verification(_, "not-met", true) := "verified"

_verification(_, result, _) := "verified" if result != "not-met"

_some_satisfied(control) if {
	some objective in input.frameworks["cmmc-l2"].requirements[control].objectives
	objective.verdict == "pass"
}

# Level 2: eligibility. 32 CFR 170.21(a)(2).

_eligible(fact, partial) if {
	fact.weight == 1
	not _excluded_level_2[fact.label]
	not partial
} else if {
	fact.label == "SC.L2-3.13.11"
	partial
} else := false

_eligible_3(label) := false if {
	_excluded_level_3[label]
} else := true

_eligible_by(fact) := _excluded_level_2[fact.label] if {
	_excluded_level_2[fact.label]
} else := "32 CFR 170.21(a)(2)(ii): 1 point and not excluded by (iii)" if {
	fact.weight == 1
} else := "32 CFR 170.21(a)(2)(ii): both unmet states (5 and 3) exceed 1 point and no exception names it" if {
	fact.label == "IA.L2-3.5.3"
} else := "32 CFR 170.21(a)(2)(ii): only in the 3-point state (encryption in use, not FIPS-validated); 5-point state not allowed" if {
	fact.label == "SC.L2-3.13.11"
} else := "32 CFR 170.21(a)(2)(ii): point value above 1"
