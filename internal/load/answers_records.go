package load

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/records"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// record joins what people said and chose with the scopes, once all are there. An
// id that no catalog in use has is an error; one that no profile selects is out of
// scope. What then is about nothing at all is told.
func (j *joiner) record() {
	if j.in.Config == nil {
		return
	}
	said, err := records.Read(j.in.Config)
	if err != nil {
		j.list.Join(problem.Place{Path: j.in.Config.Path}, err)
		return
	}
	for i := range j.out.Scopes {
		j.benches = append(j.benches, newBench(&j.out.Scopes[i]))
	}
	for i := range said.Attestations {
		j.attestation(&said.Attestations[i])
	}
	for i := range said.Decisions {
		j.decision(&said.Decisions[i])
	}
	for i := range j.out.Scopes {
		j.out.Scopes[i].ScanItems = assessment.ScanItems(j.in.Config.POAM.ScanItems.Value)
	}
	for i := range said.Waivers {
		j.waiver(&said.Waivers[i])
	}
	for i := range said.Samples {
		j.sample(&said.Samples[i])
	}
}

// sample keeps a sampling plan. One for a component or a kind of evidence that there
// is not is an error: what it was meant for would stay expected, and nobody would see
// why.
func (j *joiner) sample(s *records.Sample) {
	if j.in.System == nil {
		return
	}
	keys := componentKeys(j.in.System)
	if !slices.Contains(keys, s.Component.Value) {
		j.add(s.Component.Place, "the system has no component "+strictyaml.Quote(s.Component.Value), instead(s.Component.Value, keys))
	}
	known := map[string]bool{}
	for _, c := range j.checks {
		for _, kind := range c.Kinds {
			known[kind] = true
		}
	}
	for _, kind := range s.Kinds {
		if !known[kind.Value] {
			j.add(kind.Place, "no check reads evidence of kind "+strictyaml.Quote(kind.Value), instead(kind.Value, sortedKeys(known)))
		}
	}
	j.out.samples = append(j.out.samples, s.Plan)
}

// attestation joins one attestation with every scope it is for.
func (j *joiner) attestation(a *records.Attestation) {
	var of *assessment.Request
	if a.Request.Set() {
		r, ok := j.requests[a.Request.Value]
		if !ok {
			j.add(a.Request.Place, "there is no request "+strictyaml.Quote(a.Request.Value), instead(a.Request.Value, sortedKeys(j.requests))+"; assay attest --list shows them")
			return
		}
		of = r.Request
	}
	j.configured(a.Frameworks)
	a.Objectives = j.byLabel(a.Objectives)
	one := a.Said
	one.Lacks = slices.Concat(one.Lacks, differsFrom(of, &one))
	used := false
	for i := range j.out.Scopes {
		s := &j.out.Scopes[i]
		if !in(a.Frameworks, s.Framework.ID) {
			continue
		}
		one.Targets = j.meantBy(i, a.Objectives)
		if of != nil {
			one.Targets = ofRequest(s, of, one.Targets, a.Objectives == nil)
		}
		if len(one.Targets) > 0 {
			used = true
			s.Attestations = append(s.Attestations, byRequest(s, of, one)...)
		}
	}
	if of != nil {
		j.beyond(a, of)
	}
	j.found(a.Objectives)
	j.idle(used, "attestation "+one.ID, one.Source)
}

// byRequest takes an attestation that names no request apart by the requests that ask
// about its objectives: each is held to what that asks for, named or not. Who says that
// it is not so is heard however it was found out.
func byRequest(s *assessment.Scope, of *assessment.Request, a assessment.Attestation) []assessment.Attestation {
	if of != nil || !a.Satisfied || a.Party.Assessor {
		return []assessment.Attestation{a}
	}
	asked := map[string]*assessment.Request{}
	for _, ask := range s.Asked {
		asked[ask.Target] = ask.Request
	}
	var out []assessment.Attestation
	for _, t := range a.Targets {
		lacks := slices.Concat(a.Lacks, otherTerms(asked[t], &a))
		i := slices.IndexFunc(out, func(o assessment.Attestation) bool { return slices.Equal(o.Lacks, lacks) })
		if i < 0 {
			i = len(out)
			one := a
			one.Targets, one.Lacks = nil, lacks
			out = append(out, one)
		}
		out[i].Targets = append(out[i].Targets, t)
	}
	return out
}

// differsFrom says in which ways an attestation is not what its request asks for.
// An assessor has another role than who knows the answer.
func differsFrom(r *assessment.Request, a *assessment.Attestation) (out []string) {
	if r == nil {
		return nil
	}
	out = otherTerms(r, a)
	if !a.Date.IsZero() && a.Expires.After(a.Date.AddDate(0, 0, r.Valid)) {
		out = append(out, fmt.Sprintf("it expires more than %d days after its date, which is how long an answer to %s lasts", r.Valid, r.ID))
	}
	return out
}

// otherTerms says in which ways an attestation was not found out, or not by whom, as a
// request asks; a nil request asks nothing.
func otherTerms(r *assessment.Request, a *assessment.Attestation) (out []string) {
	if r == nil {
		return nil
	}
	if a.Method != "" && a.Method != r.Method {
		out = append(out, "method "+a.Method+", and "+r.ID+" asks for "+r.Method)
	}
	if a.Party.Role != "" && a.Party.Role != r.Role && !a.Party.Assessor {
		out = append(out, "said by role "+a.Party.Role+", and "+r.ID+" asks for "+r.Role)
	}
	return out
}

// ofRequest gives the targets of a scope that a request decides: all of them, or
// those also named.
func ofRequest(s *assessment.Scope, r *assessment.Request, named []string, all bool) []string {
	var out []string
	for _, a := range s.Asked {
		if a.Request.ID != r.ID {
			continue
		}
		if _, ok := slices.BinarySearch(named, a.Target); ok || all {
			out = append(out, a.Target)
		}
	}
	return out
}

// beyond notes objectives that the request of an attestation does not ask about in
// any framework in use: the answer does not count there.
func (j *joiner) beyond(a *records.Attestation, r *assessment.Request) {
	var out []string
	for _, id := range a.Objectives {
		selected, asked := false, false
		for i := range j.out.Scopes {
			s := &j.out.Scopes[i]
			for _, t := range j.meantBy(i, []strictyaml.At[string]{id}) {
				selected = true
				asked = asked || slices.ContainsFunc(s.Asked, func(a assessment.Ask) bool { return a.Target == t && a.Request.ID == r.ID })
			}
		}
		if selected && !asked {
			out = append(out, id.Value)
		}
	}
	if len(out) > 0 {
		j.out.Idle = append(j.out.Idle, assessment.Note{
			Source: a.Said.Source, What: "request " + r.ID + " does not ask about " + someWords(out) + ": attestation " + a.Said.ID + " is not counted there",
			Remedy: "leave them out, or make this an attestation without request",
		})
	}
}

// decision joins one decision with every scope it is for.
func (j *joiner) decision(d *records.Decision) {
	j.configured(d.Frameworks)
	d.Objectives = j.byLabel(d.Objectives)
	one := d.Made
	one.Components = j.keysOf(d.Components)
	used := false
	for i := range j.out.Scopes {
		s := &j.out.Scopes[i]
		if !in(d.Frameworks, s.Framework.ID) {
			continue
		}
		one.Targets = j.meantBy(i, d.Objectives)
		if len(one.Targets) > 0 && j.mayDecide(d, i) {
			used = true
			s.Decisions = append(s.Decisions, one)
		}
	}
	j.found(d.Objectives)
	j.idle(used, "decision "+one.ID, one.Source)
}

// mayDecide refuses a kind of decision that the rules of a framework do not have:
// addressable is of HIPAA's addressable specifications, and exceptions,
// deficiencies and adjudications are of CMMC.
//
// Source: 45 CFR 164.306(d)(3); 32 CFR 170.4, 170.24.
func (j *joiner) mayDecide(d *records.Decision, i int) bool {
	s := &j.out.Scopes[i]
	switch d.Made.Kind {
	case assessment.DecisionAddressable:
		for _, id := range d.Objectives {
			for _, t := range j.meantBy(i, []strictyaml.At[string]{id}) {
				if requirementOf(s, t) != "addressable" {
					j.add(id.Place, t+" is not addressable in "+s.Framework.ID, "only addressable specifications may be decided so; a required one is met, or does not apply")
					return false
				}
			}
		}
	case assessment.DecisionException, assessment.DecisionDeficiency, assessment.DecisionAdjudication:
		if s.Framework.Catalog != "cmmc" {
			j.add(d.Objectives[0].Place, "a decision of kind "+string(d.Made.Kind)+" is of CMMC, and "+d.Objectives[0].Value+" is of "+s.Framework.ID, "restrict it with frameworks:, or decide it otherwise")
			return false
		}
	}
	return true
}

func requirementOf(s *assessment.Scope, target string) string {
	for i := range s.Controls {
		for _, t := range s.Controls[i].Targets {
			if t.ID == target {
				return t.Requirement
			}
		}
	}
	return ""
}

// meantBy gives the targets of the scope with an index that ids mean, sorted; ids of
// other catalogs mean none there.
func (j *joiner) meantBy(scope int, ids []strictyaml.At[string]) []string {
	if len(ids) == 0 {
		return nil
	}
	catalog := j.out.Scopes[scope].Framework.Catalog
	c, err := j.catalog(catalog)
	if err != nil {
		return nil
	}
	var out []string
	for _, id := range ids {
		if _, ok := c.Find(id.Value); !ok {
			continue
		}
		if n, ok := j.expand(catalog, id.Value, assessment.Informs, id.Place); ok {
			out = append(out, j.benches[scope].in(n)...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// byLabel puts the ids of controls and objectives in the place of what documents print
// for them, as AC-2(1) or AC.L2-3.1.1[a]; what is one of neither, or of two, stays.
func (j *joiner) byLabel(given []strictyaml.At[string]) []strictyaml.At[string] {
	out := slices.Clone(given)
	for i := range out {
		if id := j.labelled(out[i].Value); id != "" {
			out[i].Value = id
		}
	}
	return out
}

// labelled gives the one control or objective of the scopes that is printed as label;
// empty where there is none, or more than one.
func (j *joiner) labelled(label string) string {
	id := ""
	for i := range j.out.Scopes {
		for _, c := range j.out.Scopes[i].Controls {
			for _, t := range append([]assessment.Target{{ID: c.ID, Label: c.Label}}, c.Targets...) {
				if t.ID == label {
					return ""
				}
				// A control of one objective is printed as that is.
				if strings.EqualFold(t.Label, label) && id != t.ID && (id == "" || id != c.ID) {
					if id != "" {
						return ""
					}
					id = t.ID
				}
			}
		}
	}
	return id
}

// found refuses ids that no catalog of the configured frameworks has.
func (j *joiner) found(ids []strictyaml.At[string]) {
	if len(ids) == 0 {
		return
	}
	var catalogs []string
	for _, id := range j.in.Config.Frameworks.IDs() {
		if i := slices.IndexFunc(j.out.Scopes, func(s assessment.Scope) bool { return s.Framework.ID == id.Value }); i >= 0 {
			catalogs = append(catalogs, j.out.Scopes[i].Framework.Catalog)
		} else if r, err := j.lib.Open(id.Value); err == nil {
			catalogs = append(catalogs, r.Catalog)
		} else {
			return // a framework that is not joined here, or could not be: it may have them
		}
	}
	slices.Sort(catalogs)
	var known []identifiers
	for _, id := range slices.Compact(catalogs) {
		if c, err := j.catalog(id); err == nil {
			known = append(known, c)
		}
	}
	for _, id := range ids {
		if !slices.ContainsFunc(known, func(c identifiers) bool { _, ok := c.Find(id.Value); return ok }) && !j.full() {
			var all []string
			for _, c := range known {
				all = append(all, c.IDs()...)
			}
			slices.Sort(all)
			j.add(id.Place, strictyaml.Quote(id.Value)+" is in no catalog of the frameworks in use", instead(id.Value, all))
		}
	}
}

// configured refuses frameworks that assay.yaml does not name.
func (j *joiner) configured(ids []strictyaml.At[string]) {
	var all []string
	for _, id := range j.in.Config.Frameworks.IDs() {
		all = append(all, id.Value)
	}
	slices.Sort(all)
	for _, id := range ids {
		remedy := instead(id.Value, all)
		if slices.Contains(frameworks.IDs(), id.Value) {
			remedy = "add it to frameworks there, or take it out here"
		}
		if !slices.Contains(all, id.Value) {
			j.add(id.Place, "framework "+strictyaml.Quote(id.Value)+" is not in "+j.in.Config.Path, remedy)
		}
	}
}

// keysOf gives the keys of components, sorted, and refuses those that are none.
func (j *joiner) keysOf(ids []strictyaml.At[string]) []string {
	var out []string
	for _, id := range ids {
		if j.in.System != nil && !slices.ContainsFunc(j.in.System.Components, func(c assessment.Component) bool { return c.Key == id.Value }) {
			j.add(id.Place, "the system has no component "+strictyaml.Quote(id.Value), instead(id.Value, slices.Sorted(slices.Values(componentKeys(j.in.System)))))
			continue
		}
		out = append(out, id.Value)
	}
	slices.Sort(out)
	return out
}

// idle notes a record that is about nothing the frameworks here ask. Where only
// some of the configured frameworks are joined, nobody can say.
func (j *joiner) idle(used bool, what string, at assessment.Source) {
	if used || len(j.in.Frameworks) > 0 {
		return
	}
	j.out.Idle = append(j.out.Idle, assessment.Note{Source: at, What: what + " is about nothing that the frameworks here ask: not counted", Remedy: "correct its objectives, or remove it"})
}
