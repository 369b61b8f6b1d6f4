package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
)

// cmmcFamily is the family whose frameworks the sheet is about.
const cmmcFamily = "cmmc"

// CMMC writes the score sheet in Markdown: for each CMMC framework of the run what
// each requirement is and takes away, what may stand on a POA&M and by which
// paragraph, the totals, the status that the findings would allow, and the dates. It
// errs where the run has no such framework.
func CMMC(w io.Writer, in Input) error {
	s := newSheet(w)
	var last *assessment.Measure
	s.line("# CMMC score sheet of %s", in.System)
	s.line("")
	s.line("As of %s (%s), assay %s.", in.AsOf.UTC().Format("2006-01-02T15:04:05Z"), in.TimeSource, in.Version)
	s.line("")
	s.line("What the rules of 32 CFR part 170 make of the findings of this run. It is arithmetic: it grants no status, and nobody is certified by it. MET and NOT MET rest on the findings beside this sheet; OPEN is what nothing has decided, and takes its full weight.")
	for _, r := range in.Results {
		id := r.Scope.Framework.ID
		m, ok := in.Measures[id]
		if !ok || r.Scope.Framework.Family != cmmcFamily && !strings.HasPrefix(id, cmmcFamily+"-") {
			continue
		}
		last = &m
		s.level(&m, r.Scope.Framework.Title, in.Open[id], in.Aside[id])
	}
	if last == nil {
		return problem.New(problem.Place{Path: in.Out}, "there is nothing to score: no framework of CMMC was measured in these results", "assess cmmc-l1, cmmc-l2 or cmmc-l3, and give the directory that assay assess wrote")
	}
	s.dated("What the rules say of dates", last.Program)
	s.madeFrom(in, formatCMMC, "##")
	return s.close("CMMC score sheet")
}

// level is the part of one framework.
func (s *sheet) level(m *assessment.Measure, title string, onPlan, aside int) {
	s.line("")
	s.line("## %s (%s)", title, m.Framework)
	s.line("")
	s.line("- **%s**", scored(m))
	if m.Fault != "" {
		return
	}
	if m.Draft {
		s.line("- **DRAFT**: %d of %d objectives are open. No number here is a result.", m.Open, m.Objectives)
	}
	if c := m.Score; c != nil {
		s.line("- %s runs from %d to %d; a conditional status needs %d.", c.Name, c.Min, c.Max, c.Need)
	}
	s.line("- requirements: %d MET, %d N/A, %d NOT MET, %d OPEN", m.Count(assessment.Met), m.Count(assessment.NotDue), m.Count(assessment.NotMet), m.Count(assessment.MeasuredOpen))
	s.line("- status: %s", m.Status.Words)
	for _, r := range m.Status.Reasons {
		s.line("    - %s", r)
	}
	if m.Open > 0 {
		s.line("- at best, were everything open MET: %s", m.Status.Best)
	}
	s.line("- status by the dates of assay.yaml: %s%s", m.Status.Recorded, notCurrent(m))
	s.line("- open items: %d on the POA&M (poam.json), %d on the remediation list (remediation.json), which is no POA&M in the sense of 32 CFR 170.21", onPlan, aside)
	for _, n := range m.Notes {
		s.line("- note: %s", n)
	}
	s.requirements(m)
	s.dated("Dates of "+m.Framework, m.Dates)
}

// resultWords are the words of 32 CFR 170.24(b), and ours for what is none of them.
var resultWords = map[string]string{assessment.Met: "MET", assessment.NotMet: "NOT MET", assessment.NotDue: "N/A", assessment.MeasuredOpen: "OPEN (draft)"}

// notCurrent says that a status that was given counts no more while its yearly
// affirmation is missing or late (DFARS 204.7501).
func notCurrent(m *assessment.Measure) string {
	if m.Status.Recorded != "final" {
		return ""
	}
	late := func(d assessment.Dated) bool {
		return strings.Contains(d.What, "affirmation") && (d.State == "overdue" || d.State == "missing")
	}
	if slices.ContainsFunc(m.Dates, late) {
		return ", and not current: no affirmation of the past year is given"
	}
	return ""
}

func (s *sheet) requirements(m *assessment.Measure) {
	s.line("")
	s.line("### Requirements of %s", m.Framework)
	s.table("requirement", "title", "result", "weight", "deduction", "objectives", "POA&M", "POA&M basis", "weight basis", "facts", "note")
	weights, deducted := 0, 0
	for i := range m.Requirements {
		r := &m.Requirements[i]
		weights, deducted = weights+r.Weight, deducted+r.Deduction
		s.row(r.Label, r.Title, resultWords[r.Result], weight(r), taken(r), objectives(r), may(r), r.Basis, r.Source, r.Verification, r.Why)
	}
	s.row("total", "", "", strconv.Itoa(weights), strconv.Itoa(deducted), fmt.Sprintf("%d, %d open", m.Objectives, m.Open), "", "", "", "", "")
}

func weight(r *assessment.Measured) string {
	if r.Weight == 0 {
		return "none"
	}
	return strconv.Itoa(r.Weight)
}

func taken(r *assessment.Measured) string {
	if r.Deduction == 0 {
		return "0"
	}
	return strconv.Itoa(-r.Deduction)
}

func may(r *assessment.Measured) string {
	if r.Eligible {
		return "eligible"
	}
	return "not eligible"
}

// objectives counts those of a requirement by what became of them.
func objectives(r *assessment.Measured) string {
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{r.Satisfied, "satisfied"}, {r.Unsatisfied, "not satisfied"}, {r.NotApplicable, "N/A"}, {r.Open, "open"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.word))
		}
	}
	return strings.Join(parts, ", ")
}

// dated is a table of dates; nothing where there is none.
func (s *sheet) dated(title string, dates []assessment.Dated) {
	if len(dates) == 0 {
		return
	}
	s.line("")
	s.line("### %s", title)
	s.table("date", "what", "state", "source", "verification")
	for _, d := range dates {
		s.row(d.Date, d.What, d.State, d.Source, d.Verification)
	}
}
