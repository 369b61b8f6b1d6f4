package policies_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/assessment"
)

// c3paoFinal is a Level 2 that a C3PAO found final lately.
var c3paoFinal = map[string]map[string]any{"cmmc-l2": {
	"assessed_by": "c3pao", "final": "2026-02-01", "affirmations": []any{map[string]any{"date": "2026-02-01", "by": "A"}},
}}

// level3 is a run of both levels, with these controls of either not met.
func level3(unmet ...string) situation {
	s := failing(unmet...)
	s.frameworks, s.facts = []string{"cmmc-l2", "cmmc-l3"}, c3paoFinal
	return s
}

// dated is Level 2, all met, with dates of assay.yaml.
func dated(level string, facts map[string]any) situation {
	return situation{frameworks: []string{level}, facts: map[string]map[string]any{level: facts}}
}

func dateOf(m assessment.Measure, words string) string {
	for _, d := range m.Dates {
		if strings.HasPrefix(d.What, words) {
			return d.Date + " " + d.State
		}
	}
	return "none"
}

// program finds a fact of the rules' own dates.
func program(t *testing.T, words string) string {
	t.Helper()
	for _, d := range (situation{}).one(t).Program {
		if strings.Contains(d.What, words) {
			return d.Date + " " + d.Verification
		}
	}
	return "none"
}

// ineligible are the labels of Level 2 that may not stand on a POA&M in any state.
func ineligible(m assessment.Measure) (out []string) {
	for _, r := range m.Requirements {
		if !r.Eligible && r.Label != "SC.L2-3.13.11" {
			out = append(out, r.Label)
		}
	}
	return out
}

func weights(m assessment.Measure) map[int]int {
	out := map[int]int{}
	for _, r := range m.Requirements {
		out[r.Weight]++
	}
	return out
}

// rule is a line of the reference and how it is held: does is nil where it is not the
// arithmetic's, and elsewhere says whose it is.
type rule struct {
	fact      string // how its first cell, or its bullet, begins
	does      func(t *testing.T) (got, want any)
	elsewhere string
}

func status(m assessment.Measure) string { return m.Status.Allows }

var cmmcRules = []rule{
	// 1. Counts
	{"Level 1 requirements", func(t *testing.T) (any, any) {
		return len(situation{frameworks: []string{"cmmc-l1"}}.measures(t)["cmmc-l1"].Requirements), 15
	}, ""},
	{"Level 2 requirements", func(t *testing.T) (any, any) { return len(situation{}.one(t).Requirements), 110 }, ""},
	{"Level 3 requirements", func(t *testing.T) (any, any) { return len(level3().measures(t)["cmmc-l3"].Requirements), 24 }, ""},
	{"Level 2 basic / derived", nil, "oscal/frameworks: the catalog"},
	{"Level 1 items in 171r2 terms", nil, "oscal/frameworks: the catalog"},
	{"Identifier form", func(t *testing.T) (any, any) { return situation{}.one(t).Requirements[0].Label, "AC.L2-3.1.1" }, ""},

	// 2. Findings per requirement
	{"Exactly three findings", func(t *testing.T) (any, any) {
		m := situation{verdicts: map[string]assessment.Verdict{"ac.l2-3.1.1": assessment.VerdictFail, "ac.l2-3.1.2": assessment.VerdictNotApplicable}}.one(t)
		return []string{m.Requirements[0].Result, m.Requirements[1].Result, m.Requirements[2].Result}, []string{"not-met", "not-applicable", "met"}
	}, ""},
	{"MET needs every applicable objective", func(t *testing.T) (any, any) {
		return situation{verdicts: map[string]assessment.Verdict{"ac.l2-3.1.1_obj.f": assessment.VerdictUndecided}}.one(t).Requirements[0].Result, "open"
	}, ""},
	{"One unsatisfied objective", func(t *testing.T) (any, any) {
		return situation{verdicts: map[string]assessment.Verdict{"ac.l2-3.1.1_obj.f": assessment.VerdictFail}}.one(t).Requirements[0].Result, "not-met"
	}, ""},
	{"An N/A objective counts the same as MET", func(t *testing.T) (any, any) {
		m := situation{verdicts: map[string]assessment.Verdict{"ac.l2-3.1.1_obj.f": assessment.VerdictNotApplicable}}.one(t)
		return []any{m.Requirements[0].Result, m.Score.Value}, []any{"met", 110}
	}, ""},
	{"Enduring exception", nil, "internal/conclude: a decision"},
	{"Temporary deficiency", nil, "internal/conclude: a decision"},
	{"A temporary deficiency arises", nil, "for people: what a decision may say"},
	{"Operational plan of action", nil, "for people: 3.12.2 is judged by its own objectives, and no measure looks at it"},
	{"A plan never turns", func(t *testing.T) (any, any) {
		s := failing("AC.L2-3.1.3")
		s.open = map[string]int{"cmmc-l2": 1} // its item is on the plan
		return s.one(t).Of("ac.l2-3.1.3").Result, "not-met"
	}, ""},
	{"A DoD CIO adjudication", nil, "internal/conclude: a decision"},
	{"A NOT MET finding can be re-evaluated", nil, "for people: another run before the report is delivered"},
	{`"Periodically" means`, nil, "policies/cmmc/framework.yaml: the bounds of parameters"},
	{"Level 1 objectives come from", nil, "oscal/frameworks: the catalog"},

	// 3. Level 2 scoring
	{"Start and maximum", func(t *testing.T) (any, any) {
		s := situation{}.one(t).Score
		return []int{s.Value, s.Max}, []int{110, 110}
	}, ""},
	{"Deductions", func(t *testing.T) (any, any) {
		return weights(situation{}.one(t)), map[int]int{5: 42 + 2, 3: 14, 1: 51, 0: 1}
	}, ""},
	{"Sum of all deductions", func(t *testing.T) (any, any) {
		sum := 0
		for w, n := range weights(situation{}.one(t)) {
			sum += w * n
		}
		return sum, 313
	}, ""},
	{"Minimum", func(t *testing.T) (any, any) { return situation{}.one(t).Score.Min, -203 }, ""},
	{"3.5.3", func(t *testing.T) (any, any) {
		s := failing("ia.l2-3.5.3_obj.d")
		s.checks = map[string]assessment.Outcome{"cmmc.remote_mfa": assessment.Pass}
		return []int{s.one(t).Score.Value, failing("IA.L2-3.5.3").one(t).Score.Value}, []int{107, 105}
	}, ""},
	{"3.5.3, any other partial state", func(t *testing.T) (any, any) {
		r := failing("ia.l2-3.5.3_obj.d").one(t).Of("ia.l2-3.5.3")
		return []any{r.Deduction, r.Verification}, []any{5, "unverified"}
	}, ""},
	{"3.13.11", func(t *testing.T) (any, any) {
		s := failing("SC.L2-3.13.11")
		none := s.one(t).Score.Value
		s.checks = encrypted
		return []int{s.one(t).Score.Value, none}, []int{107, 105}
	}, ""},
	{"3.12.4 SSP", func(t *testing.T) (any, any) {
		m := failing("CA.L2-3.12.4").one(t)
		return []any{m.Score == nil, strings.HasPrefix(m.NoScore, "no score: "), m.Status.Allows}, []any{true, true, "none"}
	}, ""},
	{"Partial credit anywhere else", func(t *testing.T) (any, any) {
		s := failing()
		s.checks = encrypted
		for _, r := range s.one(t).Requirements {
			s.verdicts[r.ID] = assessment.VerdictFail
		}
		s.verdicts["ca.l2-3.12.4"] = assessment.VerdictPass
		partial := []string{}
		for _, r := range s.one(t).Requirements {
			if r.Result == "not-met" && r.Deduction != r.Weight {
				partial = append(partial, r.Label)
			}
		}
		return partial, []string{"SC.L2-3.13.11"}
	}, ""},
	{"3.1.12, 3.1.13, 3.1.16, 3.1.17, 3.1.18", func(t *testing.T) (any, any) {
		s := failing()
		for _, n := range []string{"12", "13", "16", "17", "18"} {
			s.verdicts["ac.l2-3.1."+n] = assessment.VerdictNotApplicable
		}
		return s.one(t).Score.Value, 110
	}, ""},

	// 4. POA&M eligibility
	{"Level 1: never", func(t *testing.T) (any, any) {
		s := failing("AC.L1-b.1.i")
		s.frameworks = []string{"cmmc-l1"}
		m := s.measures(t)["cmmc-l1"]
		return []any{status(m), slices.ContainsFunc(m.Requirements, func(r assessment.Measured) bool { return r.Eligible })}, []any{"none", false}
	}, ""},
	{"Level 2 conditional needs all three", func(t *testing.T) (any, any) {
		return []string{status(failing("AC.L2-3.1.3").one(t)), status(failing("AC.L2-3.1.5").one(t)), status(failing("AC.L2-3.1.20").one(t)), status(failing(eligible(t, 23)...).one(t))},
			[]string{"conditional", "none", "none", "none"}
	}, ""},
	{"Only value exception", func(t *testing.T) (any, any) {
		s := failing("SC.L2-3.13.11")
		whole := status(s.one(t))
		s.checks = encrypted
		return []string{status(s.one(t)), whole}, []string{"conditional", "none"}
	}, ""},
	{"Excluded by name", func(t *testing.T) (any, any) {
		var out []string
		for _, r := range (situation{}).one(t).Requirements {
			if strings.Contains(r.Basis, "named exclusion") && !r.Eligible {
				out = append(out, r.Label)
			}
		}
		return out, []string{"AC.L2-3.1.20", "AC.L2-3.1.22", "PE.L2-3.10.3", "PE.L2-3.10.4", "PE.L2-3.10.5", "CA.L2-3.12.4"}
	}, ""},
	{"3.5.3 is never eligible", func(t *testing.T) (any, any) {
		s := failing("ia.l2-3.5.3_obj.d")
		s.checks = map[string]assessment.Outcome{"cmmc.remote_mfa": assessment.Pass}
		return []bool{s.one(t).Of("ia.l2-3.5.3").Eligible, failing("IA.L2-3.5.3").one(t).Of("ia.l2-3.5.3").Eligible}, []bool{false, false}
	}, ""},
	{"Eligible set", func(t *testing.T) (any, any) {
		m := situation{}.one(t)
		return []int{len(m.Requirements) - len(ineligible(m)) - 1, len(ineligible(m))}, []int{46, 63}
	}, ""},
	{"No requirement that overlaps Level 1", func(t *testing.T) (any, any) {
		var both []string
		for _, row := range table(t, "cmmc_level1.csv") {
			for _, id := range strings.Split(row["level2_ids"], ";") {
				if r := (situation{}).one(t).Of(strings.ToLower(strings.TrimSpace(id))); r == nil || r.Eligible {
					both = append(both, id)
				}
			}
		}
		return both, []string(nil)
	}, ""},
	{"At most 22 points", func(t *testing.T) (any, any) {
		at, over := failing(eligible(t, 22)...).one(t), failing(eligible(t, 23)...).one(t)
		return []any{at.Score.Value, status(at), over.Score.Value, status(over)}, []any{88, "conditional", 87, "none"}
	}, ""},
	{"The 0.8 test uses the weighted score", func(t *testing.T) (any, any) {
		s := failing(eligible(t, 21)...) // 89 requirements MET either way
		s.verdicts["sc.l2-3.13.11"], s.checks = assessment.VerdictFail, encrypted
		m := s.one(t)
		return []any{m.Score.Value, m.Count("met"), status(m)}, []any{86, 88, "none"}
	}, ""},
	{"Level 3 conditional", func(t *testing.T) (any, any) {
		free := []string{"AC.L3-3.1.2e", "AC.L3-3.1.3e", "AT.L3-3.2.1e", "AT.L3-3.2.2e", "CM.L3-3.4.1e"}
		return []string{status(level3(free[:4]...).measures(t)["cmmc-l3"]), status(level3(free...).measures(t)["cmmc-l3"]), status(level3("IR.L3-3.6.1e").measures(t)["cmmc-l3"])},
			[]string{"conditional", "none", "none"}
	}, ""},
	{"Level 3 excluded", func(t *testing.T) (any, any) {
		var out []string
		for _, r := range level3().measures(t)["cmmc-l3"].Requirements {
			if !r.Eligible {
				out = append(out, strings.ToLower(strings.TrimPrefix(r.Label[3:], "L3-")))
			}
		}
		return out, []string{"3.6.1e", "3.6.2e", "3.11.1e", "3.11.4e", "3.11.6e", "3.11.7e", "3.14.3e"}
	}, ""},
	{"Close-out within 180 days", func(t *testing.T) (any, any) {
		last, over := dated("cmmc-l2", map[string]any{"conditional": "2026-05-24"}).one(t), dated("cmmc-l2", map[string]any{"conditional": "2026-05-23"}).one(t)
		return []string{last.Status.Recorded, dateOf(last, "last day to close out"), over.Status.Recorded}, []string{"conditional", "2026-11-20 due", "expired"}
	}, ""},
	{"Close-out done by", nil, "for people: who closes out"},
	{"Close-out checks only the items", nil, "for people: what is closed out is the recorded POA&M"},

	// 5. Level 3
	{"1 point each", func(t *testing.T) (any, any) {
		s := level3("AC.L3-3.1.2e", "CM.L3-3.4.1e").measures(t)["cmmc-l3"].Score
		return []int{s.Value, s.Max}, []int{22, 24}
	}, ""},
	{"Needs Final Level 2 (C3PAO)", func(t *testing.T) (any, any) {
		self, part, items, alone, old := level3(), level3("AC.L2-3.1.3"), level3(), level3(), level3()
		old.facts = map[string]map[string]any{"cmmc-l2": {"assessed_by": "c3pao", "final": "2025-11-01", "affirmations": []any{map[string]any{"date": "2025-11-19", "by": "A"}}}}
		self.facts, items.open, alone.frameworks = nil, map[string]int{"cmmc-l2": 1}, []string{"cmmc-l3"}
		var out []string
		for _, s := range []situation{level3(), self, part, items, alone, old} {
			out = append(out, status(s.measures(t)["cmmc-l3"]))
		}
		return out, []string{"final", "none", "none", "none", "none", "none"}
	}, ""},
	{"Level 3 scope equals", nil, "for people: both levels of a run are of one boundary"},
	{"A new Level 2 (C3PAO) assessment", func(t *testing.T) (any, any) {
		s := level3()
		s.facts = map[string]map[string]any{"cmmc-l2": {"assessed_by": "c3pao", "final": "2023-11-19"}}
		return status(s.measures(t)["cmmc-l3"]), "none"
	}, ""},
	{"Level 2 and Level 3 statuses are affirmed separately", func(t *testing.T) (any, any) {
		s := level3()
		s.facts = map[string]map[string]any{"cmmc-l2": {"final": "2026-02-01", "affirmations": []any{map[string]any{"date": "2026-02-01", "by": "A"}}}, "cmmc-l3": {"final": "2026-03-01"}}
		m := s.measures(t)
		return []string{dateOf(m["cmmc-l2"], "last affirmation"), dateOf(m["cmmc-l3"], "no affirmation")}, []string{"2026-02-01 past", " missing"}
	}, ""},
	{"Parameters fixed by DoD", nil, "oscal/frameworks: the profile of Level 3"},

	// 6. Status, validity, affirmation
	{"Final Level 1 (Self)", func(t *testing.T) (any, any) {
		m := dated("cmmc-l1", map[string]any{"final": "2025-11-20"}).measures(t)["cmmc-l1"]
		return []string{m.Status.Words, dateOf(m, "last day of the status")}, []string{"the findings would allow Final Level 1 (Self)", "2026-11-20 due"}
	}, ""},
	{"Conditional / Final Level 2 (Self)", func(t *testing.T) (any, any) {
		m := dated("cmmc-l2", map[string]any{"assessed_by": "self", "final": "2023-11-20"}).one(t)
		return []string{m.Status.Words, dateOf(m, "last day of the status")}, []string{"the findings would allow Final Level 2 (Self)", "2026-11-20 due"}
	}, ""},
	{"Conditional / Final Level 2 (C3PAO)", func(t *testing.T) (any, any) {
		return dated("cmmc-l2", map[string]any{"assessed_by": "c3pao"}).one(t).Status.Words, "the findings would allow Final Level 2 (C3PAO)"
	}, ""},
	{"Conditional / Final Level 3 (DIBCAC)", func(t *testing.T) (any, any) {
		s := level3()
		s.facts = map[string]map[string]any{"cmmc-l2": c3paoFinal["cmmc-l2"], "cmmc-l3": {"final": "2026-11-01"}}
		m := s.measures(t)["cmmc-l3"]
		return []string{m.Status.Words, dateOf(m, "last day of the status")}, []string{"the findings would allow Final Level 3 (DIBCAC)", "2029-11-01 due"}
	}, ""},
	{"The CMMC Status Date of a Final", func(t *testing.T) (any, any) {
		return dateOf(dated("cmmc-l2", map[string]any{"conditional": "2026-03-01", "final": "2026-08-01"}).one(t), "last day of the status"), "2029-03-01 due"
	}, ""},
	{"Conditional counts as current", func(t *testing.T) (any, any) {
		m := dated("cmmc-l2", map[string]any{"final": "2025-11-01", "affirmations": []any{map[string]any{"date": "2025-11-01", "by": "A"}}}).one(t)
		return dateOf(m, "last day for the next affirmation"), "2026-11-01 overdue"
	}, ""},
	{"A Conditional status is enough for award", nil, "for people: awards are no output"},
	{"Affirmations go into SPRS", nil, "for people; assay.yaml names who affirmed"},
	{"Evidence kept 6 years", nil, "for people: the folder of a run is kept by whoever runs it"},

	// 7. Scope
	{"CUI Assets", nil, "internal/load: categories of scope"},
	{"Security Protection Assets", nil, "internal/load: categories of scope"},
	{"Contractor Risk Managed Assets", nil, "internal/load: categories of scope"},
	{"Specialized Assets", nil, "internal/load: categories of scope"},
	{"Out-of-Scope Assets", nil, "internal/load: categories of scope"},
	{"Level 1: specialized assets", nil, "internal/load: categories of scope"},
	{"Level 3: specialized and former", nil, "internal/load: categories of scope"},
	{"Cloud provider holding CUI", nil, "policies/cmmc/cloud_provider"},
	{"Security protection data", nil, "internal/load: categories of scope"},
	{"Subcontractors", nil, "for people: which level a contract asks for"},

	// 8. Dates
	{"Program rule in force", func(t *testing.T) (any, any) { return program(t, "program rule"), "2024-12-16 verified" }, ""},
	{"Acquisition rule in force", func(t *testing.T) (any, any) { return program(t, "acquisition rule"), "2025-11-10 verified" }, ""},
	{"Phase 2 as scheduled", func(t *testing.T) (any, any) { return program(t, "phase 2, as scheduled"), "2026-11-10 derived" }, ""},
	{"Phase 3 as scheduled", func(t *testing.T) (any, any) { return program(t, "phase 3"), "2027-11-10 derived" }, ""},
	{"Phase 4 as scheduled", func(t *testing.T) (any, any) { return program(t, "phase 4"), "2028-11-10 derived" }, ""},
	{"Phase 2 and later milestones reported suspended", func(t *testing.T) (any, any) { return program(t, "suspended"), "2026-07-13 unverified" }, ""},
	{"Class Deviation", func(t *testing.T) (any, any) { return program(t, "Class Deviation"), "2026-09-03 unverified" }, ""},
	{"DFARS 252.204-7019", func(t *testing.T) (any, any) { return program(t, "7019"), "2026-02-01 unverified" }, ""},
	{"Text of 32 CFR part 170 unchanged", func(t *testing.T) (any, any) { return program(t, "unchanged"), "2026-10-01 verified" }, ""},
}

// eligible are the first n labels that may stand on a POA&M.
func eligible(t *testing.T, n int) (out []string) {
	for _, r := range (situation{}).one(t).Requirements {
		if r.Eligible && len(out) < n {
			out = append(out, r.Label)
		}
	}
	return out
}

// ruleLines are the facts of the reference: the first cell of each row of a table, and
// each bullet.
func ruleLines(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(reference("cmmc_rules.md"))
	if os.IsNotExist(err) {
		t.Skip("no cmmc_rules.md here; set ASSAY_SHARED_DATA, beside which the folder reference stands")
	}
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	lines := strings.Split(string(text), "\n")
	for i, l := range lines {
		switch {
		case strings.HasPrefix(l, "| ---"), strings.HasPrefix(l, "| ") && strings.HasPrefix(lines[i+1], "| ---"):
		case strings.HasPrefix(l, "| "):
			cell, _, _ := strings.Cut(l[2:], " |")
			out = append(out, cell)
		case strings.HasPrefix(l, "- "):
			out = append(out, l[2:])
		}
	}
	return out
}

func TestCMMCRules(t *testing.T) {
	for _, r := range cmmcRules {
		if r.does == nil {
			continue
		}
		t.Run(r.fact, func(t *testing.T) {
			if got, want := r.does(t); !same(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

// No line of the reference is forgotten: each is held by a row above, which is in the
// order of the lines, or the row says by what else.
func TestEveryCMMCRuleIsHeld(t *testing.T) {
	lines := ruleLines(t)
	for i, l := range lines {
		if i >= len(cmmcRules) || !strings.HasPrefix(l, cmmcRules[i].fact) {
			t.Fatalf("line %d, %q, is held by no row", i, l)
		}
		if r := cmmcRules[i]; (r.does == nil) == (r.elsewhere == "") {
			t.Errorf("%q is held by both or by nothing", l)
		}
	}
	if len(lines) != len(cmmcRules) {
		t.Errorf("%d lines, and %d rows", len(lines), len(cmmcRules))
	}
}
