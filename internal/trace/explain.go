// Package trace answers questions over results: where a verdict comes from, and
// what a piece of evidence led to. It needs results only, no network and no
// policy engine.
package trace

import (
	"cmp"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
)

// Run is one framework's results with its plan of action, and the documents that
// both were read from.
type Run struct {
	Results   assessment.Results
	POAM      assessment.POAM
	Measure   *assessment.Measure // what the rules of the family make of the findings; nil for none
	Documents []Document
}

// Subjects is how many subjects of an observation Explain tells.
const Subjects = 10

// Explain walks id along the chain POA&M item, risk, finding, observation,
// evidence and policy, both ways, and tells what it meets, one thing after the
// other. id is a system, a framework, a control, an objective or statement (by id
// or printed form), a check, a component, a subject of checks (with or without
// the asset and component it belongs to), a risk's key, a POAM-ID, any uuid of the
// documents, or the path or sha256 of evidence or of a policy. An id that nothing
// has is a problem.
func Explain(runs []Run, id string, tell func(*Entry) error) error {
	e := &explainer{to: tell}
	found := false
	// What has the id itself comes before what only mentions it, and reading
	// documents anew before reading every subject.
	for _, look := range []func(*Run) (bool, error){
		func(*Run) (bool, error) { return e.run(id), nil },
		func(r *Run) (bool, error) { return e.mentions(r, id) },
		func(*Run) (bool, error) { return e.deep(id), nil },
	} {
		for i := range runs {
			e.r, e.poam = &runs[i].Results, &runs[i].POAM
			here, err := look(&runs[i])
			if err = cmp.Or(err, e.err); err != nil {
				return err
			}
			found = found || here
		}
		if found {
			return nil
		}
	}
	return unknown(runs, id)
}

// explainer tells about one framework at a time.
type explainer struct {
	to   func(*Entry) error
	err  error
	r    *assessment.Results
	poam *assessment.POAM
}

// tell hands an entry on, unless something it says could not be read.
func (e *explainer) tell(n Entry) {
	n.Framework = e.r.Scope.Framework.ID
	if e.err == nil {
		e.err = e.to(&n)
	}
}

// run tells what a framework has under id.
func (e *explainer) run(id string) bool {
	found := same(id, e.r.Scope.Framework.ID, e.poam.System)
	if found {
		e.tell(Entry{Summary: e.summary()})
	}
	for i := range e.r.Findings {
		if f := &e.r.Findings[i]; same(id, f.UUID, f.Target.ID, f.Target.Label, f.Target.ControlID) {
			e.tell(Entry{Finding: e.finding(f)})
			found = true
		}
	}
	for i := range e.r.Unassessed {
		if u := &e.r.Unassessed[i]; same(id, u.Target.ID, u.Target.Label, u.Target.ControlID) {
			e.tell(Entry{NotAssessed: e.unassessed(u)})
			found = true
		}
	}
	for i := range e.r.Observations {
		o := &e.r.Observations[i]
		var told *Observation
		switch {
		case same(id, o.UUID, o.Run.Check, o.EvidenceSet) || e.rests(o, id):
			told = e.observation(o)
		case same(id, o.Component):
			told = brief(o)
		default:
			continue
		}
		told.LeadsTo = e.leadsTo(i)
		e.tell(Entry{Observation: told})
		found = true
	}
	// A check's own risk and item are told once, after its observations.
	for i := range e.r.Risks {
		k := &e.r.Risks[i]
		if !same(id, k.UUID, k.Key) || e.itemOf(k) != nil && same(id, e.itemOf(k).RiskUUID) {
			continue
		}
		told, behind := risk(k), e.behind(id, k)
		told.Behind = name(behind)
		e.tell(Entry{Risk: told})
		e.whole(behind)
		found = true
	}
	for i := range e.poam.Items {
		it := &e.poam.Items[i]
		if !same(id, it.ID, it.UUID, it.RiskUUID, it.Finding) && (it.Finding != "" || !it.Known(id, nil)) && !waivedBy(it, id) {
			continue
		}
		var risks []*assessment.Risk
		for j := range e.r.Risks {
			if k := &e.r.Risks[j]; (it.Open() || it.FalsePositive()) && it.Known(k.Key, k.Formerly) {
				risks = append(risks, k)
			}
		}
		told, behind := e.history(it), e.behind(id, risks...)
		told.Behind = name(behind)
		e.tell(Entry{Item: told})
		e.whole(behind)
		found = true
	}
	return found
}

// waivedBy says whether id is a waiver of an item, or its file.
func waivedBy(it *assessment.Item, id string) bool {
	return slices.ContainsFunc(it.Deviations, func(d assessment.Deviation) bool { return same(id, d.ID) || names(id, d.Source) })
}

// same compares without regard to case, so that the printed form works.
func same(id string, names ...string) bool {
	return id != "" && slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, id) })
}

// names says whether id is a file, by path from the root of the repository or
// the end of it, or by digest.
func names(id string, s assessment.Source) bool {
	return same(id, s.Path, s.Digest, at(s)) || id != "" && strings.HasSuffix(s.Path, "/"+strings.TrimPrefix(id, "./"))
}

// rests says whether an observation rests on a piece of evidence or a policy
// with this path or digest, as far as its set names files. Where a file holds
// many pieces, or a set many files, only the subjects know: see deep.
func (e *explainer) rests(o *assessment.Observation, id string) bool {
	if slices.ContainsFunc(e.r.Sets[o.EvidenceSet].Files, func(f assessment.Source) bool { return names(id, f) }) {
		return true
	}
	for _, c := range e.r.Checks {
		if c.ID == o.Run.Check && (names(id, c.Source) || same(id, c.Digest)) {
			return true
		}
	}
	return false
}

// checks says whether id is a check that was run.
func (e *explainer) checks(id string) bool {
	return slices.ContainsFunc(e.r.Observations, func(o assessment.Observation) bool { return same(id, o.Run.Check) })
}

// itemOf is the open item of a risk; nil when it has none.
func (e *explainer) itemOf(k *assessment.Risk) *assessment.Item {
	it, _ := e.poam.OpenItem(k)
	return it
}

// few is how many findings of a risk are told in full; more are named.
const few = 3

// behind are the findings of risks, unless the id asked for is a check, whose
// observations have named them.
func (e *explainer) behind(id string, risks ...*assessment.Risk) (found []*assessment.Finding) {
	if e.checks(id) {
		return nil
	}
	for j := range e.r.Findings {
		f := &e.r.Findings[j]
		if slices.ContainsFunc(risks, func(k *assessment.Risk) bool { return slices.Contains(f.Risks, k.Key) }) {
			found = append(found, f)
		}
	}
	return found
}

// name names findings.
func name(found []*assessment.Finding) []Named {
	out := make([]Named, len(found))
	for i, f := range found {
		out[i] = Named{f.UUID, target(f.Target), f.Verdict.String(), string(f.Reason)}
	}
	return out
}

// whole tells findings in full, where they are few enough.
func (e *explainer) whole(found []*assessment.Finding) {
	if len(found) > few {
		return
	}
	for _, f := range found {
		e.tell(Entry{Finding: e.finding(f)})
	}
}

var notAssessed = assessment.NotAssessed.String()

// leadsTo lists the findings and targets that an observation bears on.
func (e *explainer) leadsTo(index int) (out []Lead) {
	for i := range e.r.Findings {
		switch f := &e.r.Findings[i]; {
		case slices.Contains(f.Observations, index):
			out = append(out, Lead{leadsTo, target(f.Target), f.Verdict.String()})
		case slices.Contains(f.Informing, index):
			out = append(out, Lead{informs, target(f.Target), f.Verdict.String()})
		}
	}
	for _, u := range e.r.Unassessed {
		for _, b := range e.bindings(u.Target.ID) {
			if slices.ContainsFunc(b.Runs, func(k assessment.RunKey) bool { return k.Check == e.r.Observations[index].Run.Check }) {
				out = append(out, Lead{b.Strength.String(), target(u.Target), notAssessed})
				break
			}
		}
	}
	return out
}

// bindings are those of one target.
func (e *explainer) bindings(target string) []assessment.Binding {
	var out []assessment.Binding
	for _, b := range e.r.Scope.Bindings {
		if b.Target == target && b.Disabled == nil {
			out = append(out, b)
		}
	}
	return out
}
