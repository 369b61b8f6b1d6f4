package report

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/assay-compliance/assay/internal/assessment"
)

// tableHeads are the columns of the table of findings. A column is added at the end
// and none changes its meaning.
var tableHeads = []string{
	"framework", "control", "objective", "verdict", "level", "component", "subject", "check", "why", "remedy", "evidence",
	"reason", "basis", "population", "system", "as_of", "results", "results_sha256", "persons",
}

// personsByID and personsByName say in the table what persons are called by.
const (
	personsByID   = "ids"
	personsByName = "pseudonyms"
)

// CSV writes the table of findings (RFC 4180, but for line ends): a row for each
// subject that an objective fails or stays undecided on, and one for each objective
// of another verdict, in the order of the JSON report. No cell is a formula to a
// spreadsheet.
func CSV(w io.Writer, in Input) error {
	t := &table{w: csv.NewWriter(w), in: in, persons: personsByName}
	if in.Personal {
		t.persons = personsByID
	}
	if err := t.w.Write(tableHeads); err != nil {
		return fmt.Errorf("write CSV report: %w", err)
	}
	for i := range in.Results {
		if err := t.framework(&in.Results[i]); err != nil {
			return fmt.Errorf("write CSV report: %w", err)
		}
	}
	t.w.Flush()
	if err := t.w.Error(); err != nil {
		return fmt.Errorf("write CSV report: %w", err)
	}
	return nil
}

// table is the table being written.
type table struct {
	w       *csv.Writer
	in      Input
	persons string
	labels  map[string]string
	risks   map[string]*assessment.Risk
	of      File
	cells   []string // of the row being written
}

// tableRow is a row without what is the same in all of a framework.
type tableRow struct {
	target                                                  assessment.Target
	verdict                                                 assessment.Verdict
	level, component, subject, check, why, remedy, evidence string
	reason                                                  assessment.Reason
	basis                                                   assessment.Basis
	population                                              string
}

func (t *table) framework(r *assessment.Results) error {
	t.labels, t.risks, t.of = printed(r), risksOf(r), t.in.results(r.Scope.Framework.ID)
	for i := range r.Findings {
		if err := t.finding(r, &r.Findings[i]); err != nil {
			return err
		}
	}
	for _, u := range r.Unassessed {
		if err := t.row(r, tableRow{target: u.Target, verdict: assessment.NotAssessed, why: u.Why, basis: u.Basis}); err != nil {
			return err
		}
	}
	if len(r.Findings)+len(r.Unassessed) == 0 {
		return t.row(r, tableRow{verdict: assessment.NotAssessed, why: "these results speak of no objective"})
	}
	return nil
}

// finding writes the rows of one objective.
func (t *table) finding(r *assessment.Results, f *assessment.Finding) error {
	base := tableRow{target: f.Target, verdict: f.Verdict, why: f.Why, reason: f.Reason, basis: f.Basis}
	seen := behind(r, f)
	if len(seen) == 0 {
		base.check = strings.Join(checksOf(r, f), " ")
		return t.row(r, base)
	}
	for _, o := range seen {
		row := base
		row.component, row.check, row.population = o.Component, o.Run.Check, "inventory"
		if o.Population.Asserted {
			row.population = "asserted"
		}
		if f.Verdict == assessment.VerdictUndecided {
			row.reason = cmp.Or(o.Reason, f.Reason)
		}
		if k := riskOf(t.risks, f, o); k != nil {
			row.remedy = k.Remediation
			if !k.Gap {
				row.level = k.Level.String()
			}
		}
		some := false
		for s, err := range o.Each() {
			if err != nil {
				return err
			}
			some = true
			row.component, row.subject, row.why, row.evidence = cmp.Or(s.Component, o.Component), t.in.name(s, o.Personal), cmp.Or(s.Why, f.Why), place(s.Source)
			if err := t.row(r, row); err != nil {
				return err
			}
		}
		if !some {
			if err := t.row(r, row); err != nil {
				return err
			}
		}
	}
	return nil
}

// checksOf are the checks that a finding asked, each once.
func checksOf(r *assessment.Results, f *assessment.Finding) []string {
	var out []string
	for _, i := range f.Observations {
		if i < len(r.Observations) && !slices.Contains(out, r.Observations[i].Run.Check) {
			out = append(out, r.Observations[i].Run.Check)
		}
	}
	return out
}

func (t *table) row(r *assessment.Results, row tableRow) error {
	t.cells = append(t.cells[:0],
		r.Scope.Framework.ID, cmp.Or(t.labels[row.target.ControlID], row.target.ControlID), row.target.ID, row.verdict.String(), row.level,
		row.component, row.subject, row.check, row.why, row.remedy, row.evidence, string(row.reason), string(row.basis), row.population,
		t.in.System, t.in.asOf(), t.of.Path, t.of.Digest, t.persons)
	for i, c := range t.cells {
		t.cells[i] = harmless(c)
	}
	return t.w.Write(t.cells)
}

// harmless is a cell that no spreadsheet takes for a formula: one that begins, after
// spaces, with a sign of a formula, also in its wide form, has a ' before it. Tabs
// and ends of lines are spaces by then.
//
// Source: OWASP, "CSV Injection".
func harmless(text string) string { return guarded(visible(text)) }

// guarded is harmless for text in which nothing is hidden, with its lines.
func guarded(text string) string {
	if begins, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(text, unicode.IsSpace)); strings.ContainsRune("=+-@＝＋－＠", begins) {
		return "'" + text
	}
	return text
}

// unquoted undoes harmless for what begins with a sign.
func unquoted(text string) string { return strings.TrimPrefix(text, "'") }
