package report

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/report/workbook"
)

// mostFiles is how many files of evidence a cell names before the rest is counted.
const mostFiles = 40

// matrix is the control matrix: a row for each target, in the profile's order.
func (b *binder) matrix(name string) workbook.Sheet {
	fw, words := &b.r.Scope.Framework, wordsOf(b.r)
	columns := []columnOf{
		{words.control, 14}, {words.control + " title", 30}, {words.objective, 20}, {"What is asked", 50}, {"Designation", 13},
		{"Implementation, as claimed by component", 50}, {"Responsible", 30}, {"Verdict", 14}, {"Reason", 14}, {"Basis", 14}, {"Why", 50},
		{"Checks and people", 44}, {"Evidence (path, SHA-256)", 60}, {"Open items", 20},
	}
	note := "A row for each objective; claims are the provider's word and decide nothing. Not assessed is no verdict."
	if b.r.Coverage.Unknown || len(b.r.Scope.Controls) == 0 {
		note += " NOT KNOWN: which objectives there are beside these."
	}
	titles := map[string]*assessment.Control{}
	for i := range b.r.Scope.Controls {
		titles[b.r.Scope.Controls[i].ID] = &b.r.Scope.Controls[i]
	}
	return b.in.sheet(name, "Control matrix: "+cmp.Or(fw.Title, fw.ID), fw.ID, note, columns, func(put func(workbook.Row) error) error {
		for _, one := range b.specifications() {
			t := &one.target
			control := titles[t.ControlID]
			if control == nil {
				control = &assessment.Control{ID: t.ControlID}
			}
			verdict, reason, basis := assessment.NotAssessed.String(), "", ""
			if f := one.finding; f != nil {
				verdict, reason, basis = f.Verdict.String(), string(f.Reason), string(f.Basis)
			} else if one.unassessed != nil {
				basis = string(one.unassessed.Basis)
			}
			cells := linesOf(cmp.Or(control.Label, control.ID), control.Title, cmp.Or(t.Label, t.ID), cmp.Or(t.Title, control.Statement, control.Title), t.Requirement,
				b.claimLines(t.ControlID), b.responsible(t.ControlID), verdict, reason, basis, b.whyOf(&one),
				b.lookedAt(&one), b.evidenceLines(&one), strings.Join(b.items(&one), "\n"))
			if err := put(workbook.Row{Cells: cells}); err != nil {
				return err
			}
		}
		return nil
	})
}

// whyOf says why a target has its verdict.
func (b *binder) whyOf(one *specification) string {
	if one.finding != nil {
		text := one.finding.Why
		if len(one.finding.Undeclared) > 0 {
			text += "\nNo source brings " + strings.Join(one.finding.Undeclared, ", ") + ", by which it could be shown broken."
		}
		return text
	}
	why := "nothing decided it"
	if u := one.unassessed; u != nil {
		why = cmp.Or(u.Why, why)
	}
	for _, bears := range b.r.Bearing[one.target.ID] {
		why = cmp.Or(bears.Why, why)
	}
	return why
}

// claimLines are the claims of a control, a line for each.
func (b *binder) claimLines(control string) string {
	if !b.known {
		return "not known: no description of the system stands beside these results"
	}
	var out []string
	for _, c := range b.claims[control] {
		text := c.Component
		if c.Statement != "" {
			text += ", " + c.Statement
		}
		out = append(out, text+bracketed(c.Status)+": "+cmp.Or(c.Description, "how is not said"))
	}
	return cmp.Or(strings.Join(out, "\n"), "not claimed by any component")
}

// responsible says who answers for a control: the systems it is inherited from, where
// the security plan says so, and the components that claim it.
func (b *binder) responsible(control string) string {
	var components []string
	for _, c := range b.claims[control] {
		if !slices.Contains(components, c.Component) {
			components = append(components, c.Component)
		}
	}
	provider := "provider: " + strings.Join(components, ", ")
	if len(components) == 0 {
		provider = "provider; no component claims it"
	}
	inherited, ok := assessment.InheritedOf(b.r.Scope.Inherited, control)
	switch {
	case !ok:
		return provider
	case len(inherited.Statements) > 0:
		return "shared: " + inherited.Words() + "\n" + provider
	}
	return "inherited from " + inherited.Words() + ", as the security plan says"
}

// lookedAt tells which checks looked at a target and what people said, a line for each.
func (b *binder) lookedAt(one *specification) string {
	var out []string
	for _, o := range b.observed(one) {
		outcome := o.Outcome.String()
		if o.Reason != "" {
			outcome += ", " + string(o.Reason)
		}
		if o.Said != nil {
			out = append(out, fmt.Sprintf("%s %s by %s: %s", o.Said.Kind, o.Said.ID, byWhom(o.Said.Party), outcome))
			continue
		}
		out = append(out, fmt.Sprintf("%s (%s) on %s: %s, %s", o.Run.Check, o.how, o.Component, outcome, Count(o.Count, "subject")))
	}
	return cmp.Or(strings.Join(out, "\n"), "nothing has looked at it")
}

// evidenceLines name the files of a target, a line for each.
func (b *binder) evidenceLines(one *specification) string {
	files := b.files(one)
	var out []string
	for _, f := range files[:min(len(files), mostFiles)] {
		out = append(out, f.Path+" "+f.Digest)
	}
	if n := len(files) - len(out); n > 0 {
		out = append(out, fmt.Sprintf("… and %d more files: the assessment results list all", n))
	}
	return strings.Join(out, "\n")
}

// cases is the workbook of test cases: a row for each objective and each way that it is
// looked at. What an assessor concludes is the assessor's to write.
func (b *binder) cases(name string) workbook.Sheet {
	fw, words := &b.r.Scope.Framework, wordsOf(b.r)
	columns := []columnOf{
		{"Test case", 30}, {words.control, 14}, {words.objective, 20}, {"What is to be shown", 50}, {"Method", 12}, {"Object", 40}, {"Steps", 70},
		{"Evidence (path, SHA-256)", 60}, {"Seen by assay", 40}, {"Result (assessor)", 18}, {"Assessor", 20}, {"Date", 12}, {"Remarks (assessor)", 40},
	}
	checks := map[string]*assessment.Check{}
	for _, c := range b.r.Checks {
		checks[c.ID] = c
	}
	labels := printed(b.r)
	s := b.in.sheet(name, "Test cases: "+cmp.Or(fw.Title, fw.ID), fw.ID, "What assay saw is beside what the assessor concludes, never in its place: the last four columns are empty for the assessor.", columns, func(put func(workbook.Row) error) error {
		for _, one := range b.specifications() {
			t := &one.target
			head := []string{cmp.Or(labels[t.ControlID], t.ControlID), cmp.Or(t.Label, t.ID), cmp.Or(t.Title, b.titleOf(t.ControlID))}
			ways := b.ways(&one, checks)
			for _, w := range ways {
				cells := linesOf(append(append([]string{t.ID + after(" ", w.id)}, head...), w.method, w.object, w.steps, w.evidence, w.seen)...)
				if err := put(workbook.Row{Cells: cells}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	s.Choices = []workbook.Choice{{Column: 9, Words: []string{"Satisfied", "Other than satisfied", "Not applicable"}}}
	return s
}

// titleOf is the title of a control.
func (b *binder) titleOf(id string) string {
	i := slices.IndexFunc(b.r.Scope.Controls, func(c assessment.Control) bool { return c.ID == id })
	if i < 0 {
		return ""
	}
	return b.r.Scope.Controls[i].Title
}

// way is one way in which an objective is looked at.
type way struct{ id, method, object, steps, evidence, seen string }

// ways lists the checks and statements that look at a target, each once with all that
// was seen by it; one row that says so where there is none.
func (b *binder) ways(one *specification, checks map[string]*assessment.Check) []way {
	var ids []string
	by := map[string][]seen{}
	for _, o := range b.observed(one) {
		id := o.Run.Check
		if o.Said != nil {
			id = o.Said.Kind + " " + o.Said.ID
		}
		if by[id] == nil {
			ids = append(ids, id)
		}
		by[id] = append(by[id], o)
	}
	if len(ids) == 0 {
		return []way{{
			method: "EXAMINE, INTERVIEW or TEST", object: "nothing looks at it: for the assessor to choose",
			seen: "nothing: " + b.whyOf(one),
		}}
	}
	var out []way
	for _, id := range ids {
		list := by[id]
		w := way{id: id, evidence: b.evidenceOf(list)}
		if said := list[0].Said; said != nil {
			w.saidBy(said)
		} else {
			w.checkedBy(checks[list[0].Run.Check], list)
		}
		var saw []string
		for _, o := range list {
			text := o.Outcome.String()
			if o.Reason != "" {
				text += " (" + string(o.Reason) + ")"
			}
			saw = append(saw, fmt.Sprintf("%s: %s, %s [%s]", o.Component, text, Count(o.Count, "subject"), o.how))
		}
		w.seen = strings.Join(saw, "\n")
		out = append(out, w)
	}
	return out
}

// checkedBy tells how a check looks, so that somebody can do it again.
func (w *way) checkedBy(c *assessment.Check, list []seen) {
	if c == nil {
		c = &assessment.Check{ID: list[0].Run.Check}
	}
	w.method = cmp.Or(c.Method, "TEST")
	w.object = c.ID + after(": ", c.Title)
	policy := place(c.Source)
	steps := []string{
		"1. Take the evidence of the next column by its SHA-256, or collect it anew from " + strings.Join(componentsOf(observations(list)), ", ") + ".",
		"2. Read what the rule asks in " + cmp.Or(policy, "the policy "+c.ID) + after(" (policy sha256 ", c.Digest) + closing(c.Digest) + parameters(list[0].Params) + ".",
		"3. Hold every subject against it; " + populationOf(list) + ".",
		"4. Compare with what assay saw. To perform it again: assay assess, then assay explain with the id of the objective.",
	}
	for _, x := range c.Citations {
		steps = append(steps, "Rests on: "+x.Text)
	}
	w.steps = strings.Join(steps, "\n")
}

func closing(opened string) string {
	if opened == "" {
		return ""
	}
	return ")"
}

func observations(list []seen) []*assessment.Observation {
	var out []*assessment.Observation
	for _, o := range list {
		out = append(out, o.Observation)
	}
	return out
}

// parameters are the values a check was given.
func parameters(list []assessment.Parameter) string {
	var out []string
	for _, p := range list {
		out = append(out, p.Name+" = "+p.Value+bracketed(p.Origin))
	}
	if len(out) == 0 {
		return ""
	}
	return ", with " + strings.Join(out, "; ")
}

// populationOf says how many subjects there were and who said so.
func populationOf(list []seen) string {
	var out []string
	told := map[string]bool{}
	for _, o := range list {
		if told[o.Component] {
			continue
		}
		told[o.Component] = true
		p := o.Population
		text := fmt.Sprintf("%s: %d examined", o.Component, p.Examined)
		if p.Asserted {
			text += ", what there is is asserted by the evidence"
		} else {
			text += fmt.Sprintf(" of %d by inventory, %d missing", p.Expected, p.Missing)
		}
		if p.Sample != "" {
			text += fmt.Sprintf(", sampling plan %s of %d", p.Sample, p.Of)
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// saidBy tells what a person was asked, and what is to be asked again.
func (w *way) saidBy(said *assessment.Said) {
	w.method, w.object = "EXAMINE", said.Kind+" "+said.ID
	if c := said.Check; c != nil {
		w.method = cmp.Or(c.Method, w.method)
		w.object += after(": ", c.Title)
	}
	steps := []string{"1. Speak with " + byWhom(said.Party) + ", or whoever has that role now."}
	var documents []string
	for _, x := range said.Exhibits {
		documents = append(documents, strings.TrimSpace(x.Title+" "+cmp.Or(x.Source.Path, x.Href)))
	}
	if len(documents) > 0 {
		steps = append(steps, "2. Examine: "+strings.Join(documents, "; "))
	}
	for _, d := range said.Details {
		if d.Text != "" {
			steps = append(steps, "Said then, "+d.Name+": "+d.Text)
		}
	}
	w.steps = strings.Join(steps, "\n")
}

// evidenceOf names the files behind observations, a line for each.
func (b *binder) evidenceOf(list []seen) string {
	var out []string
	told := map[assessment.Source]bool{}
	for _, o := range list {
		for _, f := range b.r.Sets[o.EvidenceSet].Files {
			if f = (assessment.Source{Path: f.Path, Digest: f.Digest}); !told[f] {
				told[f] = true
				out = append(out, f.Path+" "+f.Digest)
			}
		}
	}
	slices.Sort(out)
	if n := len(out) - mostFiles; n > 0 {
		out = append(out[:mostFiles], fmt.Sprintf("… and %d more files: the assessment results list all", n))
	}
	return strings.Join(out, "\n")
}

// inventory is the sheet of components and of the assets that evidence speaks of. Of
// assets no more is kept than a digest of each.
func (in Input) inventory(name string) workbook.Sheet {
	columns := []columnOf{{"Identifier", 50}, {"Kind", 12}, {"Component", 20}, {"Type", 20}, {"Title", 34}, {"Description", 50}, {"In scope of", 30}, {"Left out of", 40}, {"Seen in", 60}}
	return in.sheet(name, "Inventory", "", "Components, and every asset that evidence or an inventory speaks of. That an asset is not here does not say that there is none.", columns, func(put func(workbook.Row) error) error {
		list := in.components()
		seen := map[[16]byte]bool{}
		for _, c := range list {
			if err := put(workbook.Row{Cells: linesOf(c.Key, "component", c.Key, c.Type, c.Title, c.Description, strings.Join(c.in, "\n"), strings.Join(c.out, "\n"))}); err != nil {
				return err
			}
			if err := in.assetsOf(c.Key, seen, put); err != nil {
				return err
			}
		}
		return nil
	})
}

// scoped is a component with the frameworks that assess it and those that do not.
type scoped struct {
	assessment.Component
	in, out []string
}

// components are those of all frameworks, by key; also those that only evidence names.
func (in Input) components() []scoped {
	at := map[string]int{}
	var out []scoped
	of := func(c assessment.Component) *scoped {
		i, known := at[c.Key]
		if !known {
			i = len(out)
			at[c.Key] = i
			out = append(out, scoped{Component: c})
		}
		return &out[i]
	}
	for i := range in.Results {
		r := &in.Results[i]
		if r.Scope.System != nil {
			for _, c := range r.Scope.System.Components {
				of(c)
			}
			for _, key := range r.Scope.Components() {
				s := of(assessment.Component{Key: key})
				s.in = append(s.in, r.Scope.Framework.ID)
			}
		}
		for _, e := range r.Scope.Excluded {
			s := of(assessment.Component{Key: e.Component})
			s.out = append(s.out, r.Scope.Framework.ID+": "+e.Reason)
		}
		for k := range r.Observations {
			if o := &r.Observations[k]; o.Said == nil && o.Component != "" {
				of(assessment.Component{Key: o.Component})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b scoped) int { return cmp.Compare(a.Key, b.Key) })
	return out
}

// assetsOf writes the assets of a component in the order in which observations list
// them, each once.
func (in Input) assetsOf(component string, seen map[[16]byte]bool, put func(workbook.Row) error) error {
	for i := range in.Results {
		r := &in.Results[i]
		for k := range r.Observations {
			o := &r.Observations[k]
			if o.Said != nil || o.Component != component {
				continue
			}
			for s, err := range o.Each() {
				if err != nil {
					return err
				}
				if s.Asset == "" || s.Asset == component {
					continue
				}
				sum := sha256.Sum256([]byte(component + "\x00" + s.Asset))
				key := [16]byte(sum[:16])
				if seen[key] {
					continue
				}
				seen[key] = true
				if err := put(workbook.Row{Cells: linesOf(component+"/"+s.Asset, "asset", component, "", s.Asset, "", "", "", place(s.Source)+bracketed(o.Run.Check))}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
