package trace

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// summary writes what the results say of a framework as a whole.
func (e *explainer) summary() {
	c := e.r.Coverage
	e.line(0, "%s %s, as of %s", e.r.Scope.Framework.ID, e.r.Scope.Framework.Title, when(e.r.AsOf))
	rest := fmt.Sprintf("%d not assessed", c.NotAssessed)
	if c.Unknown {
		rest = "what was not assessed is not known"
	}
	e.line(1, "%d pass, %d fail, %d undecided, %d not applicable, %s", c.Pass, c.Fail, c.Undecided, c.NotApplicable, rest)
	if !e.r.Complete {
		e.line(1, "the run was stopped before its end")
	}
	for _, id := range e.r.Scope.Tailored {
		e.line(1, "tailored out: %s", id)
	}
}

func (e *explainer) finding(f *assessment.Finding) {
	e.line(0, "%s %s %s %s", e.r.Scope.Framework.ID, f.Target.ID, f.Target.Label, f.Target.Title)
	e.line(1, "verdict: %s%s, basis %s, as of %s", f.Verdict, reason(f.Reason), cmp.Or(string(f.Basis), "unknown"), when(e.r.AsOf))
	e.line(1, "why: %s", f.Why)
	if f.UUID != "" {
		e.line(1, "finding %s", f.UUID)
	}
	for _, b := range e.bindings(f.Target.ID) {
		e.line(1, "%s", bound(b))
	}
	for _, i := range f.Observations {
		e.observation(&e.r.Observations[i], 1)
	}
	for _, i := range f.Informing {
		o := &e.r.Observations[i]
		e.line(1, "informs, and counts for nothing: check %s%s: %s%s (observation %s)", o.Run.Check, on(o), tally(o), reason(o.Reason), o.UUID)
	}
	for _, key := range f.Risks {
		for i := range e.r.Risks {
			k := &e.r.Risks[i]
			if k.Key != key {
				continue
			}
			e.risk(k, 1)
			if it := e.itemOf(k); it != nil {
				e.item(it, 1)
			}
		}
	}
}

// bound says by what right checks speak of a target.
func bound(b assessment.Binding) string {
	names := make([]string, len(b.Runs))
	for i, r := range b.Runs {
		names[i] = r.Check
	}
	text := b.Strength.String() + " it: " + strings.Join(names, " and ")
	if len(names) > 1 {
		text += ", jointly"
	}
	if at := place(b.Source); at != "" {
		text += ", bound at " + at
	}
	return text
}

func (e *explainer) unassessed(u *assessment.Unassessed) {
	e.line(0, "%s %s %s: not assessed: %s", e.r.Scope.Framework.ID, u.Target.ID, u.Target.Label, u.Why)
	for _, b := range e.bindings(u.Target.ID) {
		e.line(1, "%s", bound(b))
		for _, k := range b.Runs {
			for i := range e.r.Observations {
				if o := &e.r.Observations[i]; o.Run.Check == k.Check {
					e.line(2, "check %s%s: %s%s (observation %s)", o.Run.Check, on(o), tally(o), reason(o.Reason), o.UUID)
				}
			}
		}
	}
}

func reason(r assessment.Reason) string {
	if r == "" {
		return ""
	}
	return " (" + string(r) + ")"
}

func when(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

func on(o *assessment.Observation) string {
	if o.Component == "" {
		return ""
	}
	return " on component " + o.Component
}

func tally(o *assessment.Observation) string { return fmt.Sprintf("%d %s", o.Count, o.Outcome) }

func (e *explainer) observation(o *assessment.Observation, depth int) {
	if o.Run.Check == o.UUID {
		e.foreign(o, depth)
		return
	}
	e.line(depth, "check %s%s: %s%s", o.Run.Check, on(o), tally(o), reason(o.Reason))
	e.line(depth+1, "observation %s, %s", o.UUID, collected(o))
	for _, p := range o.Params {
		from := ""
		if p.Origin != "" {
			from = ", from " + p.Origin
		}
		e.line(depth+1, "parameter %s: %s%s", p.Name, p.Value, from)
	}
	for _, c := range e.r.Checks {
		if c.ID == o.Run.Check {
			e.line(depth+1, "policy: %s sha256:%s", place(c.Source), cmp.Or(c.Source.Digest, c.Digest))
			for _, cite := range c.Citations {
				e.line(depth+1, "citation: %s %s", cite.Text, cite.Ref)
			}
		}
	}
	e.population(o, depth+1)
	e.subjects(o, depth+1)
}

// foreign writes an observation of another tool, which names no check and no
// outcome of ours.
func (e *explainer) foreign(o *assessment.Observation, depth int) {
	title := ""
	for _, c := range e.r.Checks {
		if c.ID == o.Run.Check && c.Title != c.ID {
			title = ": " + c.Title
		}
	}
	e.line(depth, "observation %s%s, %s", o.UUID, title, collected(o))
	for _, f := range e.r.Sets[o.EvidenceSet].Files {
		e.file(f, depth+1)
	}
}

func collected(o *assessment.Observation) string {
	text := "evidence collected " + when(o.First)
	if o.EvidenceSet == "" && o.Run.Check != o.UUID {
		return "no evidence as of " + when(o.First)
	}
	if o.Last.After(o.First) {
		text += " to " + when(o.Last)
	}
	return text
}

func (e *explainer) population(o *assessment.Observation, depth int) {
	p := o.Population
	text := fmt.Sprintf("population: %d of %d examined, by what the evidence itself names", p.Examined, p.Expected)
	if !p.Asserted {
		// What the inventory does not know is no part of what it expects.
		text = fmt.Sprintf("population: %d of %d examined, by the inventory", max(0, p.Expected-p.Missing), p.Expected)
	}
	for _, n := range []struct {
		n    int
		what string
	}{{p.Skipped, "skipped"}, {p.Missing, "missing"}, {p.Unknown, "unknown to the inventory"}} {
		if n.n > 0 {
			text += fmt.Sprintf(", %d %s", n.n, n.what)
		}
	}
	e.line(depth, "%s", text)
}

func (e *explainer) subjects(o *assessment.Observation, depth int) {
	n, shown := 0, false
	if o.Subjects != nil {
		for s, err := range o.Subjects {
			if err != nil {
				e.err = cmp.Or(e.err, err)
				return
			}
			if n++; n > Subjects {
				e.line(depth, "and %d more", o.Count-Subjects)
				break
			}
			e.subject(s, depth)
			shown = shown || s.Evidence != ""
		}
	}
	if shown {
		return
	}
	for _, f := range e.r.Sets[o.EvidenceSet].Files {
		e.file(f, depth)
	}
}

func (e *explainer) subject(s assessment.Subject, depth int) {
	e.line(depth, "%s: %s", s.Name(), s.Why)
	if s.Evidence != "" {
		e.line(depth+1, "evidence: %s sha256:%s%s", place(s.Source), s.Evidence, inFile(s))
	}
}

// inFile says where the bytes of a piece of evidence are, when the piece is only
// part of a file.
func inFile(s assessment.Subject) string {
	if s.Source.Digest == "" || s.Source.Digest == s.Evidence {
		return ""
	}
	return " in file sha256:" + s.Source.Digest
}

func (e *explainer) file(f assessment.Source, depth int) {
	digest := ""
	if f.Digest != "" {
		digest = " sha256:" + f.Digest
	}
	e.line(depth, "evidence: %s%s", place(f), digest)
}

// place prints where something stands: path, then line or pointer.
func place(s assessment.Source) string {
	out := s.Path
	if s.Line > 0 {
		out += fmt.Sprintf(":%d", s.Line)
	}
	if s.Pointer != "" {
		out += "#" + s.Pointer
	}
	return out
}

func due(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return ", due " + when(t)
}

func (e *explainer) risk(k *assessment.Risk, depth int) {
	level := ", level " + k.Level.String()
	if k.Gap {
		level = "" // a gap in the assessment is no weakness
	}
	e.line(depth, "risk %s: %s%s%s", k.Key, k.Status, level, due(k.Deadline))
	if k.UUID != "" && k.UUID != k.Key {
		e.line(depth+1, "uuid %s", k.UUID)
	}
	if k.Gap || k.Own {
		e.line(depth+1, "why: %s", k.Statement)
	}
	for _, a := range k.Assets {
		e.line(depth+1, "%s: %s", a.Name(), place(a.Source))
	}
	if k.Remediation != "" {
		e.line(depth+1, "fix: %s", k.Remediation)
	}
}

func (e *explainer) item(it *assessment.Item, depth int) {
	e.line(depth, "POA&M %s (%s): %s, first detected %s%s, %d of %d subjects still affected",
		it.ID, it.Weakness, it.Status, when(it.Detected), due(it.Deadline), it.Affected.Open, it.Affected.Count)
}

// history writes the life of an item.
func (e *explainer) history(it *assessment.Item, depth int) {
	if it.Reopens != "" {
		for i := range e.poam.Items {
			if old := &e.poam.Items[i]; old.UUID == it.Reopens {
				e.line(depth, "the return of %s", old.ID)
			}
		}
	}
	for _, l := range it.Log {
		e.line(depth, "%s %s: %s", when(l.At), l.Title, l.Description)
	}
	if it.Closure != nil {
		for _, set := range it.Closure.Evidence {
			e.line(depth, "closed on evidence set sha256:%s", set)
		}
	}
	n := 0
	for a, err := range it.Affected.All() {
		if err != nil {
			e.err = cmp.Or(e.err, err)
			return
		}
		if n++; n > Subjects {
			e.line(depth, "and %d more", it.Affected.Count-Subjects)
			return
		}
		state := "affected since " + when(a.Since)
		if it.Affected.Stream == nil && a.Last.After(a.Since) {
			state += ", failed last " + when(a.Last)
		}
		if !a.Cleared.IsZero() {
			state += ", cleared " + when(a.Cleared)
		}
		s := assessment.Subject{Component: a.Component, Asset: a.Asset, ID: a.ID}
		e.line(depth, "%s/%s: %s: %s", a.Component, s.Name(), state, a.Why)
		if a.Evidence != "" {
			e.line(depth+1, "evidence: sha256:%s", a.Evidence)
		}
	}
}
