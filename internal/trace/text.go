package trace

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
)

// Text writes an entry for people.
func Text(w io.Writer, e *Entry) error {
	t := &text{w: w}
	switch {
	case e.Summary != nil:
		t.summary(e.Framework, e.Summary)
	case e.Finding != nil:
		t.finding(e.Framework, e.Finding)
	case e.NotAssessed != nil:
		t.notAssessed(e.Framework, e.NotAssessed)
	case e.Observation != nil:
		t.told(e.Framework, e.Observation)
	case e.Risk != nil:
		t.line(0, "%s", e.Framework)
		t.risk(e.Risk)
		t.behind(e.Risk.Behind)
	case e.Item != nil:
		t.line(0, "%s", e.Framework)
		t.item(e.Item)
		t.history(e.Item)
		t.behind(e.Item.Behind)
	case e.Object != nil:
		o := e.Object
		t.line(0, "%s %s %s %s", e.Framework, o.Kind, o.UUID, o.Title)
		t.line(1, "stands at %s", problem.Place{Path: o.Path, Pointer: o.Pointer})
	}
	return t.err
}

// text writes lines until one cannot be written.
type text struct {
	w   io.Writer
	err error
}

func (t *text) line(depth int, format string, args ...any) {
	if t.err == nil {
		_, t.err = io.WriteString(t.w, strings.Repeat("  ", depth)+problem.Plain(fmt.Sprintf(format, args...))+"\n")
	}
}

func (t *text) summary(framework string, s *Summary) {
	t.line(0, "%s %s, as of %s", framework, s.Title, s.AsOf)
	rest := "what was not assessed is not known"
	if s.NotAssessed != nil {
		rest = fmt.Sprintf("%d not assessed", *s.NotAssessed)
	}
	t.line(1, "%d pass, %d fail, %d undecided, %d not applicable, %s", s.Pass, s.Fail, s.Undecided, s.NotApplicable, rest)
	if !s.Complete {
		t.line(1, "the run was stopped before its end")
	}
	for _, id := range s.Tailored {
		t.line(1, "tailored out: %s", id)
	}
	if s.Wording != "" {
		t.line(1, "words of %s", s.Wording)
	}
}

func (t *text) finding(framework string, f *Finding) {
	t.line(0, "%s %s %s %s", framework, f.ID, f.Label, f.Title)
	t.line(1, "verdict: %s%s, basis %s, as of %s", f.Verdict, reason(f.Reason), cmp.Or(f.Basis, "unknown"), f.AsOf)
	t.line(1, "why: %s", f.Why)
	if f.UUID != "" {
		t.line(1, "finding %s", f.UUID)
	}
	for _, b := range f.Bindings {
		t.binding(b)
	}
	for i := range f.Observations {
		t.observation(&f.Observations[i])
	}
	for i := range f.Informing {
		t.line(1, "informs, and counts for nothing: %s", named(&f.Informing[i]))
	}
	for i := range f.Risks {
		t.risk(&f.Risks[i])
		if it := f.Risks[i].Item; it != nil {
			t.item(it)
		}
	}
}

func (t *text) notAssessed(framework string, u *NotAssessed) {
	t.line(0, "%s %s %s: not assessed: %s", framework, u.ID, u.Label, u.Why)
	if u.Basis != "" {
		t.line(1, "basis %s", u.Basis)
	}
	for _, b := range u.Bindings {
		t.binding(b)
		for i := range b.Observations {
			t.line(2, "%s", named(&b.Observations[i]))
		}
	}
}

// binding says by what right checks speak of a target.
func (t *text) binding(b Binding) {
	words := b.Strength + " it: " + strings.Join(b.Checks, " and ")
	if len(b.Checks) > 1 {
		words += ", jointly"
	}
	if b.Source != "" {
		words += ", bound at " + b.Source
	}
	t.line(1, "%s", words)
}

func reason(r string) string {
	if r == "" {
		return ""
	}
	return " (" + r + ")"
}

// outcome says which check saw what, and of how many.
func outcome(o *Observation) string {
	on := ""
	if o.Component != "" {
		on = " on component " + o.Component
	}
	return fmt.Sprintf("check %s%s: %d %s%s", o.Check, on, o.Count, o.Outcome, reason(o.Reason))
}

func named(o *Observation) string { return outcome(o) + " (observation " + o.UUID + ")" }

// told writes an observation that is told by itself, in full or by name, and
// where it leads.
func (t *text) told(framework string, o *Observation) {
	if o.First == "" && o.AsOf == "" {
		t.line(0, "%s %s", framework, named(o))
		t.leads(o)
		t.subjects(o, 1)
		return
	}
	t.line(0, "%s observation %s", framework, o.UUID)
	t.observation(o)
	t.leads(o)
}

func (t *text) observation(o *Observation) {
	if o.Check == "" {
		title := ""
		if o.Title != "" {
			title = ": " + o.Title
		}
		t.line(1, "observation %s%s, %s", o.UUID, title, collected(o))
		t.subjects(o, 2)
		return
	}
	t.line(1, "%s", outcome(o))
	t.line(2, "observation %s, %s", o.UUID, collected(o))
	for _, p := range o.Params {
		from := ""
		if p.Origin != "" {
			from = ", from " + p.Origin
		}
		t.line(2, "parameter %s: %s%s", p.Name, p.Value, from)
	}
	if o.Policy != nil {
		t.line(2, "policy: %s sha256:%s", place(*o.Policy), o.Policy.Digest)
	}
	for _, cite := range o.Citations {
		t.line(2, "citation: %s %s", cite.Text, cite.Ref)
	}
	t.population(o.Population)
	t.subjects(o, 2)
}

func collected(o *Observation) string {
	switch {
	case o.AsOf != "":
		return "no evidence as of " + o.AsOf
	case o.Last > o.First:
		return "evidence collected " + o.First + " to " + o.Last
	}
	return "evidence collected " + o.First
}

func (t *text) population(p *Population) {
	by := "what the evidence itself names"
	if p.Of == byInventory {
		by = "the inventory"
	}
	if p.Sample != "" {
		by = fmt.Sprintf("sampling plan %s of the %d that the inventory lists", p.Sample, p.Listed)
	}
	words := fmt.Sprintf("population: %d of %d examined, by %s", p.Examined, p.Expected, by)
	for _, n := range []struct {
		n    int
		what string
	}{{p.Skipped, "skipped"}, {p.Missing, "missing"}, {p.Unknown, "unknown to the inventory"}} {
		if n.n > 0 {
			words += fmt.Sprintf(", %d %s", n.n, n.what)
		}
	}
	t.line(2, "%s", words)
}

func (t *text) subjects(o *Observation, depth int) {
	for _, s := range o.Subjects {
		t.line(depth, "%s: %s", s.Name, s.Why)
		if s.Evidence != nil {
			t.file(*s.Evidence, depth+1)
		}
	}
	t.more(o.More, depth)
	for _, f := range o.Files {
		t.file(f, depth)
	}
}

func (t *text) more(n, depth int) {
	if n > 0 {
		t.line(depth, "and %d more", n)
	}
}

func (t *text) file(f File, depth int) {
	words := "evidence: " + place(f)
	if f.Digest != "" {
		words += " sha256:" + f.Digest
	}
	if f.In != "" {
		words += " in file sha256:" + f.In
	}
	t.line(depth, "%s", words)
}

// place prints where something stands: path, then line or pointer.
func place(f File) string {
	return problem.Place{Path: f.Path, Line: f.Line, Pointer: f.Pointer}.String()
}

func (t *text) leads(o *Observation) {
	for _, l := range o.LeadsTo {
		switch {
		case l.Verdict == notAssessed:
			t.line(1, "%s: %s %s: not assessed", l.How, l.ID, l.Label)
		case l.How == informs:
			t.line(1, "informs: %s %s: %s, which it neither passes nor fails", l.ID, l.Label, l.Verdict)
		default:
			t.line(1, "leads to: %s %s: %s", l.ID, l.Label, l.Verdict)
		}
	}
}

func due(deadline string) string {
	if deadline == "" {
		return ""
	}
	return ", due " + deadline
}

func (t *text) risk(k *Risk) {
	level := ""
	if k.Level != "" {
		level = ", level " + k.Level
	}
	t.line(1, "risk %s: %s%s%s", k.Key, k.Status, level, due(k.Deadline))
	if k.UUID != "" && k.UUID != k.Key {
		t.line(2, "uuid %s", k.UUID)
	}
	if k.Why != "" {
		t.line(2, "why: %s", k.Why)
	}
	for _, a := range k.Assets {
		t.line(2, "%s: %s", a.Name, place(a.File))
	}
	if k.Remediation != "" {
		t.line(2, "fix: %s", k.Remediation)
	}
}

// behind names findings that are too many to be told in full.
func (t *text) behind(found []Named) {
	if len(found) <= few {
		return
	}
	for _, f := range found {
		t.line(1, "behind it: %s %s: %s%s (finding %s)", f.ID, f.Label, f.Verdict, reason(f.Reason), f.UUID)
	}
}

func (t *text) item(it *Item) {
	list := ""
	if it.List != "" {
		list = ", on the " + it.List + " list"
	}
	t.line(1, "POA&M %s (%s): %s, first detected %s%s, %d of %d subjects still affected%s",
		it.ID, strings.TrimSuffix(it.Weakness+", "+it.Finding, ", "), it.Status, it.Detected, due(it.Deadline), it.Open, it.Count, list)
	for _, w := range it.Waivers {
		words := ""
		if w.Why != "" {
			words = ": " + w.Why
		}
		t.line(2, "waiver %s (%s), %s%s: %s, covers %d, owner %s, approver %s (%s)", w.ID, w.Kind, w.State, words, until(w.Until), w.Covered, orNobody(w.Owner), orNobody(w.Approver), w.File)
	}
}

func until(day string) string {
	if day == "" {
		return "no end"
	}
	return "until " + day
}

func orNobody(name string) string {
	if name == "" {
		return "nobody"
	}
	return name
}

// history writes the life of an item.
func (t *text) history(it *Item) {
	if it.Returns != "" {
		t.line(2, "the return of %s", it.Returns)
	}
	for _, l := range it.Log {
		t.line(2, "%s %s: %s", l.At, l.Title, l.Description)
	}
	for _, set := range it.ClosedOn {
		t.line(2, "closed on evidence set sha256:%s", set)
	}
	for _, a := range it.Affected {
		state := "affected since " + a.Since
		if a.Last != "" {
			state += ", failed last " + a.Last
		}
		if a.Cleared != "" {
			state += ", cleared " + a.Cleared
		}
		t.line(2, "%s/%s: %s: %s", a.Component, a.Name, state, a.Why)
		if a.Evidence != "" {
			t.line(3, "evidence: sha256:%s", a.Evidence)
		}
	}
	t.more(it.More, 2)
}
