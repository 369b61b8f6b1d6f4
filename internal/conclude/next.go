package conclude

import (
	"cmp"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
)

// needs gives each way to have a target assessed: for every deciding binding
// that is whole, the kinds its members lack. A check that reads one payload at
// a time is content with any one of its kinds.
func needs(deciding []bond) []assessment.Need {
	var out []assessment.Need
	for _, d := range deciding {
		if len(d.nowhere) > 0 || len(d.pairs) == 0 {
			continue
		}
		var kinds, components []string
		var either []string
		for _, p := range d.pairs {
			if p.state != absent {
				continue
			}
			components = append(components, p.component)
			kinds = append(kinds, p.undeclare...)
			if len(d.binding.Runs) == 1 && !p.check.SystemScope {
				either = p.check.Kinds
			}
		}
		switch {
		case len(kinds) == 0:
		case len(either) > 1:
			for _, k := range either {
				out = append(out, assessment.Need{Kinds: []string{k}, Components: set(components)})
			}
		default:
			out = append(out, assessment.Need{Kinds: set(kinds), Components: set(components)})
		}
	}
	slices.SortFunc(out, compareNeeds)
	return slices.CompactFunc(out, func(a, b assessment.Need) bool { return compareNeeds(a, b) == 0 })
}

func compareNeeds(a, b assessment.Need) int {
	return cmp.Or(slices.Compare(a.Kinds, b.Kinds), slices.Compare(a.Components, b.Components))
}

// set sorts and drops repetitions, leaving its argument alone.
func set(list []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(list)))
}

// Step is something to do next: declare sources of these kinds for these
// components, and so many targets get an answer.
type Step struct {
	Kinds      []string // sorted; mostly one
	Components []string // sorted: every component one of those targets waits for
	Answers    int      // targets, over all frameworks
}

// NextSteps lists what would answer most, best first: most targets for each
// kind to declare, then fewer kinds, then by name. A target that several ways
// lead to counts in each of them.
func NextSteps(results []assessment.Results) []Step {
	steps := map[string]*Step{}
	var open [][]assessment.Need
	for _, r := range results {
		for _, u := range r.Unassessed {
			open = append(open, u.Needs)
		}
		for _, f := range r.Findings {
			if f.Verdict == assessment.VerdictUndecided && f.Reason == assessment.ReasonUndeclared {
				open = append(open, f.Needs)
			}
		}
	}
	for _, ways := range open {
		for _, w := range ways {
			if key := strings.Join(w.Kinds, "\x00"); steps[key] == nil {
				steps[key] = &Step{Kinds: w.Kinds}
			}
		}
	}
	for _, s := range steps {
		for _, ways := range open {
			s.take(ways)
		}
		s.Components = set(s.Components)
	}
	out := make([]Step, 0, len(steps))
	for _, s := range steps {
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b Step) int {
		return cmp.Or(
			cmp.Compare(b.Answers*len(a.Kinds), a.Answers*len(b.Kinds)),
			cmp.Compare(len(a.Kinds), len(b.Kinds)),
			slices.Compare(a.Kinds, b.Kinds),
		)
	})
	return out
}

// take counts a target once when one of its ways needs no kind beyond the
// step's.
func (s *Step) take(ways []assessment.Need) {
	answered := false
	for _, w := range ways {
		beyond := slices.ContainsFunc(w.Kinds, func(k string) bool { return !slices.Contains(s.Kinds, k) })
		if beyond {
			continue
		}
		answered = true
		s.Components = append(s.Components, w.Components...)
	}
	if answered {
		s.Answers++
	}
}
