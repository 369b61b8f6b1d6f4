package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/report/workbook"
)

// alone is a run with the results of one framework.
func (in Input) alone(r *assessment.Results) Input {
	in.Results = []assessment.Results{*r}
	return in
}

// exposure is the table of risks of a framework: what fails, the worst first, then what
// is undecided.
func (in Input) exposure(r *assessment.Results, name string) workbook.Sheet {
	fw, words := &r.Scope.Framework, wordsOf(r)
	columns := []columnOf{
		{"Weakness", 34}, {"Kind", 14}, {"What", 40}, {"Risk statement", 60}, {words.control + "s", 20}, {"Components", 24}, {"Subjects", 10},
		{"Likelihood", 12}, {"Impact", 12}, {"Level (exposure)", 12}, {"Adjusted level", 12}, {"POA&M item", 22}, {"Waivers", 40},
		{"First detected", 13}, {"Deadline", 13}, {"Overdue", 10}, {"Recommendation", 60},
	}
	note := in.levels(r) + ". Level is what assay concluded; likelihood and impact are those that the item of the plan of action was opened with. That FedRAMP's exposure matrix gives the same level is unverified."
	return in.sheet(name, "Risk exposure: "+cmp.Or(fw.Title, fw.ID), fw.ID, note, columns, func(put func(workbook.Row) error) error {
		labels, open := printed(r), in.openItems(fw.ID)
		for _, w := range weaknesses(in.alone(r), true) {
			if err := put(workbook.Row{Cells: in.exposed(w.risk, r, labels, open.of(w.risk))}); err != nil {
				return err
			}
		}
		return nil
	})
}

// exposed are the cells of a risk; it is its open item, nil for none.
func (in Input) exposed(k *assessment.Risk, r *assessment.Results, labels map[string]string, it *assessment.Item) []workbook.Cell {
	kind, level := "weakness", k.Level.String()
	switch {
	case k.Gap:
		kind, level = "gap", ""
	case k.Own:
		kind = "unknown asset"
	}
	behind := matching(r, k)
	subjects := 0
	for _, o := range behind {
		subjects += o.Count
	}
	if k.Own {
		subjects = max(k.Unknown, len(k.Assets))
	}
	var controls []string
	for _, id := range k.Controls {
		controls = append(controls, cmp.Or(labels[id], id))
	}
	where := componentsOf(behind)
	if len(where) == 0 && k.Component != "" {
		where = []string{k.Component}
	}
	due, detected := k.Deadline, k.Detected
	likelihood, impact, adjusted, item, waived := "", "", "", "", ""
	if it != nil {
		due, detected, item, waived = it.Due(), it.Detected, it.ID, waivers(it)
		likelihood, impact = it.Rating.Likelihood, it.Rating.Impact
		if d := it.Adjustment(); d != nil {
			adjusted = d.Level.String()
		}
	}
	overdue := ""
	if !due.IsZero() && !k.Gap {
		if overdue = "no"; in.AsOf.After(due) {
			overdue = "yes"
		}
	}
	cells := linesOf(k.Key, kind, k.Title, k.Statement, strings.Join(controls, ", "), strings.Join(where, "\n"))
	cells = append(cells, workbook.Number(subjects))
	cells = append(cells, linesOf(likelihood, impact, level, adjusted, item, strings.ReplaceAll(waived, "; ", "\n"))...)
	cells = append(cells, workbook.Day(detected), workbook.Day(due))
	return append(cells, linesOf(overdue, k.Remediation)...)
}

// levels counts the risks of a framework by level, the worst first, and its gaps.
func (in Input) levels(r *assessment.Results) string {
	counts, gaps := map[assessment.Level]int{}, 0
	for _, w := range weaknesses(in.alone(r), true) {
		if w.risk.Gap {
			gaps++
			continue
		}
		counts[w.risk.Level]++
	}
	levels := []assessment.Level{assessment.LevelUnknown, assessment.LevelCritical, assessment.LevelHigh, assessment.LevelModerate, assessment.LevelLow, assessment.LevelNone}
	var parts []string
	for _, l := range slices.DeleteFunc(levels, func(l assessment.Level) bool { return counts[l] == 0 }) {
		parts = append(parts, fmt.Sprintf("%d %s", counts[l], l))
	}
	return "Risks: " + cmp.Or(strings.Join(parts, ", "), "none seen") + "; " + Count(gaps, "gap") + " that leave objectives undecided"
}
