// Package trace answers questions over results: where a verdict comes from, and
// what a piece of evidence led to. It needs results only, no network and no
// policy engine.
package trace

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
)

// Run is one framework's results with its plan of action.
type Run struct {
	Results assessment.Results
	POAM    assessment.POAM
}

// Subjects is how many subjects of an observation Explain prints.
const Subjects = 10

// Explain walks id along the chain POA&M item, risk, finding, observation,
// evidence and policy, both ways, and writes what it meets. id is a control, an
// objective or statement (by id or printed form), a check, a component, a
// POAM-ID, a uuid, or the path or sha256 of evidence. An id that nothing has is
// a problem.
func Explain(w io.Writer, runs []Run, id string) error {
	e := &explainer{w: w}
	found := false
	for i := range runs {
		if e.run(&runs[i], id) {
			found = true
		}
	}
	if e.err != nil {
		return e.err
	}
	if !found {
		return problem.New(problem.Place{}, fmt.Sprintf("nothing in these results has the id %q", id),
			"give a control, objective, check, component, POAM-ID, uuid, or the path or sha256 of evidence; assay control list shows the controls")
	}
	return nil
}

type explainer struct {
	w   io.Writer
	err error
}

func (e *explainer) line(depth int, format string, args ...any) {
	if e.err == nil {
		text := strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f {
				return ' '
			}
			return r
		}, fmt.Sprintf(format, args...))
		_, e.err = io.WriteString(e.w, strings.Repeat("  ", depth)+text+"\n")
	}
}

// run writes what one framework has under id.
func (e *explainer) run(run *Run, id string) bool {
	r := &run.Results
	found := false
	for i := range r.Findings {
		if f := &r.Findings[i]; e.names(r, f, id) {
			e.finding(run, f)
			found = true
		}
	}
	for i := range r.Unassessed {
		u := &r.Unassessed[i]
		if same(id, u.Target.ID, u.Target.Label, u.Target.ControlID) {
			e.line(0, "%s %s %s: not assessed: %s", r.Scope.Framework.ID, u.Target.ID, u.Target.Label, u.Why)
			found = true
		}
	}
	for i := range r.Observations {
		o := &r.Observations[i]
		if same(id, o.UUID, o.Run.Check, o.Component, o.EvidenceSet) || e.rests(r, o, id) {
			e.line(0, "%s observation %s", r.Scope.Framework.ID, o.UUID)
			e.observation(r, o, 1)
			e.leadsTo(r, i)
			found = true
		}
	}
	for i := range r.Risks {
		if k := &r.Risks[i]; id == k.UUID && id != "" {
			e.risk(k, 0)
			for j := range r.Findings {
				if slices.Contains(r.Findings[j].Risks, k.Key) {
					e.finding(run, &r.Findings[j])
				}
			}
			found = true
		}
	}
	for i := range run.POAM.Items {
		if it := &run.POAM.Items[i]; same(id, it.ID, it.UUID, it.RiskUUID) {
			e.item(it, 0)
			for j := range r.Findings {
				if slices.ContainsFunc(r.Findings[j].Risks, func(k string) bool { return it.Known(k, nil) }) {
					e.finding(run, &r.Findings[j])
				}
			}
			found = true
		}
	}
	return found
}

func (e *explainer) names(r *assessment.Results, f *assessment.Finding, id string) bool {
	return same(id, f.UUID, f.Target.ID, f.Target.Label, f.Target.ControlID)
}

// same compares without regard to case, so that the printed form works.
func same(id string, names ...string) bool {
	return id != "" && slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, id) })
}

// rests says whether an observation rests on evidence with this path or digest.
func (e *explainer) rests(r *assessment.Results, o *assessment.Observation, id string) bool {
	return slices.ContainsFunc(r.Sets[o.EvidenceSet].Files, func(f assessment.Source) bool { return same(id, f.Path, f.Digest) })
}

func (e *explainer) finding(run *Run, f *assessment.Finding) {
	r := &run.Results
	e.line(0, "%s %s %s %s", r.Scope.Framework.ID, f.Target.ID, f.Target.Label, f.Target.Title)
	e.line(1, "verdict: %s%s, basis %s, as of %s", f.Verdict, reason(f.Reason), cmp.Or(string(f.Basis), "unknown"), when(r.AsOf))
	e.line(1, "why: %s", f.Why)
	for _, i := range f.Observations {
		e.observation(r, &r.Observations[i], 1)
	}
	for _, key := range f.Risks {
		for i := range r.Risks {
			if r.Risks[i].Key == key {
				e.risk(&r.Risks[i], 1)
			}
		}
		for i := range run.POAM.Items {
			if it := &run.POAM.Items[i]; it.Known(key, nil) {
				e.item(it, 1)
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

func (e *explainer) observation(r *assessment.Results, o *assessment.Observation, depth int) {
	e.line(depth, "check %s on component %s: %d %s%s", o.Run.Check, o.Component, o.Count, o.Outcome, reason(o.Reason))
	for _, c := range r.Checks {
		if c.ID == o.Run.Check {
			e.line(depth+1, "policy: %s:%d sha256:%s", c.Source.Path, c.Source.Line, cmp.Or(c.Source.Digest, c.Digest))
			for _, cite := range c.Citations {
				e.line(depth+1, "citation: %s %s", cite.Text, cite.Ref)
			}
		}
	}
	n := 0
	for s, err := range o.Subjects {
		if err != nil {
			e.err = err
			return
		}
		if n++; n > Subjects {
			e.line(depth+1, "and %d more subjects", o.Count-Subjects)
			break
		}
		e.line(depth+1, "%s: %s", s.Name(), s.Why)
		if s.Evidence != "" {
			e.line(depth+2, "evidence: %s sha256:%s", place(s.Source), s.Evidence)
		}
	}
	if n == 0 {
		for _, f := range r.Sets[o.EvidenceSet].Files {
			e.line(depth+1, "evidence: %s sha256:%s", f.Path, f.Digest)
		}
	}
}

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

// leadsTo lists the findings that cite an observation.
func (e *explainer) leadsTo(r *assessment.Results, index int) {
	for i := range r.Findings {
		if f := &r.Findings[i]; slices.Contains(f.Observations, index) {
			e.line(1, "leads to: %s %s: %s", f.Target.ID, f.Target.Label, f.Verdict)
		}
	}
}

func (e *explainer) risk(k *assessment.Risk, depth int) {
	deadline := ""
	if !k.Deadline.IsZero() {
		deadline = ", due " + when(k.Deadline)
	}
	e.line(depth, "risk %s: %s, level %s%s", k.Key, k.Status, k.Level, deadline)
	if k.Remediation != "" {
		e.line(depth+1, "fix: %s", k.Remediation)
	}
}

func (e *explainer) item(it *assessment.Item, depth int) {
	deadline := ""
	if !it.Deadline.IsZero() {
		deadline = ", due " + when(it.Deadline)
	}
	e.line(depth, "POA&M %s (%s): %s, first detected %s%s, %d of %d subjects still affected", it.ID, it.Weakness, it.Status, when(it.Detected), deadline, it.Affected.Open, it.Affected.Count)
}
