package pipeline

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/report"
)

// endsSoon is how many days before its end a waiver is warned of.
const endsSoon = 14

// waiverNotes tells of deviations that are about to end, and of those without effect:
// whoever relies on one hears of it before a gate does.
func waiverNotes(poams map[string]assessment.POAM, asOf time.Time) []assessment.Note {
	var out []assessment.Note
	told := map[string]bool{}
	for _, id := range sortedKeys(poams) {
		p := poams[id]
		for i := range p.Items {
			it := &p.Items[i]
			if !it.Open() && !it.FalsePositive() {
				continue
			}
			for k := range it.Deviations {
				d := &it.Deviations[k]
				n := assessment.Note{Source: d.Source, What: fmt.Sprintf("waiver %s of %s, %s", d.ID, it.ID, about(d, asOf))}
				if n.What = strings.TrimSpace(n.What); strings.HasSuffix(n.What, ",") || told[n.What] || d.Covered == 0 {
					continue
				}
				told[n.What] = true
				n.Remedy = "remedy it, or have the waiver approved anew"
				if d.State == assessment.DeviationPending {
					n.Remedy = "complete it, or remove it"
				}
				out = append(out, n)
			}
		}
	}
	return out
}

// about says what somebody should know of a deviation now; empty for nothing.
func about(d *assessment.Deviation, asOf time.Time) string {
	switch d.State {
	case assessment.DeviationApproved:
		days := int(d.Ends(asOf).Sub(asOf).Hours() / 24)
		if days > endsSoon {
			return ""
		}
		what := "ends on "
		if d.Ends(asOf).Before(d.Until) {
			what = "needs a check-in with the vendor by "
		}
		return what + d.Ends(asOf).Format(time.DateOnly)
	case assessment.DeviationWithdrawn:
		return ""
	}
	return "has no effect: " + d.Why
}

// unmatched tells of waivers that cover nothing that stands open under any framework.
func unmatched(scopes []assessment.Scope, poams map[string]assessment.POAM) []assessment.Note {
	covers := map[string]bool{}
	for _, p := range poams {
		for i := range p.Items {
			for _, d := range p.Items[i].Deviations {
				live := p.Items[i].Open() || p.Items[i].FalsePositive()
				covers[d.ID] = covers[d.ID] || live && d.Covered > 0
			}
		}
	}
	var out []assessment.Note
	for _, s := range scopes {
		for _, w := range s.Waivers {
			if covers[w.ID] {
				continue
			}
			covers[w.ID] = true // told once
			of := w.Weakness
			if of == "" {
				of = w.Item
			}
			out = append(out, assessment.Note{Source: w.Source, What: "waiver " + w.ID + " covers nothing: no open subject of " + of + " is among what it names", Remedy: "remove it, or correct what it covers; assay waiver new writes the names as they are"})
		}
	}
	slices.SortStableFunc(out, func(a, b assessment.Note) int { return strings.Compare(a.Source.Path, b.Source.Path) })
	return out
}

// warnOf adds notes to what a run warns of.
func warnOf(in *report.Input, notes []assessment.Note) {
	in.Warnings = slices.Concat(in.Warnings, notes)
	in.Evidence.Notes = slices.Concat(notes, in.Evidence.Notes)
}
