package evaluate

import (
	"fmt"

	"github.com/assay-compliance/assay/internal/assessment"
)

// incoherent says what of a measure does not follow from the findings it is of; empty
// when all of it does.
func incoherent(m *assessment.Measure, r *assessment.Results) string {
	if m.Framework != r.Scope.Framework.ID {
		return "the measure is of another framework"
	}
	if m.Fault != "" {
		return "the arithmetic names a fault of its own"
	}
	if !r.Complete && !m.Draft {
		return "the run was stopped before its end, and the measure is no draft"
	}
	targets := map[string]int{}
	for _, c := range r.Scope.Controls {
		targets[c.ID] = len(c.Targets)
	}
	for i := range m.Requirements {
		q := &m.Requirements[i]
		if n := targets[q.ID]; n > 0 && n != objectivesOf(q) {
			return fmt.Sprintf("%s has %d objectives, and %d are counted", q.ID, n, objectivesOf(q))
		}
		delete(targets, q.ID)
	}
	for _, c := range r.Scope.Controls {
		if _, left := targets[c.ID]; left {
			return c.ID + " is not measured"
		}
	}
	return sums(m)
}

func objectivesOf(q *assessment.Measured) int {
	return q.Satisfied + q.Unsatisfied + q.NotApplicable + q.Open
}

// sums says which sum of a measure does not hold.
func sums(m *assessment.Measure) string {
	if m.Fault != "" {
		if m.Score != nil || len(m.Requirements) > 0 || m.Status.Allows != "none" || m.Status.Best != "none" {
			return "a measure with a fault says something"
		}
		return ""
	}
	seen := map[string]bool{}
	objectives, open, now, best := 0, 0, 0, 0
	for i := range m.Requirements {
		q := &m.Requirements[i]
		if seen[q.ID] {
			return q.ID + " is there twice"
		}
		seen[q.ID] = true
		if resultOf(q) != q.Result || objectivesOf(q) == 0 {
			return q.ID + " is " + q.Result + ", which its objectives do not say"
		}
		if !fits(q) {
			return fmt.Sprintf("%s is %s and takes %d of %d", q.ID, q.Result, q.Deduction, q.Weight)
		}
		objectives, open, now = objectives+objectivesOf(q), open+q.Open, now+q.Deduction
		if q.Result == assessment.NotMet {
			best += q.Deduction
		}
	}
	switch {
	case objectives != m.Objectives || open != m.Open:
		return "the objectives are not counted right"
	case len(m.Requirements) == 0:
		return "nothing is measured"
	case open > 0 && !m.Draft:
		return "objectives are open, and the measure is no draft"
	case m.Draft && m.Status.Allows != "none":
		return "a draft allows a status"
	case m.NoScore != "" && (m.Score != nil || m.Status.Allows != "none"):
		return "without a score there is a score, or a status"
	}
	if s := m.Score; s != nil && (s.Value != s.Max-now || s.Best != s.Max-best || s.Value < s.Min || s.Best > s.Max || s.Need > s.Max || s.Need < s.Min) {
		return "the score is not what the requirements add up to"
	}
	return ""
}

// resultOf is what the objectives of a requirement make of it. 32 CFR 170.24(b) says
// the same of CMMC.
func resultOf(q *assessment.Measured) string {
	switch {
	case q.Unsatisfied > 0:
		return assessment.NotMet
	case q.Open > 0:
		return assessment.MeasuredOpen
	case q.Satisfied > 0:
		return assessment.Met
	}
	return assessment.NotDue
}

// fits says whether a requirement takes what its result lets it take: what is open
// all of its weight, what holds nothing.
func fits(q *assessment.Measured) bool {
	switch q.Result {
	case assessment.NotMet:
		return q.Deduction <= q.Weight && (q.Deduction > 0) == (q.Weight > 0)
	case assessment.MeasuredOpen:
		return q.Deduction == q.Weight
	}
	return q.Deduction == 0
}
