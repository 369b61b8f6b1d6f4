package pipeline

import (
	"slices"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// usual are the frameworks that evidence is tried against, the first where it
// answers nothing.
var usual = []string{"hipaa", "cmmc-l2", "fedramp-moderate"}

// Suits gives the usual framework of whose objectives evidence of some kinds
// answers most, by checks that decide them or can show them broken, and how many
// it answers there. Where two answer as much it is the first.
func Suits(kinds []string) (framework string, answers int, err error) {
	if len(kinds) == 0 {
		return usual[0], 0, nil
	}
	w, err := Open("")
	if err != nil {
		return "", 0, err
	}
	joined, _, err := w.join(usual)
	if err != nil {
		return "", 0, err
	}
	reads := map[assessment.RunKey][]string{}
	for _, r := range joined.Plan(nil, time.Time{}).Runs {
		reads[r.Key] = r.Check.Kinds
	}
	framework = usual[0]
	for i := range joined.Scopes {
		if n := answered(&joined.Scopes[i], reads, kinds); n > answers {
			framework, answers = joined.Scopes[i].Framework.ID, n
		}
	}
	return framework, answers, nil
}

// answered counts the targets for which some binding has all the evidence that its
// checks read.
func answered(s *assessment.Scope, reads map[assessment.RunKey][]string, kinds []string) int {
	targets := map[string]bool{}
	for _, b := range s.Bindings {
		if b.Disabled == nil && b.Strength != assessment.Informs && !slices.ContainsFunc(b.Runs, func(key assessment.RunKey) bool {
			return len(reads[key]) == 0 || slices.ContainsFunc(reads[key], func(kind string) bool { return !slices.Contains(kinds, kind) })
		}) {
			targets[b.Target] = true
		}
	}
	return len(targets)
}
