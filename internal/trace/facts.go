package trace

import (
	"cmp"
	"encoding/json"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// summary is what the results say of a framework as a whole.
func (e *explainer) summary() *Summary {
	c := e.r.Coverage
	out := &Summary{
		Title: e.r.Scope.Framework.Title, AsOf: when(e.r.AsOf), Complete: e.r.Complete, Tailored: e.r.Scope.Tailored,
		Pass: c.Pass, Fail: c.Fail, Undecided: c.Undecided, NotApplicable: c.NotApplicable,
	}
	if !c.Unknown {
		out.NotAssessed = &c.NotAssessed
	}
	if w := &e.r.Scope.Framework.Wording; w.Official() {
		out.Wording = w.Title + ", version " + w.Version + ", sha256 " + w.Source.Digest
	}
	return out
}

func (e *explainer) finding(f *assessment.Finding) *Finding {
	out := &Finding{
		UUID: f.UUID, Target: target(f.Target), Verdict: f.Verdict.String(), Reason: string(f.Reason), Basis: string(f.Basis), AsOf: when(e.r.AsOf), Why: f.Why,
		Bindings: []Binding{}, Observations: []Observation{}, Informing: []Observation{}, Risks: []Risk{},
	}
	for _, b := range e.bindings(f.Target.ID) {
		out.Bindings = append(out.Bindings, binding(b))
	}
	for _, i := range f.Observations {
		out.Observations = append(out.Observations, *e.observation(&e.r.Observations[i]))
	}
	for _, i := range f.Informing {
		out.Informing = append(out.Informing, *brief(&e.r.Observations[i]))
	}
	for _, key := range f.Risks {
		for i := range e.r.Risks {
			k := &e.r.Risks[i]
			if k.Key != key {
				continue
			}
			one := risk(k)
			if it := e.itemOf(k); it != nil {
				one.Item = item(it)
			}
			out.Risks = append(out.Risks, *one)
		}
	}
	return out
}

func target(t assessment.Target) Target {
	return Target{ID: t.ID, Control: t.ControlID, Label: t.Label, Title: t.Title}
}

func binding(b assessment.Binding) Binding {
	out := Binding{Strength: b.Strength.String(), Checks: make([]string, len(b.Runs)), Source: at(b.Source)}
	for i, r := range b.Runs {
		out.Checks[i] = r.Check
	}
	return out
}

// unassessed is a target that nothing decides, with what is bound to it and saw
// something nevertheless.
func (e *explainer) unassessed(u *assessment.Unassessed) *NotAssessed {
	out := &NotAssessed{Target: target(u.Target), Why: u.Why, Basis: string(u.Basis), Bindings: []Binding{}}
	for _, b := range e.bindings(u.Target.ID) {
		one := binding(b)
		for _, check := range one.Checks {
			for i := range e.r.Observations {
				if o := &e.r.Observations[i]; o.Run.Check == check {
					one.Observations = append(one.Observations, *brief(o))
				}
			}
		}
		out.Bindings = append(out.Bindings, one)
	}
	return out
}

func when(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// date is a time, empty where it is none.
func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return when(t)
}

// brief names an observation.
func brief(o *assessment.Observation) *Observation {
	return &Observation{UUID: o.UUID, Check: o.Run.Check, Component: o.Component, Outcome: o.Outcome.String(), Reason: string(o.Reason), Count: o.Count}
}

// observation is one in full.
func (e *explainer) observation(o *assessment.Observation) *Observation {
	out := brief(o)
	foreign := o.Run.Check == o.UUID
	if foreign {
		out = &Observation{UUID: o.UUID}
	}
	if o.EvidenceSet == "" && !foreign {
		out.AsOf = when(o.First)
	} else {
		out.First, out.Last = when(o.First), when(o.Last)
	}
	for _, c := range e.r.Checks {
		switch {
		case c.ID != o.Run.Check:
		case !foreign:
			out.Policy = &File{Path: c.Source.Path, Line: c.Source.Line, Pointer: c.Source.Pointer, Digest: cmp.Or(c.Source.Digest, c.Digest)}
			for _, cite := range c.Citations {
				out.Citations = append(out.Citations, Citation(cite))
			}
		case c.Title != c.ID:
			out.Title = c.Title
		}
	}
	if foreign {
		// Another tool names no check and no outcome of ours.
		out.Files = e.files(o)
		return out
	}
	for _, p := range o.Params {
		out.Params = append(out.Params, Parameter{p.Name, value(p.Value), p.Origin})
	}
	out.Population = population(o.Population)
	e.subjects(o, out)
	return out
}

// value is a parameter's value: JSON, or a text that somebody wrote in its place.
func value(text string) json.RawMessage {
	if json.Valid([]byte(text)) {
		return json.RawMessage(text)
	}
	quoted, err := json.Marshal(text)
	if err != nil {
		return json.RawMessage("null")
	}
	return quoted
}

func population(p assessment.Population) *Population {
	out := &Population{Of: byEvidence, Expected: p.Expected, Examined: p.Examined, Skipped: p.Skipped, Missing: p.Missing, Unknown: p.Unknown, Sample: p.Sample, Listed: p.Of}
	if !p.Asserted {
		// What the inventory does not know is no part of what it expects.
		out.Of, out.Examined = byInventory, max(0, p.Expected-p.Missing)
	}
	return out
}

// subjects adds the first subjects of an observation, and its files where none of
// these names its evidence.
func (e *explainer) subjects(o *assessment.Observation, to *Observation) {
	shown := false
	if o.Subjects != nil {
		for s, err := range o.Subjects {
			if err != nil {
				e.err = cmp.Or(e.err, err)
				return
			}
			if len(to.Subjects) == Subjects {
				to.More = max(1, o.Count-Subjects)
				break
			}
			to.Subjects = append(to.Subjects, subject(s))
			shown = shown || s.Evidence != ""
		}
	}
	if !shown {
		to.Files = e.files(o)
	}
}

func subject(s assessment.Subject) Subject {
	out := Subject{Name: s.Name(), Component: s.Component, Why: s.Why}
	if s.Evidence != "" {
		out.Evidence = &File{Path: s.Source.Path, Line: s.Source.Line, Pointer: s.Source.Pointer, Digest: s.Evidence}
		if s.Source.Digest != s.Evidence {
			out.Evidence.In = s.Source.Digest
		}
	}
	return out
}

// files are those of an observation's evidence, as far as its set names them.
func (e *explainer) files(o *assessment.Observation) (out []File) {
	for _, f := range e.r.Sets[o.EvidenceSet].Files {
		out = append(out, file(f))
	}
	return out
}

func file(s assessment.Source) File {
	return File{Path: s.Path, Line: s.Line, Pointer: s.Pointer, Digest: s.Digest}
}

// at is where something stands: path, then line or pointer.
func at(s assessment.Source) string { return place(file(s)) }

func risk(k *assessment.Risk) *Risk {
	out := &Risk{Key: k.Key, UUID: k.UUID, Status: string(k.Status), Deadline: date(k.Deadline), Remediation: k.Remediation}
	if !k.Gap { // a gap in the assessment is no weakness
		out.Level = k.Level.String()
	}
	if k.Gap || k.Own {
		out.Why = k.Statement
	}
	for _, a := range k.Assets {
		out.Assets = append(out.Assets, Asset{a.Name(), file(a.Source)})
	}
	return out
}

func item(it *assessment.Item) *Item {
	out := &Item{
		ID: it.ID, UUID: it.UUID, Weakness: it.Weakness, Finding: it.Finding, Status: string(it.Status), Detected: when(it.Detected), Deadline: date(it.Due()),
		Count: it.Affected.Count, Open: it.Affected.Open, List: string(it.List),
	}
	for i := range it.Deviations {
		d := &it.Deviations[i]
		w := Waiver{ID: d.ID, Kind: string(d.Kind), State: string(d.State), Why: d.Why, Covered: d.Covered, Owner: d.Owner.Name, Approver: d.Approver.Name, File: d.Source.Path}
		if !d.Until.IsZero() {
			w.Until = d.Until.Format(time.DateOnly)
		}
		out.Waivers = append(out.Waivers, w)
	}
	return out
}

// history is an item with its life.
func (e *explainer) history(it *assessment.Item) *Item {
	out := item(it)
	for i := range e.poam.Items {
		if old := &e.poam.Items[i]; it.Reopens != "" && old.UUID == it.Reopens {
			out.Returns = old.ID
		}
	}
	for _, l := range it.Log {
		out.Log = append(out.Log, Event{when(l.At), l.Title, l.Description})
	}
	if it.Closure != nil {
		out.ClosedOn = it.Closure.Evidence
	}
	for a, err := range it.Affected.All() {
		if err != nil {
			e.err = cmp.Or(e.err, err)
			break
		}
		if len(out.Affected) == Subjects {
			out.More = max(1, it.Affected.Count-Subjects)
			break
		}
		s := assessment.Subject{Component: a.Component, Asset: a.Asset, ID: a.ID}
		one := Affected{Component: a.Component, Name: s.Name(), Since: when(a.Since), Cleared: date(a.Cleared), Why: a.Why, Evidence: a.Evidence}
		if it.Affected.Stream == nil && a.Last.After(a.Since) {
			one.Last = when(a.Last)
		}
		out.Affected = append(out.Affected, one)
	}
	return out
}
