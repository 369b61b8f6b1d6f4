package report

import (
	"cmp"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
)

// behind gives the observations that a finding is not satisfied by: those that fail
// of one that fails, those that decide nothing of one that is undecided.
func behind(r *assessment.Results, f *assessment.Finding) []*assessment.Observation {
	want := assessment.Fail
	switch f.Verdict {
	case assessment.VerdictFail:
	case assessment.VerdictUndecided:
		want = assessment.Undecided
	default:
		return nil
	}
	return counting(r, f.Observations, want)
}

// counting gives the observations of a list that count as an outcome.
func counting(r *assessment.Results, list []int, want assessment.Outcome) []*assessment.Observation {
	var out []*assessment.Observation
	for _, i := range list {
		if i < len(r.Observations) && r.Observations[i].Counts() == want {
			out = append(out, &r.Observations[i])
		}
	}
	return out
}

// risksOf gives the risks of results by their keys.
func risksOf(r *assessment.Results) map[string]*assessment.Risk {
	out := map[string]*assessment.Risk{}
	for i := range r.Risks {
		out[r.Risks[i].Key] = &r.Risks[i]
	}
	return out
}

// riskOf is the risk that an observation of a finding is behind; nil for none. One
// that decides nothing belongs to a gap of its component.
func riskOf(risks map[string]*assessment.Risk, f *assessment.Finding, o *assessment.Observation) *assessment.Risk {
	var gap *assessment.Risk
	for _, key := range f.Risks {
		switch k := risks[key]; {
		case k == nil:
		case !k.Gap && k.Check != nil && k.Check.ID == o.Run.Check:
			return k
		case k.Gap && k.Component == o.Component && o.Counts() == assessment.Undecided:
			gap = k
		}
	}
	return gap
}

// place is a source as a person reads it.
func place(s assessment.Source) string {
	return problem.Place{Path: s.Path, Line: s.Line, Pointer: s.Pointer}.String()
}

// name is what a subject of an observation is called.
func (in Input) name(s assessment.Subject, personal bool) string {
	if in.Personal {
		return s.Name()
	}
	return in.Names.Subject(s, personal)
}

// printed gives the printed forms of controls, by id.
func printed(r *assessment.Results) map[string]string {
	out := map[string]string{}
	for i := range r.Scope.Controls {
		out[r.Scope.Controls[i].ID] = cmp.Or(r.Scope.Controls[i].Label, r.Scope.Controls[i].ID)
	}
	return out
}

// severity orders levels from the worst: an unknown one stands above all.
func severity(l assessment.Level) int {
	if l == assessment.LevelUnknown {
		return int(assessment.LevelCritical) + 1
	}
	return int(l)
}

// population says for how many of a framework's observations nobody but the evidence
// says what there was to examine, and how many there are.
func population(r *assessment.Results) (asserted, all int) {
	for i := range r.Observations {
		if o := &r.Observations[i]; o.Said == nil {
			all++
			if o.Population.Asserted {
				asserted++
			}
		}
	}
	return asserted, all
}
