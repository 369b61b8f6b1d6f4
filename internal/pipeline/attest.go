package pipeline

import (
	"cmp"
	"slices"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
)

// soon is how many days before its last day an answer is asked for again.
const soon = 30

// Attesting is what people are asked of a workspace.
type Attesting struct {
	Config      *config.Config
	Open        []OpenRequest // sorted by id
	Answered    int           // requests that are answered for all their objectives
	Independent bool          // only an assessor's word counts
}

// OpenRequest is a request that nobody has answered, or not for long any more.
type OpenRequest struct {
	*assessment.Request
	Targets []OpenTarget // in the order of the frameworks, then sorted
	Why     string       // why it is open, of the first of them
}

// OpenTarget is one objective that an answer would be for.
type OpenTarget struct{ Framework, ID, Label, Title string }

// Attest gives the requests of a workspace that are open at a time, of one framework
// or, where that is empty, of all.
func Attest(path, framework string, asOf time.Time) (*Attesting, error) {
	w, err := Open(path)
	if err != nil {
		return nil, err
	}
	var only []string
	if framework != "" {
		only = []string{framework}
	}
	joined, sys, err := w.join(only)
	if err != nil {
		return nil, err
	}
	out := &Attesting{Config: w.Config, Independent: sys.Kind == "independent"}
	open, seen := map[string]*OpenRequest{}, map[string]bool{}
	for i := range joined.Scopes {
		s := &joined.Scopes[i]
		targets := map[string]assessment.Target{}
		for _, c := range s.Controls {
			for _, t := range c.Targets {
				targets[t.ID] = t
			}
		}
		for _, a := range s.Asked {
			t, selected := targets[a.Target]
			if !selected || notApplicable(s, a.Target, asOf, out.Independent) {
				continue
			}
			seen[a.Request.ID] = true
			why := unanswered(s, a, asOf, out.Independent)
			if why == "" {
				continue
			}
			r := open[a.Request.ID]
			if r == nil {
				r = &OpenRequest{Request: a.Request, Why: why}
				open[a.Request.ID] = r
			}
			r.Targets = append(r.Targets, OpenTarget{Framework: s.Framework.ID, ID: t.ID, Label: t.Label, Title: t.Title})
		}
	}
	for _, id := range sortedKeys(open) {
		out.Open = append(out.Open, *open[id])
	}
	out.Answered = len(seen) - len(open)
	return out, nil
}

// notApplicable says whether a whole decision in force says that a target does not
// apply to any component. In an independent assessment an assessor has to say so.
func notApplicable(s *assessment.Scope, target string, asOf time.Time, independent bool) bool {
	return slices.ContainsFunc(s.Decisions, func(d assessment.Decision) bool {
		return d.Kind == assessment.DecisionNotApplicable && d.Lacks == nil && d.Components == nil && (!independent || s.System.AssessedBy(d.Decider)) &&
			assessment.Current(d.Date, d.Review, asOf) && has(d.Targets, target)
	})
}

func has(sorted []string, id string) bool {
	_, ok := slices.BinarySearch(sorted, id)
	return ok
}

// unanswered says why a target is open: what is the matter with the newest answer
// there is. Empty where somebody answered, whatever the answer.
func unanswered(s *assessment.Scope, asked assessment.Ask, asOf time.Time, independent bool) string {
	why, newest := "nobody answered", time.Time{}
	for i := range s.Attestations {
		a := &s.Attestations[i]
		if !has(a.Targets, asked.Target) {
			continue
		}
		matter, until := "", a.Until(asked.Request)
		switch last := until.Format(time.DateOnly); {
		case len(a.Lacks) > 0:
			matter = a.ID + " is incomplete: " + a.Lacks[0]
		case a.Date.After(asOf):
			matter = a.ID + " is dated after this day"
		case !assessment.Current(a.Date, until, asOf):
			matter = a.ID + " expired on " + last
		case independent && !s.System.AssessedBy(a.Party):
			matter = a.ID + " is not the word of " + cmp.Or(s.System.Assessor, "an assessor") + ", which the independent assessment asks for"
		case asOf.AddDate(0, 0, soon).After(until):
			matter = a.ID + " expires on " + last
		default:
			return ""
		}
		if !a.Date.Before(newest) {
			why, newest = matter, a.Date
		}
	}
	return why
}
