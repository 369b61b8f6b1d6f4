package load

import (
	"cmp"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// Results is where the results of another system are from.
type Results struct {
	Source    assessment.Source
	Signature assessment.Signature // zero where the entry asks for none, or there is no good one
	Forged    string               // why the signature that the entry asks for is not good
}

// Inherit joins a scope with the results of a system that it builds on: what it
// inherits by the entry, or else by the system security plan, and what the results
// say of it. What they cannot show is a Fault of what is provided, not an error.
// Fits says whether the results are against the framework, or one that asks for the
// same and more or less.
//
// Source: docs/inheritance.md.
func Inherit(scope *assessment.Scope, e config.Leveraged, r *assessment.Results, from Results) (fits bool, err error) {
	var list problem.List
	against := cmp.Or(e.Framework.Value, r.Scope.Framework.ID)
	if against != scope.Framework.ID && !slices.Contains(scope.Framework.Ladder, against) {
		return false, nil
	}
	p := assessment.Provided{
		Name: e.Name.Value, Framework: against, End: r.AsOf, Expires: r.AsOf.Add(e.Lasts()), Source: from.Source, Signature: from.Signature,
		Verdicts: map[string]assessment.Verdict{},
	}
	if named := r.Scope.Framework.ID; r.Scope.Framework.Profile.Digest != "" && named != against {
		list.Add(e.Framework.Place, "the results are against "+strictyaml.Quote(named)+", and the entry says "+strictyaml.Quote(against), "correct one of the two")
	}
	p.Inherited = inheritedFrom(scope, e, &list)
	p.Own = responsibilities(scope, e, &list)
	switch at := slices.Index(scope.Framework.Ladder, against); {
	case from.Forged != "":
		p.Fault, p.Forged = from.Forged, true
	case !r.Complete:
		p.Fault = "the results are of a run that was cut short"
	case at < slices.Index(scope.Framework.Ladder, scope.Framework.ID):
		p.Fault = "the results are against " + against + ", which asks for less than " + scope.Framework.ID
	}
	for _, f := range r.Findings {
		if known, twice := p.Verdicts[f.Target.ID]; twice && known != f.Verdict {
			p.Verdicts[f.Target.ID] = assessment.VerdictUndecided // they contradict each other
			continue
		}
		p.Verdicts[f.Target.ID] = f.Verdict
	}
	if len(p.Inherited) > 0 {
		scope.Provided = append(scope.Provided, p)
		slices.SortStableFunc(scope.Provided, func(a, b assessment.Provided) int { return strings.Compare(a.Name, b.Name) })
	}
	return true, list.Err()
}

// inheritedFrom are the controls of the framework that come from the system of an
// entry: those it names, else those that the plan says come from it.
func inheritedFrom(scope *assessment.Scope, e config.Leveraged, list *problem.List) []assessment.Inherited {
	if e.Controls == nil {
		return slices.DeleteFunc(slices.Clone(scope.Inherited), func(in assessment.Inherited) bool { return !slices.Contains(in.From, e.Name.Value) })
	}
	var out []assessment.Inherited
	for _, id := range controlsOf(scope, e.Controls, list) {
		out = append(out, assessment.Inherited{ControlID: id, From: []string{e.Name.Value}})
	}
	return out
}

// responsibilities are the controls of which a part is left to this system: those
// the entry names, and those of which the plan says how it satisfies what the
// leveraged system leaves to it.
func responsibilities(scope *assessment.Scope, e config.Leveraged, list *problem.List) []string {
	out := controlsOf(scope, e.Responsibilities, list)
	for _, c := range scope.System.Components {
		for _, claim := range c.Claims {
			if len(claim.Satisfies) > 0 {
				out = append(out, claim.ControlID)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// controlsOf gives the ids of the framework's controls among the words of an entry,
// sorted, and refuses a word that is no control of it.
func controlsOf(scope *assessment.Scope, words config.List, list *problem.List) []string {
	var out []string
	for _, w := range words {
		i := slices.IndexFunc(scope.Controls, func(c assessment.Control) bool { return c.ID == w.Value || c.Label == w.Value })
		if i < 0 {
			list.Add(w.Place, scope.Framework.ID+" has no control "+strictyaml.Quote(w.Value), "name a control of it, as pe-3, or give the entry the frameworks it is for")
			continue
		}
		out = append(out, scope.Controls[i].ID)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
