package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
)

// hipaaFamily is the family whose frameworks the binder is about.
const hipaaFamily = "hipaa"

// chapter is one question that auditors begin with, and the citations that answer it:
// each stands for itself and all beneath it.
type chapter struct {
	title     string
	citations []string
}

// hipaaChapters are the questions in the order they are asked. What none of them takes
// follows by its standard.
//
// Source: 45 CFR part 164 subparts C and D; which citation answers which question is
// our choice.
var hipaaChapters = []chapter{
	{"Risk analysis", []string{"164.308(a)(1)(ii)(A)", "164.308(a)(1)(ii)(B)", "164.308(a)(8)"}},
	{"Access control", []string{"164.308(a)(3)", "164.308(a)(4)", "164.308(a)(5)(ii)(D)", "164.312(a)", "164.312(d)"}},
	{"Audit logging", []string{"164.308(a)(1)(ii)(D)", "164.308(a)(5)(ii)(C)", "164.312(b)"}},
	{"Breach notification", []string{"164.400", "164.402", "164.404", "164.406", "164.408", "164.410", "164.412", "164.414", "164.308(a)(6)"}},
}

// remaining is the title of what none of these takes.
const remaining = "The remaining standards"

// HIPAA writes the binder in Markdown: for each specification of the HIPAA frameworks
// of the run its verdict, what is claimed, checks, people, files of evidence by digest
// and open items, by the questions that auditors begin with. It errs where the run has
// no such framework.
func HIPAA(w io.Writer, in Input) error {
	var found []*assessment.Results
	for i := range in.Results {
		r := &in.Results[i]
		if id := r.Scope.Framework.ID; r.Scope.Framework.Family == hipaaFamily || id == hipaaFamily || strings.HasPrefix(id, hipaaFamily+"-") {
			found = append(found, r)
		}
	}
	if len(found) == 0 {
		return problem.New(problem.Place{Path: in.Out}, "there is nothing to bind: these results are against no framework of HIPAA", "assess hipaa, and give the directory that assay assess wrote")
	}
	s := newSheet(w)
	s.line("# HIPAA binder of %s", in.System)
	s.line("")
	s.line("As of %s (%s), assay %s.", in.asOf(), in.TimeSource, in.Version)
	s.line("")
	s.line("Which file answers which question: for each specification what was seen and what was not, who said what, and the evidence by path and SHA-256. It is an index of what an assessment found. It grants nothing, and nobody complies by it. Undecided and not assessed are open questions, never a yes.")
	if in.Stopped != "" {
		s.line("")
		s.line("**The run is not complete**: %s. What was not judged is undecided.", in.Stopped)
	}
	for _, r := range found {
		if err := newBinder(s, &in, r).bind(); err != nil {
			return err
		}
	}
	s.madeFrom(in, formatHIPAA, "##")
	return s.close("HIPAA binder")
}

// binder is the part of one framework.
type binder struct {
	*sheet
	in       *Input
	r        *assessment.Results
	weak     map[string]*assessment.Risk // by key
	open     openItems
	bindings map[[2]string]assessment.Strength // by target and check, the strongest
	claims   map[string][]assessment.Claimed   // by control
	known    bool                              // that there are claims, or none
}

func newBinder(s *sheet, in *Input, r *assessment.Results) *binder {
	b := &binder{sheet: s, in: in, r: r, weak: risksOf(r), open: in.openItems(r.Scope.Framework.ID), bindings: map[[2]string]assessment.Strength{}}
	for i := range r.Scope.Bindings {
		k := &r.Scope.Bindings[i]
		for _, run := range k.Runs {
			at := [2]string{k.Target, run.Check}
			b.bindings[at] = max(b.bindings[at], k.Strength)
		}
	}
	return b
}

// bind writes the index, then every specification by chapter.
func (b *binder) bind() (err error) {
	if b.claims, b.known, err = b.in.claimsOf(b.r); err != nil {
		return err
	}
	fw := &b.r.Scope.Framework
	b.line("")
	b.line("## %s (%s)", fw.Title, fw.ID)
	b.line("")
	c := b.r.Coverage
	b.line("%s: %d pass, %d fail, %d undecided, %d not applicable, %d not assessed. Population: %s.", Count(c.Total, "specification"), c.Pass, c.Fail, c.Undecided, c.NotApplicable, c.NotAssessed, populated(b.r))
	b.line("Evidence stands in %s/resources under its SHA-256; the report artifacts lists the same files by place. Documentation that the rule requires is kept for six years from its creation, or from when it last was in effect (164.316(b)(2)(i)).", fw.ID)
	for _, e := range b.r.Scope.Excluded {
		b.line("- component %s is not assessed: %s", e.Component, e.Reason)
	}
	if b.r.Coverage.Unknown || len(b.r.Scope.Controls) == 0 {
		b.line("- **Not known**: which specifications there are beside those below. The profile is not the one that the results name by digest.")
	}
	chapters := b.chapters()
	b.index(chapters)
	for _, ch := range chapters {
		b.line("")
		b.line("### %s", ch.title)
		for i := range ch.specifications {
			b.specification(&ch.specifications[i])
		}
	}
	b.unbound()
	return nil
}

// specification is one target with its verdict.
type specification struct {
	target     assessment.Target
	control    string // label and title of its standard
	finding    *assessment.Finding
	unassessed *assessment.Unassessed
}

// bound is a chapter with what it takes, in the profile's order.
type bound struct {
	title          string
	specifications []specification
}

// chapters sorts every specification into its chapter.
func (b *binder) chapters() []bound {
	out := make([]bound, len(hipaaChapters)+1)
	for i, c := range hipaaChapters {
		out[i].title = c.title
	}
	out[len(hipaaChapters)].title = remaining
	for _, one := range b.specifications() {
		at := slices.IndexFunc(hipaaChapters, func(c chapter) bool {
			return slices.ContainsFunc(c.citations, func(cite string) bool { return beneath(one.target.Label, cite) })
		})
		if at < 0 {
			at = len(hipaaChapters)
		}
		out[at].specifications = append(out[at].specifications, one)
	}
	return out
}

// beneath says whether a citation is another, or a paragraph of it.
func beneath(label, cite string) bool {
	rest, ok := strings.CutPrefix(label, cite)
	return ok && (rest == "" || rest[0] == '(')
}

// specifications lists every target: in the profile's order where it is known; those
// that the profile's controls do not name follow.
func (b *binder) specifications() []specification {
	var out []specification
	findings, left := map[string]*assessment.Finding{}, map[string]*assessment.Unassessed{}
	for i := range b.r.Findings {
		findings[b.r.Findings[i].Target.ID] = &b.r.Findings[i]
	}
	for i := range b.r.Unassessed {
		left[b.r.Unassessed[i].Target.ID] = &b.r.Unassessed[i]
	}
	seen := map[string]bool{}
	for i := range b.r.Scope.Controls {
		c := &b.r.Scope.Controls[i]
		for _, t := range c.Targets {
			seen[t.ID] = true
			out = append(out, specification{t, strings.TrimSpace(c.Label + " " + c.Title), findings[t.ID], left[t.ID]})
		}
	}
	for i := range b.r.Findings {
		if f := &b.r.Findings[i]; !seen[f.Target.ID] {
			out = append(out, specification{f.Target, f.Target.ControlID, f, nil})
		}
	}
	for i := range b.r.Unassessed {
		if u := &b.r.Unassessed[i]; !seen[u.Target.ID] && findings[u.Target.ID] == nil {
			out = append(out, specification{u.Target, u.Target.ControlID, nil, u})
		}
	}
	return out
}

// verdict says in words what became of a specification.
func (one *specification) verdict() string {
	f := one.finding
	switch {
	case f == nil:
		return assessment.NotAssessed.String()
	case f.Reason != "":
		return f.Verdict.String() + ", " + string(f.Reason)
	}
	return f.Verdict.String()
}

// designation says whether a specification is required or addressable; a standard
// without specifications is required itself, and subpart D has no such words.
func (one *specification) designation() string {
	if strings.HasPrefix(one.target.Label, "164.4") {
		return cmp.Or(one.target.Requirement, "requirement")
	}
	return cmp.Or(one.target.Requirement, "standard")
}

// index is a table of every specification, by chapter.
func (b *binder) index(chapters []bound) {
	b.line("")
	b.line("### Index")
	b.table("chapter", "citation", "specification", "designation", "verdict", "basis", "files", "people", "open items")
	for _, ch := range chapters {
		for i := range ch.specifications {
			one := &ch.specifications[i]
			basis := ""
			if one.finding != nil {
				basis = string(one.finding.Basis)
			}
			b.row(ch.title, cmp.Or(one.target.Label, one.target.ID), one.target.Title, one.designation(), one.verdict(), basis,
				fmt.Sprint(len(b.files(one))), fmt.Sprint(len(b.people(one))), strings.Join(b.items(one), ", "))
		}
	}
}

// unbound lists what does not bind an organization of this kind.
func (b *binder) unbound() {
	if len(b.r.Scope.Unbound) == 0 {
		return
	}
	b.line("")
	b.line("### Not binding")
	b.table("id", "specification", "binds")
	for _, u := range b.r.Scope.Unbound {
		b.row(u.ID, strings.TrimSpace(u.Label+" "+u.Title), strings.Join(u.Binds, ", "))
	}
}
