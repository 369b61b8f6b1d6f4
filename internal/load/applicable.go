package load

import (
	"slices"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// entities are what an organization is, with what it thereby is too: a health plan
// and a clearinghouse are covered entities (45 CFR 160.103).
func entities(words config.Words) []string {
	out := config.List(words).Words()
	if slices.Contains(out, "group-health-plan") || slices.Contains(out, "clearinghouse") {
		out = append(out, "covered-entity")
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// protected notes at the components what assay.yaml says of them: the data they
// hold and their asset category. It refuses what names no component.
func protected(sys *assessment.System, cfg *config.Config, list *problem.List) {
	keys := componentKeys(sys)
	component := func(v strictyaml.At[string]) *assessment.Component {
		i := slices.Index(keys, v.Value)
		if i < 0 {
			if list.Len() < maxTold {
				list.Add(v.Place, "the system has no component "+strictyaml.Quote(v.Value), instead(v.Value, keys))
			}
			return &assessment.Component{}
		}
		return &sys.Components[i]
	}
	for _, d := range cfg.Scope.Data.Kinds() {
		for _, v := range d.Holders {
			c := component(v)
			c.Data = append(c.Data, d.Name)
		}
	}
	for _, key := range sortedKeys(cfg.Scope.Categories) {
		category := cfg.Scope.Categories[key]
		component(strictyaml.At[string]{Value: key, Place: category.Place}).Category = category.Value
	}
	for _, e := range cfg.Scope.Exclude {
		component(e.Component)
	}
}

// applicable takes out of a scope what does not bind an organization of this kind,
// and the components that the framework does not assess: those left out for a
// reason, and those of a category that is not.
func (j *joiner) applicable(scope *assessment.Scope, o opened) {
	if j.in.System == nil || j.in.Config == nil {
		return
	}
	j.bound(scope, o.resolved)
	why := o.family.Categories[scope.Framework.ID]
	for _, key := range j.in.System.Boundary {
		if e, out := j.exclusion(scope.Framework.ID, key, why); out {
			scope.Excluded = append(scope.Excluded, e)
			continue
		}
		scope.Boundary = append(scope.Boundary, key)
	}
}

// exclusion says why a component is not assessed against a framework.
func (j *joiner) exclusion(framework, key string, byCategory map[string]string) (assessment.Exclusion, bool) {
	cfg := j.in.Config
	source := func(at problem.Place) assessment.Source {
		return assessment.Source{Path: cfg.Path, Line: at.Line, Digest: cfg.Digest}
	}
	for _, e := range cfg.Scope.Exclude {
		if e.Component.Value == key && in(e.Frameworks, framework) {
			return assessment.Exclusion{Component: key, Reason: e.Reason.Value, Source: source(e.Component.Place)}, true
		}
	}
	category := cfg.Scope.Categories[key]
	reason, out := byCategory[category.Value]
	return assessment.Exclusion{Component: key, Reason: reason, Source: source(category.Place)}, out
}

// bound moves to Unbound the targets that bind other kinds of entities only.
// Without a configured kind everything binds.
func (j *joiner) bound(scope *assessment.Scope, r *frameworks.Resolved) {
	mine := j.in.System.Entities
	binds, known := bindings(r)
	if len(mine) == 0 || len(known) == 0 {
		return
	}
	for _, e := range j.in.Config.Scope.Entity {
		if !slices.Contains(known, e.Value) {
			j.add(e.Place, scope.Framework.ID+" binds no "+strictyaml.Quote(e.Value), instead(e.Value, known))
		}
	}
	var controls []assessment.Control
	for _, c := range scope.Controls {
		targets := c.Targets
		c.Targets = nil
		for _, t := range targets {
			to := binds[t.ID]
			if len(to) == 0 || slices.ContainsFunc(to, func(e string) bool { return slices.Contains(mine, e) }) {
				c.Targets = append(c.Targets, t)
			} else {
				scope.Unbound = append(scope.Unbound, assessment.Unbound{Target: t, Binds: to})
			}
		}
		if len(c.Targets) > 0 || len(targets) == 0 {
			controls = append(controls, c)
		}
	}
	scope.Controls = controls
}

// bindings gives the kinds of entities that each target binds, as its properties
// or else those of its control say it; none: everyone.
func bindings(r *frameworks.Resolved) (binds map[string][]string, known []string) {
	binds = map[string][]string{}
	said := func(props []frameworks.Prop) (out []string) {
		for _, p := range props {
			if p.NS == oscal.NS && p.Name == "applies-to" {
				out = append(out, p.Value)
			}
		}
		return out
	}
	for _, c := range r.Controls {
		for _, t := range c.Targets {
			to := said(t.Props)
			if to == nil {
				to = said(c.Props)
			}
			slices.Sort(to)
			binds[t.ID] = to
			known = append(known, to...)
		}
	}
	slices.Sort(known)
	return binds, slices.Compact(known)
}
