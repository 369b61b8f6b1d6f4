package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// specification tells all there is of one specification.
func (b *binder) specification(one *specification) {
	t := &one.target
	b.line("")
	b.line("#### %s", strings.TrimSpace(cmp.Or(t.Label, t.ID)+" "+t.Title))
	b.line("")
	b.line("- 45 CFR %s, %s; of %s; %s", cmp.Or(t.Label, t.ID), one.designation(), one.control, t.ID)
	b.verdict(one)
	b.claimed(t.ControlID)
	b.checks(one)
	b.evidence(one)
	b.said(one)
	b.left(one)
}

// verdict says what became of a specification and why, in its own words: what is open
// is not softened.
func (b *binder) verdict(one *specification) {
	f := one.finding
	if f == nil {
		why := "nothing decided it"
		if u := one.unassessed; u != nil && u.Why != "" {
			why = u.Why
		}
		for _, bears := range b.r.Bearing[one.target.ID] {
			why = cmp.Or(bears.Why, why)
		}
		b.line("- verdict: **not assessed**: %s", why)
		if u := one.unassessed; u != nil && u.Basis == assessment.BasisInherited {
			b.line("- by the system security plan it is inherited; that decides nothing")
		}
	} else {
		b.line("- verdict: **%s**; basis: %s; %s", one.verdict(), string(f.Basis), f.Why)
		if len(f.Undeclared) > 0 {
			b.line("- no source brings %s, by which it could be shown broken", strings.Join(f.Undeclared, ", "))
		}
	}
	if one.designation() == "addressable" && (f == nil || f.Verdict == assessment.VerdictFail || f.Verdict == assessment.VerdictUndecided) && !b.decided(one) {
		b.line("- addressable, and no decision is on record: either it is implemented, or why not, and what is done instead, is written down (164.306(d)(3))")
	}
}

// decided says whether somebody decided of a specification.
func (b *binder) decided(one *specification) bool {
	return slices.ContainsFunc(b.people(one), func(o *assessment.Observation) bool { return o.Said.Kind == "decision" })
}

// claimed tells what the description of the system claims of a standard.
func (b *binder) claimed(control string) {
	switch list := b.claims[control]; {
	case !b.known:
		b.line("- claims: not known; no description of the system stands beside these results")
	case len(list) == 0:
		b.line("- claims: none")
	default:
		for _, c := range list {
			b.w.WriteString("- " + claimWords(c) + "\n") // which is escaped
		}
	}
}

// seen is an observation with how it speaks of a specification.
type seen struct {
	*assessment.Observation
	how string
}

// observed lists what was seen or said of a specification: what its finding rests on,
// what only informs, and what bears on one that nothing decided.
func (b *binder) observed(one *specification) []seen {
	var out []seen
	add := func(i int, how string) {
		if i >= 0 && i < len(b.r.Observations) {
			out = append(out, seen{&b.r.Observations[i], how})
		}
	}
	if f := one.finding; f != nil {
		for _, i := range f.Observations {
			add(i, b.strength(f.Target.ID, i))
		}
		for _, i := range f.Informing {
			add(i, assessment.Informs.String())
		}
		return out
	}
	if u := one.unassessed; u != nil && len(u.Observations) > 0 {
		for _, i := range u.Observations {
			add(i, "bears on it")
		}
		return out
	}
	for _, bears := range b.r.Bearing[one.target.ID] {
		add(bears.Observation, bears.Strength.String())
	}
	return out
}

// strength says by what right an observation counts for a target: the strongest binding
// of its check.
func (b *binder) strength(target string, at int) string {
	if at < 0 || at >= len(b.r.Observations) {
		return ""
	}
	if how := b.bindings[[2]string{target, b.r.Observations[at].Run.Check}]; how > assessment.Informs {
		return how.String()
	}
	return "counts"
}

// people lists what persons said or chose of a specification.
func (b *binder) people(one *specification) []*assessment.Observation {
	var out []*assessment.Observation
	for _, o := range b.observed(one) {
		if o.Said != nil {
			out = append(out, o.Observation)
		}
	}
	return out
}

// checks is a table of what checks saw.
func (b *binder) checks(one *specification) {
	var rows [][]string
	for _, o := range b.observed(one) {
		if o.Said != nil {
			continue
		}
		outcome := o.Outcome.String()
		if o.Reason != "" {
			outcome += ", " + string(o.Reason)
		}
		population := "by inventory"
		if o.Population.Asserted {
			population = "asserted by the evidence"
		}
		rows = append(rows, []string{o.Run.Check, o.how, o.Component, outcome, fmt.Sprint(o.Count), population, o.UUID})
	}
	if len(rows) == 0 {
		b.line("- checks: none has looked at it")
		return
	}
	b.table("check", "how", "component", "outcome", "subjects", "population", "observation")
	for _, r := range rows {
		b.row(r...)
	}
}

// citedFile is a file that the observations of a specification rest on.
type citedFile struct {
	assessment.Source
	first, last time.Time
	checks      []string
}

// files lists the files that a specification rests on, by path, each once with what
// rests on it. Of people it is their record and their documents.
func (b *binder) files(one *specification) []citedFile {
	at := map[assessment.Source]int{}
	var out []citedFile
	for _, o := range b.observed(one) {
		set := b.r.Sets[o.EvidenceSet]
		for _, f := range set.Files {
			key := assessment.Source{Path: f.Path, Digest: f.Digest}
			i, ok := at[key]
			if !ok {
				i = len(out)
				at[key] = i
				out = append(out, citedFile{Source: key, first: o.First, last: o.Last})
			}
			c := &out[i]
			if o.First.Before(c.first) {
				c.first = o.First
			}
			if o.Last.After(c.last) {
				c.last = o.Last
			}
			if !slices.Contains(c.checks, o.Run.Check) {
				c.checks = append(c.checks, o.Run.Check)
			}
		}
	}
	slices.SortFunc(out, func(a, b citedFile) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Digest, b.Digest)) })
	return out
}

// evidence is a table of these files. Times of collection are those of the set of
// evidence that a file is of.
func (b *binder) evidence(one *specification) {
	files := b.files(one)
	if len(files) == 0 {
		b.line("")
		b.line("No file of evidence.")
		return
	}
	b.table("evidence", "SHA-256", "collected", "read by")
	for _, f := range files {
		b.row(f.Path, f.Digest, collected(f.first, f.last), strings.Join(f.checks, ", "))
	}
}

// collected is a time, or the first and the last of several.
func collected(first, last time.Time) string {
	switch {
	case first.IsZero():
		return "not known"
	case first.Equal(last):
		return moment(first)
	}
	return moment(first) + " to " + moment(last)
}

// said is a table of what people said and chose, and of documents that nobody holds
// here.
func (b *binder) said(one *specification) {
	list := b.people(one)
	if len(list) == 0 {
		b.line("")
		b.line("No attestation and no decision.")
		return
	}
	b.table("record", "by", "outcome", "on", "counts until", "says", "documents")
	for _, o := range list {
		said := o.Said
		var words, documents []string
		for _, d := range said.Details {
			if d.Text != "" {
				words = append(words, d.Name+": "+d.Text)
			}
		}
		for _, x := range said.Exhibits {
			switch {
			case x.Source.Path != "":
				documents = append(documents, x.Source.Path+" ("+x.Source.Digest+")")
			case x.Href != "":
				documents = append(documents, strings.TrimSpace(x.Title+" "+x.Href)+" (kept elsewhere, nobody compared it)")
			}
		}
		outcome := o.Outcome.String()
		if o.Reason != "" {
			outcome += ", " + string(o.Reason)
		}
		b.row(said.Kind+" "+said.ID, byWhom(said.Party), outcome, collected(o.First, o.First), maybe(o.Expires), strings.Join(words, "; "), strings.Join(documents, ", "))
	}
}

// byWhom names a person with role and organization.
func byWhom(p assessment.Party) string {
	var parts []string
	for _, t := range []string{p.Name, p.Role, p.Organization} {
		if t != "" {
			parts = append(parts, t)
		}
	}
	return cmp.Or(strings.Join(parts, ", "), "nobody is named")
}

// items are the POAM-IDs of the open items of a specification, and how many gaps keep
// it undecided.
func (b *binder) items(one *specification) []string {
	var out []string
	gaps := 0
	for _, k := range b.risks(one) {
		if k.Gap {
			gaps++
			continue
		}
		if it := b.open.of(k); it != nil {
			out = append(out, it.ID)
		}
	}
	if gaps > 0 {
		out = append(out, Count(gaps, "gap"))
	}
	return out
}

// risks are those of a specification.
func (b *binder) risks(one *specification) []*assessment.Risk {
	if one.finding == nil {
		return nil
	}
	var out []*assessment.Risk
	for _, key := range one.finding.Risks {
		if k := b.weak[key]; k != nil {
			out = append(out, k)
		}
	}
	return out
}

// left is a table of what is open: items of the plan of action, weaknesses that have
// none, and gaps.
func (b *binder) left(one *specification) {
	risks := b.risks(one)
	if len(risks) == 0 {
		return
	}
	b.table("open", "what", "level", "deadline", "waivers", "remedy")
	for _, k := range risks {
		switch it := b.open.of(k); {
		case k.Gap:
			b.row("gap", k.Statement, "none: nothing was seen", "", "", k.Remediation)
		case it != nil:
			b.row(it.ID, it.Title, it.Rated().String(), maybe(it.Due()), waivers(it), cmp.Or(it.Remediation, k.Remediation))
		default:
			b.row("not on the plan of action", k.Title, k.Level.String(), maybe(k.Deadline), "", k.Remediation)
		}
	}
}

// waivers are those of an item in words.
func waivers(it *assessment.Item) string {
	var out []string
	for i := range it.Deviations {
		d := &it.Deviations[i]
		out = append(out, fmt.Sprintf("%s: %s, %s, until %s", d.ID, d.Kind, d.State, day(d.Until)))
	}
	return strings.Join(out, "; ")
}
