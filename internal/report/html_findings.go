package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
)

// pageFramework is the part of one framework.
type pageFramework struct {
	Anchor, ID, Title  string
	First              bool
	Bar                []segment
	Counts             assessment.Coverage
	Coverage, Asserted string
	Open               int
	Remarks, Unbound   []string
	Families           []pageFamily
	Groups             []*pageGroup
}

// pageFamily counts the objectives of a family of controls.
type pageFamily struct {
	Title, Anchor string
	Counts        assessment.Coverage
	Bar           []segment
}

// pageGroup is a family with its controls, and pageControl one with its findings.
type (
	pageGroup struct {
		Title, Anchor string
		Controls      []*pageControl
		counts        assessment.Coverage
	}
	pageControl struct {
		Label, Title string
		Findings     []*pageFinding
	}
)

// pageFinding is one objective.
type pageFinding struct {
	Anchor, Class, Word, Level, Label, Title, Why, Line string
	Inherited, Says                                     []string
	Weak                                                []pageWeak
	Seen                                                []cite
}

// pageWeak is a weakness or a gap behind a finding.
type pageWeak struct {
	What, Text, Remedy string
	Ref                *pageRef
}

// pageRef is a link to something else on the page.
type pageRef struct{ Anchor, Text, Label string }

// framework gathers one framework: its objectives by family and control, in the
// profile's order.
func (b *pageBook) framework(r *assessment.Results, n int) (*pageFramework, error) {
	fw, c := &r.Scope.Framework, r.Coverage
	out := &pageFramework{
		Anchor: fmt.Sprintf("f%d", n), ID: visible(fw.ID), Title: visible(cmp.Or(fw.Title, fw.ID)), First: n == 0, Counts: c, Bar: statusBar(c),
		Coverage: fmt.Sprintf("%.1f%%", 100*c.Ratio()), Open: b.in.Open[fw.ID],
	}
	asserted, all := population(r)
	out.Asserted = fmt.Sprintf("%d of %d", asserted, all)
	if c.Unknown {
		out.Coverage = "not known"
	}
	for _, t := range remarks(*r) {
		out.Remarks = append(out.Remarks, visible(t))
	}
	if text := fw.Edition.Says(b.in.AsOf); text != "" {
		out.Remarks = append(out.Remarks, visible(text))
	}
	out.Remarks = append(out.Remarks, "Profile sha256 "+visible(fw.Profile.Digest))
	for i := range r.Risks {
		if k := &r.Risks[i]; k.Own {
			out.Remarks = append(out.Remarks, visible(cmp.Or(k.Title, k.Key)+", level "+k.Level.String()+": "+k.Statement))
		}
	}
	for _, e := range r.Scope.Excluded {
		out.Remarks = append(out.Remarks, visible("component "+e.Component+" is not assessed: "+e.Reason))
	}
	for _, u := range r.Scope.Unbound {
		out.Unbound = append(out.Unbound, visible(strings.TrimSpace(cmp.Or(u.Label, u.ID)+" "+u.Title)))
	}
	idx := newBinder(nil, b.in, r)
	cards, err := b.observations(r, n)
	if err != nil {
		return nil, err
	}
	controls, groups, known := controlsOf(r), map[string]*pageGroup{}, map[string]*pageControl{}
	for i, one := range idx.specifications() {
		control := controls[one.target.ControlID]
		family := cmp.Or(control.FamilyTitle, control.Family)
		g := groups[family]
		if g == nil {
			g = &pageGroup{Title: visible(cmp.Or(family, "Of no family"))}
			if family != "" {
				g.Anchor = fmt.Sprintf("%sg%d", out.Anchor, len(groups))
			}
			groups[family] = g
			out.Groups = append(out.Groups, g)
		}
		k := known[one.target.ControlID]
		if k == nil {
			k = &pageControl{Label: visible(cmp.Or(control.Label, one.target.ControlID)), Title: visible(control.Title)}
			known[one.target.ControlID] = k
			g.Controls = append(g.Controls, k)
		}
		f := b.finding(idx, &one, cards, fmt.Sprintf("%s-%d", out.Anchor, i))
		k.Findings = append(k.Findings, f)
		count(&g.counts, one.verdictOf())
		b.counts[f.Class]++
		b.counts[f.Level]++
	}
	for _, g := range out.Groups {
		out.Families = append(out.Families, pageFamily{Title: g.Title, Anchor: g.Anchor, Counts: g.counts, Bar: statusBar(g.counts)})
	}
	return out, nil
}

// controlsOf finds controls by id.
func controlsOf(r *assessment.Results) map[string]*assessment.Control {
	out := map[string]*assessment.Control{}
	for i := range r.Scope.Controls {
		out[r.Scope.Controls[i].ID] = &r.Scope.Controls[i]
	}
	for i := range r.Findings {
		if id := r.Findings[i].Target.ControlID; out[id] == nil {
			out[id] = &assessment.Control{ID: id}
		}
	}
	for i := range r.Unassessed {
		if id := r.Unassessed[i].Target.ControlID; out[id] == nil {
			out[id] = &assessment.Control{ID: id}
		}
	}
	return out
}

// verdictOf is what became of a target.
func (one *specification) verdictOf() assessment.Verdict {
	if one.finding == nil {
		return assessment.NotAssessed
	}
	return one.finding.Verdict
}

// count adds one verdict to others.
func count(c *assessment.Coverage, v assessment.Verdict) {
	c.Total++
	switch v {
	case assessment.VerdictPass:
		c.Pass++
	case assessment.VerdictFail:
		c.Fail++
	case assessment.VerdictNotApplicable:
		c.NotApplicable++
	case assessment.NotAssessed:
		c.NotAssessed++
	default:
		c.Undecided++
	}
}

// bases say on whose word a finding rests.
var bases = map[assessment.Basis]string{
	assessment.BasisMachine: "checks", assessment.BasisAssessor: "an assessor's word", assessment.BasisProviderStatement: "the provider's own statement",
	assessment.BasisInherited: "results of another system, inherited", assessment.BasisDecision: "a decision of a person",
}

// finding tells one objective with all that it rests on.
func (b *pageBook) finding(idx *binder, one *specification, cards map[*assessment.Observation]*card, anchor string) *pageFinding {
	v := one.verdictOf()
	out := &pageFinding{
		Anchor: anchor, Class: verdictClass[v], Word: verdictWord(v), Label: visible(cmp.Or(one.target.Label, one.target.ID)), Title: visible(one.target.Title),
	}
	parts := []string{"id " + one.target.ID}
	if one.target.Requirement != "" {
		parts = append(parts, one.target.Requirement)
	}
	if f := one.finding; f != nil {
		out.Why = visible(f.Why)
		parts = append(parts, "basis: "+cmp.Or(bases[f.Basis], string(f.Basis), "not known"))
		if f.Reason != "" {
			parts = append(parts, "reason: "+string(f.Reason))
		}
		for _, s := range f.Inherited {
			out.Inherited = append(out.Inherited, visible(s.Path+after(", sha256 ", s.Digest)))
		}
		if len(f.Undeclared) > 0 {
			out.Says = append(out.Says, visible("No source brings "+strings.Join(f.Undeclared, ", ")+", by which it could be shown broken."))
		}
	} else {
		b.unassessed(idx, one, out)
	}
	b.weak(idx, one, out)
	asserted, all := 0, 0
	for _, o := range idx.observed(one) {
		c := cards[o.Observation]
		out.Seen = append(out.Seen, cite{visible(o.how), c})
		c.citedBy(pageRef{Anchor: anchor, Label: out.Label})
		if o.Said == nil {
			all++
			if o.Population.Asserted {
				asserted++
			}
		}
	}
	if one.finding != nil && all > 0 {
		parts = append(parts, "population: "+populationWords(asserted, all))
	}
	out.Line = visible(strings.Join(parts, "; "))
	return out
}

// unassessed says why nothing decided an objective, and what could.
func (b *pageBook) unassessed(idx *binder, one *specification, out *pageFinding) {
	out.Why = "nothing decided it"
	u := one.unassessed
	if u != nil && u.Why != "" {
		out.Why = visible(u.Why)
	}
	for _, bears := range idx.r.Bearing[one.target.ID] {
		if bears.Why != "" {
			out.Why = visible(bears.Why)
		}
	}
	if u == nil {
		return
	}
	if u.Supported {
		out.Says = append(out.Says, "What supports it passes; that decides nothing.")
	}
	if u.Basis == assessment.BasisInherited {
		out.Says = append(out.Says, "By the system security plan it is inherited; that decides nothing.")
	}
	if len(u.Kinds) > 0 {
		out.Says = append(out.Says, visible("A source could declare "+strings.Join(u.Kinds, ", ")+"."))
	}
}

// weak tells the weaknesses and gaps behind a finding, with the item of each.
func (b *pageBook) weak(idx *binder, one *specification, out *pageFinding) {
	worst := -1
	risks := idx.risks(one)
	for _, k := range risks {
		w := pageWeak{What: "Gap", Text: visible(k.Statement), Remedy: visible(k.Remediation)}
		if !k.Gap {
			level := k.Level
			w.What, w.Text = "Weakness", visible(cmp.Or(k.Title, k.Key))
			if at, ok := idx.open.at(k); ok {
				it := &idx.open.items[at]
				level = it.Rated()
				w.Remedy = "" // which the item has
				w.Ref = &pageRef{Anchor: itemAnchor(idx.r.Scope.Framework.ID, b.in, at), Text: visible(it.ID)}
			}
			if len(risks) > 1 { // else the finding says it
				w.Text += ", level " + level.String()
			}
			if severity(level) > worst {
				worst, out.Level = severity(level), level.String()
			}
		}
		out.Weak = append(out.Weak, w)
	}
}

// populationWords says who says what there was to examine.
func populationWords(asserted, all int) string {
	switch asserted {
	case 0:
		return "by inventory"
	case all:
		return "asserted by the evidence"
	}
	return fmt.Sprintf("asserted by the evidence in %d of %d observations", asserted, all)
}
