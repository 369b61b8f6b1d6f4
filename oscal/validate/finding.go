// Package validate checks OSCAL documents: against the official JSON schema of
// their version, against the reference rules that OSCAL states in prose only,
// and against the local files they name.
package validate

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
)

// Level says how much a finding weighs. The zero value is the heavy one.
type Level uint8

// The levels.
const (
	Error   Level = iota // the document is wrong
	Warning              // the document is right and says less than it could
	Note                 // nothing is wrong with it, and a reader should know
)

// String gives the word shown to people.
func (l Level) String() string {
	switch l {
	case Warning:
		return "warning"
	case Note:
		return "note"
	}
	return "error"
}

// Finding is one thing a rule found. Rule is the id of a rule of Layers.
type Finding struct {
	Rule   string
	Level  Level
	Place  problem.Place
	What   string
	Remedy string
}

// Problem is the finding as the kind of error a user sees.
func (f Finding) Problem() *problem.Problem {
	return problem.New(f.Place, f.What+" ["+f.Rule+"]", f.Remedy)
}

// Err is the findings of level error as one error; nil when there is none.
func Err(findings []Finding) error {
	var list problem.List
	for _, f := range findings {
		if f.Level == Error {
			p := f.Problem()
			list.Add(p.Place, p.What, p.Remedy)
		}
	}
	return list.Err()
}

// maxFindings bounds the errors of one document and rule or layer, and the other
// findings too; a document with more is broken in some general way that the first
// ones show.
const maxFindings = 200

// report collects findings by JSON pointer. Their places are looked up at the
// end, all in one pass over the document.
type report struct {
	doc      *oscal.Document
	findings []Finding
	told     [3]int         // findings by level
	more     map[string]int // by rule: those that did not fit
}

// full says that no more errors fit, so that nothing need be looked up for one.
func (r *report) full() bool { return r.told[Error] >= maxFindings }

func (r *report) add(rule, pointer, what, remedy string) {
	r.level(Error, rule, pointer, what, remedy)
}

// level adds a finding while there is room for one of its level: many warnings
// never hide an error.
func (r *report) level(level Level, rule, pointer, what, remedy string) {
	if r.told[level] >= maxFindings {
		if r.more == nil {
			r.more = map[string]int{}
		}
		r.more[rule]++
		return
	}
	r.told[level]++
	r.findings = append(r.findings, Finding{Rule: rule, Level: level, Place: problem.Place{Pointer: pointer}, What: what, Remedy: remedy})
}

// join adds what another report of the same document found.
func (r *report) join(other *report) {
	r.findings = append(r.findings, other.findings...)
	for rule, n := range other.more {
		if r.more == nil {
			r.more = map[string]int{}
		}
		r.more[rule] += n
	}
}

// untold are notes about what did not fit, by rule.
func (r *report) untold() (out []Finding) {
	for _, rule := range slices.Sorted(maps.Keys(r.more)) {
		out = append(out, Finding{Rule: rule, Level: Note, Place: problem.Place{Path: r.doc.Path},
			What: fmt.Sprintf("%d more findings of this rule are not shown", r.more[rule]), Remedy: "correct those that are shown and check again"})
	}
	return out
}

// sorted gives the findings with their places, sorted by place and rule.
func (r *report) sorted() []Finding {
	pointers := make([]string, len(r.findings))
	for i, f := range r.findings {
		pointers[i] = f.Place.Pointer
	}
	for i, place := range r.doc.Places(pointers) {
		r.findings[i].Place = place
	}
	order(r.findings)
	// A link that is a source too is looked at twice: say it once, with the
	// greater weight, which sorts first.
	return slices.CompactFunc(r.findings, func(a, b Finding) bool {
		return a.Place == b.Place && a.Rule == b.Rule && isFileRule(a.Rule)
	})
}

// order sorts findings by place, then rule.
func order(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(a.Place.Compare(b.Place), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Level, b.Level), cmp.Compare(a.What, b.What))
	})
}
