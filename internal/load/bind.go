package load

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// named is what an id of a catalog means: some of its targets, or a control as
// a whole, whose targets are those that the profile gives it.
type named struct {
	control string
	targets []string
}

// claim is one line that says what checks can say of targets, before any
// profile is looked at.
type claim struct {
	named
	id         string // as written
	strength   assessment.Strength
	checks     []string // one, or a joint set, sorted
	source     assessment.Source
	frameworks []strictyaml.At[string] // empty: all of the family
	params     map[string]strictyaml.Raw
	place      problem.Place
	components []string                        // keys of those it is for; nil: all
	values     map[string]assessment.RuleParam // that a component definition gives
}

// pair is one check and one target.
type pair struct{ check, target string }

// expand gives what an id of a catalog means, and reports what must not be
// named. A control, or an objective with others below it, may stand under
// decides and supports only where it has one leaf: a check that shows one of
// several objectives broken must say which.
func (j *joiner) expand(catalog, id string, s assessment.Strength, at problem.Place) (named, bool) {
	if j.full() {
		return named{}, false
	}
	c, err := j.catalog(catalog)
	if err != nil {
		j.list.Join(at, err)
		return named{}, false
	}
	e, ok := c.Find(id)
	switch {
	case !ok:
		j.add(at, strictyaml.Quote(id)+" is not in catalog "+catalog, instead(id, c.IDs()))
	case e.Withdrawn:
		j.add(at, "control "+e.Control+" is withdrawn", j.moved(catalog, e.Control))
	case len(e.Targets) == 0:
		control, _ := c.Find(e.Control)
		j.add(at, strictyaml.Quote(id)+" is an item of a statement, and gets no verdict", "name an objective: "+someWords(control.Targets))
	case len(e.Targets) > 1 && s != assessment.Informs:
		j.add(at, fmt.Sprintf("%s has %d objectives", id, len(e.Targets)), "name those that it "+s.String()+": "+someWords(e.Targets))
	case e.Kind == frameworks.ObjectiveEntry:
		return named{targets: e.Targets}, true
	default:
		// The statement stands for its control where no objective is known.
		return named{control: e.Control}, true
	}
	return named{}, false
}

// moved says where a withdrawn control went.
func (j *joiner) moved(catalog, id string) string {
	c, err := j.lib.Catalog(catalog)
	if err != nil {
		return ""
	}
	if control, ok := c.Control(id); ok && len(control.Moved) > 0 {
		return "use " + someWords(control.Moved)
	}
	return ""
}

func someWords(words []string) string {
	if len(words) > 5 {
		return strings.Join(words[:5], ", ") + " …"
	}
	return strings.Join(words, ", ")
}

// bind fills the bindings and parameters of a scope.
func (j *joiner) bind(scope *assessment.Scope, resolved *frameworks.Resolved, family Family) {
	b := newBench(scope)
	all := b.resolve(j, j.familyClaims(family, resolved.Catalog))
	mine := slices.DeleteFunc(slices.Clone(all), func(c bound) bool { return !in(c.frameworks, scope.Framework.ID) })
	p := &params{joiner: j, resolved: resolved, family: family, framework: scope.Framework.ID, runs: map[string]assessment.Run{}, used: map[assessment.Parameter]bool{}}
	rules := j.ruleClaims(scope, b, mine)
	explicit, given := p.explicit(mine), p.plannedFor(j.ruleValues(rules), slices.Concat(mine, rules))
	disabled := j.disabled(family, resolved.Catalog, b, slices.Concat(all, rules))
	var components []string
	if scope.System != nil {
		components = scope.Components()
	}
	scope.Bindings = make([]assessment.Binding, 0, len(mine)+len(rules))
	var runs []assessment.Run
	for _, c := range slices.Concat(mine, rules) {
		for _, part := range given.parts(c, components) {
			one := assessment.Binding{Target: c.target, Strength: c.strength, Source: c.source, Components: part.components}
			runs = runs[:0]
			for _, id := range c.checks {
				if d, ok := disabled[pair{id, c.target}]; ok && one.Disabled == nil {
					one.Disabled = &d
				}
				run := p.run(j.checks[id], explicit[pair{id, c.target}].params, part.check[id])
				runs = append(runs, run)
				one.Runs = append(one.Runs, run.Key)
			}
			slices.SortFunc(one.Runs, compareKeys)
			scope.Bindings = append(scope.Bindings, one)
			for _, run := range runs {
				if one.Disabled == nil {
					j.out.runs[run.Key] = run
				}
			}
		}
	}
	// What is said twice stands once, with the first place: METADATA's where
	// it is one. What a component definition says of its components stands too.
	slices.SortStableFunc(scope.Bindings, compareBindings)
	scope.Bindings = slices.CompactFunc(scope.Bindings, func(a, b assessment.Binding) bool {
		return compareBindings(a, b) == 0 && (a.Components == nil || a.Source == b.Source)
	})
	scope.Parameters = p.inForce()
}

// bench is one framework's targets, to read claims by.
type bench struct {
	framework string
	targets   map[string]bool
	controls  map[string][]string
}

func newBench(scope *assessment.Scope) bench {
	n := 0
	for _, c := range scope.Controls {
		n += len(c.Targets)
	}
	b := bench{framework: scope.Framework.ID, targets: make(map[string]bool, n), controls: make(map[string][]string, len(scope.Controls))}
	all := make([]string, 0, n)
	for _, c := range scope.Controls {
		for _, t := range c.Targets {
			b.targets[t.ID] = true
			all = append(all, t.ID)
		}
		b.controls[c.ID] = all[len(all)-len(c.Targets) : len(all) : len(all)]
	}
	return b
}

// in gives the targets of the profile that a name means; none when the profile
// does not select them.
func (b bench) in(n named) []string {
	if n.control != "" {
		return b.controls[n.control]
	}
	var out []string
	for _, t := range n.targets {
		if b.targets[t] {
			out = append(out, t)
		}
	}
	return out
}

// bound is a claim on one target of a framework.
type bound struct {
	*claim
	target string
}

// resolve gives the claims on the framework's targets. A profile may add
// objectives to a control that has none in its catalog; then naming the control
// is naming several.
func (b bench) resolve(j *joiner, claims []claim) []bound {
	var out []bound
	for i := range claims {
		c := &claims[i]
		targets := b.in(c.named)
		if len(targets) > 1 && c.strength != assessment.Informs && in(c.frameworks, b.framework) {
			j.add(c.place, fmt.Sprintf("%s has %d objectives in %s", c.id, len(targets), b.framework), "name those that it "+c.strength.String()+": "+someWords(targets))
			continue
		}
		for _, t := range targets {
			out = append(out, bound{c, t})
		}
	}
	return out
}

// compareBindings orders bindings by target, strength descending, and runs.
func compareBindings(a, b assessment.Binding) int {
	return cmp.Or(
		cmp.Compare(a.Target, b.Target),
		-cmp.Compare(a.Strength, b.Strength),
		slices.CompareFunc(a.Runs, b.Runs, compareKeys),
		slices.Compare(a.Components, b.Components),
	)
}

// familyClaims gives everything that METADATA and the bindings of a family say
// about the targets of a catalog: METADATA first, by check id, then the files
// in the order they were read.
func (j *joiner) familyClaims(family Family, catalog string) []claim {
	key := family.ID + "/" + catalog
	if known, ok := j.claims[key]; ok {
		return known
	}
	var out []claim
	for _, id := range j.ids {
		c := j.checks[id]
		for _, b := range c.Bindings {
			if b.Catalog != catalog {
				continue
			}
			source := b.Where(c)
			at := problem.Place{Path: source.Path, Line: source.Line}
			if n, ok := j.expand(catalog, b.ID, b.Strength, at); ok {
				out = append(out, claim{named: n, id: b.ID, strength: b.Strength, checks: []string{id}, place: at, source: source})
			}
		}
	}
	for _, f := range j.bindings[family.ID] {
		for _, e := range f.Bindings {
			out = append(out, j.entry(family, f, e, catalog)...)
		}
	}
	j.claims[key] = out
	return out
}

// entry gives the claims of one entry of a bindings.yaml.
func (j *joiner) entry(family Family, f *bindingsFile, e bindingEntry, catalog string) []claim {
	var checks []string
	for _, c := range e.checks() {
		if !j.known(c) {
			return nil
		}
		checks = append(checks, c.Value)
	}
	slices.Sort(checks)
	for _, name := range sortedKeys(e.Params) {
		if !slices.ContainsFunc(checks, func(id string) bool { return declares(j.checks[id], name) }) {
			j.add(e.Params[name].Place, "the check has no parameter "+strictyaml.Quote(name), instead(name, j.declared()))
		}
	}
	var out []claim
	for _, bound := range []struct {
		ids      []strictyaml.At[string]
		strength assessment.Strength
	}{{e.Decides, assessment.Decides}, {e.Supports, assessment.Supports}, {e.Informs, assessment.Informs}} {
		for _, id := range bound.ids {
			if j.beside(family, catalog, id.Value) {
				continue
			}
			if n, ok := j.expand(catalog, id.Value, bound.strength, id.Place); ok {
				out = append(out, claim{
					named: n, id: id.Value, strength: bound.strength, checks: checks, source: f.source(id.Place),
					frameworks: e.Frameworks, params: e.Params, place: id.Place,
				})
			}
		}
	}
	return out
}

// beside says whether an id is of another catalog that frameworks of the family
// use than the one looked at: FedRAMP's indicators stand beside its controls.
func (j *joiner) beside(family Family, catalog, id string) bool {
	if c, err := j.catalog(catalog); err != nil {
		return false
	} else if _, here := c.Find(id); here {
		return false
	}
	return slices.ContainsFunc(family.Frameworks, func(framework string) bool {
		r, err := j.lib.Open(framework)
		if err != nil || r.Catalog == catalog {
			return false
		}
		other, err := j.catalog(r.Catalog)
		if err != nil {
			return false
		}
		_, there := other.Find(id)
		return there
	})
}

// known reports a check that is not there.
func (j *joiner) known(id strictyaml.At[string]) bool {
	if j.checks[id.Value] == nil {
		if j.full() {
			return false
		}
		j.add(id.Place, "there is no check "+strictyaml.Quote(id.Value), instead(id.Value, j.ids))
		return false
	}
	return true
}

// disabled gives the pairs that are out of effect in a framework. An entry that
// takes nothing out of effect is an error: what it was meant for still counts,
// or was renamed.
func (j *joiner) disabled(family Family, catalog string, b bench, all []bound) map[pair]assessment.Disabled {
	out := map[pair]assessment.Disabled{}
	for _, f := range j.bindings[family.ID] {
		for _, d := range f.Disable {
			if j.beside(family, catalog, d.Target.Value) {
				continue
			}
			n, ok := j.expand(catalog, d.Target.Value, assessment.Informs, d.Target.Place)
			if !j.known(d.Check) || !ok {
				continue
			}
			targets := b.in(n)
			hit := len(targets) == 0 // not in this profile: nothing to take out here
			for _, c := range all {
				if !slices.Contains(targets, c.target) || !slices.Contains(c.checks, d.Check.Value) {
					continue
				}
				hit = true
				if in(d.Frameworks, b.framework) {
					out[pair{d.Check.Value, c.target}] = assessment.Disabled{
						Owner: d.Owner.Value, Reason: d.Reason.Value, Review: d.Review.Value, Source: f.source(d.Check.Place),
					}
				}
			}
			if !hit {
				j.add(d.Check.Place, "nothing binds "+d.Check.Value+" to "+d.Target.Value, "remove the entry, or name what it should take out of effect")
			}
		}
	}
	return out
}
