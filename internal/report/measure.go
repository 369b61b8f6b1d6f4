package report

import (
	"fmt"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
)

// measured tells what the rules make of the findings, all frameworks on one line; empty
// where no family has such rules.
func (in Input) measured() string {
	var parts []string
	for _, r := range in.Results {
		id := r.Scope.Framework.ID
		if m, ok := in.Measures[id]; ok {
			parts = append(parts, id+": "+scored(&m))
		}
	}
	return strings.Join(parts, "; ")
}

// scored is the score of a measure, or why there is none. What is a draft says so.
func scored(m *assessment.Measure) string {
	switch {
	case m.Fault != "":
		return "no score: it could not be measured: " + m.Fault
	case m.NoScore != "":
		return m.NoScore + draft(m, "")
	case m.Score != nil:
		return fmt.Sprintf("%s %d%s", m.Score.Name, m.Score.Value, draft(m, fmt.Sprintf("best case %d", m.Score.Best)))
	}
	return fmt.Sprintf("%d of %d requirements MET%s", m.Count(assessment.Met)+m.Count(assessment.NotDue), len(m.Requirements), draft(m, ""))
}

// draft says in brackets that a measure is one, and of what.
func draft(m *assessment.Measure, best string) string {
	if !m.Draft {
		return ""
	}
	words := []string{"draft"}
	if best != "" {
		words = append(words, best)
	}
	words = append(words, Count(m.Open, "objective")+" open")
	return " (" + strings.Join(words, "; ") + ")"
}
