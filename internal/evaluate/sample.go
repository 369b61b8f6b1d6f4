package evaluate

import (
	"fmt"
	"slices"

	"github.com/assay-compliance/assay/internal/assessment"
)

// sampled is a sampling plan held against the inventory of its component.
type sampled struct {
	*assessment.Sample
	drawn bits   // assets to examine, by their place in the inventory
	fault string // why everything stays expected; empty when the plan counts
}

// drawn holds the sampling plans of a component against what its inventory lists.
// One that nobody approved, that is over, or that was made for another population
// makes nothing less expected.
func (r *runner) drawn(c int, assets []string) []sampled {
	var out []sampled
	for i := range r.plan.Samples {
		p := &r.plan.Samples[i]
		if p.Component != r.comps[c] {
			continue
		}
		s := sampled{Sample: p}
		switch {
		case len(p.Lacks) > 0:
			s.fault = p.Lacks[0]
		case !assessment.Current(p.Approved, p.Until, r.plan.AsOf):
			s.fault = "it was not approved yet, or is over"
		case p.Population != len(assets):
			s.fault = fmt.Sprintf("it was made for %d assets, and the inventory lists %d", p.Population, len(assets))
		default:
			for _, at := range p.Draw(assets) {
				s.drawn.add(at)
			}
		}
		out = append(out, s)
	}
	return out
}

// sample gives the first plan for what a run examines of a component, those that
// count before those that do not; nil for none.
func (a *assembler) sample(run, c int) *sampled {
	kinds := slices.DeleteFunc(slices.Clone(a.r.runs[run].check.Kinds), func(kind string) bool { return kind == assessment.KindInventory })
	var faulty *sampled
	for i := range a.samples[c] {
		s := &a.samples[c][i]
		switch {
		case !s.Covers(kinds):
		case s.fault == "":
			return s
		case faulty == nil:
			faulty = s
		}
	}
	return faulty
}
