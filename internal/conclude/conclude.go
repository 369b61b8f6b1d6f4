// Package conclude turns what was seen into what we say of it: observations
// into verdicts of objectives, verdicts into findings, and findings into
// risks. It is pure: the same values give the same results, whatever the
// machine, the clock or the order of the observations' evidence.
package conclude

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// Results concludes every framework. One element per scope, in their order;
// within it findings are sorted by target id, controls stand in the profile's
// order, risks are sorted by key.
//
// The observations must be sorted as evaluate leaves them. Results.Declared,
// which says whether the assessment time was given, is left to the caller.
//
// Source: DESIGN section 7; docs/verdicts.md links each rule to its test.
func Results(scopes []assessment.Scope, plan *assessment.Plan, obs *assessment.Observations) []assessment.Results {
	out := make([]assessment.Results, len(scopes))
	for i := range scopes {
		out[i] = newBench(&scopes[i], plan, obs).results()
	}
	return out
}

// bench is one framework being judged.
type bench struct {
	scope    *assessment.Scope
	plan     *assessment.Plan
	obs      *assessment.Observations
	boundary []string          // component keys, sorted
	types    map[string]string // component type by key
	runs     map[assessment.RunKey]*assessment.Run
	seen     map[place][]int                  // observation indexes by run and component
	columns  map[look][]*pair                 // by boundary component; nil elsewhere
	bindings map[string][]*assessment.Binding // by target
	people   people
}

// look is one run, with how old its evidence may be for the control it answers; 0
// leaves that to the kinds.
type look struct {
	run    assessment.RunKey
	maxAge time.Duration
}

// place is one run looking at one component.
type place struct {
	run       assessment.RunKey
	component string
}

func newBench(scope *assessment.Scope, plan *assessment.Plan, obs *assessment.Observations) *bench {
	b := &bench{
		scope: scope, plan: plan, obs: obs,
		types:    make(map[string]string, len(scope.System.Components)),
		runs:     make(map[assessment.RunKey]*assessment.Run, len(plan.Runs)),
		seen:     map[place][]int{},
		columns:  map[look][]*pair{},
		bindings: map[string][]*assessment.Binding{},
	}
	for i := range plan.Runs {
		b.runs[plan.Runs[i].Key] = &plan.Runs[i]
	}
	for i := range obs.All {
		at := place{obs.All[i].Run, obs.All[i].Component}
		b.seen[at] = append(b.seen[at], i)
	}
	for _, c := range scope.System.Components {
		b.types[c.Key] = c.Type
	}
	b.boundary = set(scope.Components())
	for i := range scope.Bindings {
		t := scope.Bindings[i].Target
		b.bindings[t] = append(b.bindings[t], &scope.Bindings[i])
	}
	for _, list := range b.bindings {
		slices.SortStableFunc(list, compareBindings)
	}
	b.people = newPeople(scope, plan.AsOf)
	return b
}

// compareBindings puts the stronger first, then orders by what is run and where
// the binding stands, so that no sentence depends on the order they came in.
func compareBindings(x, y *assessment.Binding) int {
	return cmp.Or(
		cmp.Compare(y.Strength, x.Strength),
		slices.CompareFunc(x.Runs, y.Runs, func(a, c assessment.RunKey) int {
			return cmp.Or(strings.Compare(a.Check, c.Check), strings.Compare(a.Params, c.Params))
		}),
		strings.Compare(x.Source.Path, y.Source.Path),
		cmp.Compare(x.Source.Line, y.Source.Line),
		slices.Compare(x.Components, y.Components),
	)
}

func (b *bench) results() assessment.Results {
	cited := b.cited()
	local := make(map[int]int, len(cited)) // index in obs.All → index in the results
	targets := 0
	for _, c := range b.scope.Controls {
		targets += len(c.Targets)
	}
	r := assessment.Results{
		Observations: make([]assessment.Observation, 0, len(cited)),
		Controls:     make([]assessment.ControlResult, 0, len(b.scope.Controls)),
		Unassessed:   make([]assessment.Unassessed, 0, targets),
		Scope:        b.scope, AsOf: b.plan.AsOf, Complete: b.obs.Complete,
		Checks: b.checks(), Inventory: b.obs.Inventory,
		Sets: map[string]assessment.EvidenceSet{},
	}
	for i, g := range cited {
		local[g] = i
		o := b.obs.All[g]
		r.Observations = append(r.Observations, o)
		if set, ok := b.obs.Sets[o.EvidenceSet]; ok {
			r.Sets[o.EvidenceSet] = set
		}
	}
	risks := newRisks(b, local)
	for _, c := range b.scope.Controls {
		roll := assessment.ControlResult{Control: c}
		for _, t := range c.Targets {
			j := b.judge(t)
			b.people.hear(j, &r)
			count(&r.Coverage, &roll, j)
			keys := risks.of(j)
			if j.verdict == assessment.NotAssessed {
				r.Unassessed = append(r.Unassessed, b.unassessed(j, local))
				continue
			}
			f := j.finding(local)
			f.Observations = append(f.Observations, j.heard()...)
			f.Risks = keys
			r.Findings = append(r.Findings, f)
		}
		r.Controls = append(r.Controls, rollUp(roll))
	}
	byTarget := func(a, c assessment.Target) int { return strings.Compare(a.ID, c.ID) }
	slices.SortFunc(r.Findings, func(x, y assessment.Finding) int { return byTarget(x.Target, y.Target) })
	slices.SortFunc(r.Unassessed, func(x, y assessment.Unassessed) int { return byTarget(x.Target, y.Target) })
	r.Checks = b.people.checks(r.Checks)
	r.Risks = risks.all()
	r.Start = start(r.Observations, r.AsOf)
	return r
}

// unassessed tells of a target that nothing decides, and of what of it is inherited.
func (b *bench) unassessed(j *judgement, local map[int]int) assessment.Unassessed {
	u := j.unassessed(local)
	if j.left != "" {
		u.Basis = assessment.BasisInherited
		return u
	}
	return Inherit(u, b.scope.Inherited)
}

// cited lists the observations of every binding in effect, where it is for the
// component and its check looks there, as ascending indexes into the
// observations.
func (b *bench) cited() []int {
	var out []int
	cited := map[place]bool{} // by runs whose bindings are for some components only
	whole := map[assessment.RunKey]bool{}
	cite := func(binding *assessment.Binding, key assessment.RunKey) {
		for _, p := range b.column(key, 0) {
			if p == nil || !binding.For(p.component) {
				continue
			}
			if at := (place{key, p.component}); !cited[at] {
				cited[at] = binding.Components != nil
				out = append(out, b.seen[at]...)
			}
		}
	}
	for _, all := range []bool{true, false} {
		for i := range b.scope.Bindings {
			binding := &b.scope.Bindings[i]
			if binding.Disabled != nil || (binding.Components == nil) != all {
				continue
			}
			for _, key := range binding.Runs {
				if !whole[key] {
					cite(binding, key)
					whole[key] = all
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

// inEffect lists the runs that some binding names and does not disable, each
// once.
func (b *bench) inEffect() []assessment.RunKey {
	seen := map[assessment.RunKey]bool{}
	var out []assessment.RunKey
	for _, binding := range b.scope.Bindings {
		for _, key := range binding.Runs {
			if binding.Disabled == nil && !seen[key] {
				seen[key] = true
				out = append(out, key)
			}
		}
	}
	return out
}

// checks lists the checks of every binding in effect, sorted by id.
func (b *bench) checks() []*assessment.Check {
	byID := map[string]*assessment.Check{}
	for _, key := range b.inEffect() {
		if run := b.runs[key]; run != nil {
			byID[run.Check.ID] = run.Check
		}
	}
	var out []*assessment.Check
	for _, c := range byID {
		out = append(out, c)
	}
	slices.SortFunc(out, func(x, y *assessment.Check) int { return strings.Compare(x.ID, y.ID) })
	return out
}

// start is the earlier of the earliest cited collection and one second before
// the assessment time, in whole seconds.
func start(obs []assessment.Observation, asOf time.Time) time.Time {
	first := asOf.Add(-time.Second)
	for _, o := range obs {
		if !o.First.IsZero() && o.First.Before(first) {
			first = o.First
		}
	}
	return first.UTC().Truncate(time.Second)
}
