package report

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
)

// fewSubjects is how many subjects of an observation a test case lists.
const fewSubjects = 20

// JUnit writes a test suite for each framework and a test case for each objective:
// one that fails is a failure, an undecided one an error, and one that is not
// assessed or does not apply is skipped, because neither is a pass.
func JUnit(w io.Writer, in Input) error {
	j := &junit{w: bufio.NewWriter(w), in: in}
	j.document()
	if err := j.w.Flush(); j.err == nil {
		j.err = err
	}
	if j.err != nil {
		return fmt.Errorf("write JUnit report: %w", j.err)
	}
	return nil
}

// junit writes elements; the first error of reading stays, that of writing is the
// writer's.
type junit struct {
	w   *bufio.Writer
	in  Input
	err error
}

// put writes markup of our own with texts of other people, escaped, in the places
// of %s.
func (j *junit) put(format string, texts ...string) {
	args := make([]any, len(texts))
	for i, t := range texts {
		args[i] = markup(t)
	}
	fmt.Fprintf(j.w, format, args...)
}

// markup is text on one line that is nothing but text to XML.
func markup(text string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(visible(text))) // a builder takes everything
	return out.String()
}

// cases counts test cases.
type cases struct{ tests, failures, errors, skipped int }

func (c cases) words() []string {
	n := strconv.Itoa
	return []string{n(c.tests), n(c.failures), n(c.errors), n(c.skipped)}
}

const countedCases = ` tests="%s" failures="%s" errors="%s" skipped="%s"`

// casesOf counts the test cases that a framework has.
func casesOf(r *assessment.Results) cases {
	c := cases{tests: len(r.Findings) + len(r.Unassessed), skipped: len(r.Unassessed)}
	for i := range r.Findings {
		switch r.Findings[i].Verdict {
		case assessment.VerdictPass:
		case assessment.VerdictFail:
			c.failures++
		case assessment.VerdictNotApplicable, assessment.NotAssessed:
			c.skipped++
		default:
			c.errors++
		}
	}
	return c
}

func (j *junit) document() {
	var all cases
	for i := range j.in.Results {
		c := casesOf(&j.in.Results[i])
		all = cases{all.tests + c.tests, all.failures + c.failures, all.errors + c.errors, all.skipped + c.skipped}
	}
	j.put(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	j.put(`<testsuites name="assay %s"`+countedCases+">\n", append([]string{j.in.System}, all.words()...)...)
	for i := range j.in.Results {
		j.suite(&j.in.Results[i], i == 0)
	}
	j.put("</testsuites>\n")
}

// suite writes one framework; the first carries the seal.
func (j *junit) suite(r *assessment.Results, first bool) {
	fw := &r.Scope.Framework
	j.put(`  <testsuite name="%s"`+countedCases+` timestamp="%s" time="0">`+"\n", append(append([]string{fw.ID}, casesOf(r).words()...), j.in.AsOf.UTC().Format("2006-01-02T15:04:05"))...)
	seal, lock := "", ""
	if first {
		_, lock = j.in.policyChange()
		seal = j.in.seal(formatJUnit).String()
	}
	j.put("    <properties>\n")
	for _, p := range [][2]string{
		{"title", fw.Title}, {"as-of", j.in.asOf()}, {"complete", strconv.FormatBool(r.Complete)},
		{"results", j.in.results(fw.ID).Path}, {"results-sha256", j.in.results(fw.ID).Digest},
		{"population", populated(r)},
		{"policy-change", lock},
		{sealName, seal},
	} {
		if p[1] != "" {
			j.put("      <property name=\"%s\" value=\"%s\"/>\n", p[0], p[1])
		}
	}
	j.put("    </properties>\n")
	labels, risks := printed(r), risksOf(r)
	for i := range r.Findings {
		j.finding(r, &r.Findings[i], labels, risks)
	}
	for i := range r.Unassessed {
		u := &r.Unassessed[i]
		j.open(fw.ID, u.Target, labels)
		j.put("      <skipped message=\"%s\"/>\n    </testcase>\n", "not assessed: "+u.Why)
	}
	j.put("  </testsuite>\n")
}

// open begins the test case of an objective: its class is the control, and its name,
// which is the same whatever its words, its printed form and id.
func (j *junit) open(framework string, t assessment.Target, labels map[string]string) {
	name := t.ID
	if t.Label != "" && t.Label != t.ID {
		name = t.Label + " " + t.ID
	}
	j.put(`    <testcase classname="%s" name="%s" time="0">`+"\n", framework+"."+cmp.Or(labels[t.ControlID], t.ControlID), name)
}

// finding writes the test case of an objective that has a verdict.
func (j *junit) finding(r *assessment.Results, f *assessment.Finding, labels map[string]string, risks map[string]*assessment.Risk) {
	j.open(r.Scope.Framework.ID, f.Target, labels)
	switch f.Verdict {
	case assessment.VerdictPass:
	case assessment.VerdictNotApplicable, assessment.NotAssessed:
		j.put("      <skipped message=\"%s\"/>\n", f.Verdict.String()+": "+f.Why)
	case assessment.VerdictFail:
		j.put("      <failure message=\"%s\" type=\"%s\">", f.Why, worstOf(f, risks))
		j.details(r, f, risks)
		j.put("</failure>\n")
	default:
		j.put("      <error message=\"%s\" type=\"%s\">", f.Why, cmp.Or(string(f.Reason), "undecided"))
		j.details(r, f, risks)
		j.put("</error>\n")
	}
	j.put("    </testcase>\n")
}

// worstOf is the word of the worst level among the risks of a finding.
func worstOf(f *assessment.Finding, risks map[string]*assessment.Risk) string {
	worst, known := assessment.LevelNone, false
	for _, key := range f.Risks {
		if k := risks[key]; k != nil && !k.Gap {
			if known = true; severity(k.Level) > severity(worst) {
				worst = k.Level
			}
		}
	}
	if !known {
		return assessment.LevelUnknown.String()
	}
	return worst.String()
}

// details are the lines of a test case that did not pass: what it was seen on, and
// what to do.
func (j *junit) details(r *assessment.Results, f *assessment.Finding, risks map[string]*assessment.Risk) {
	if f.Target.Title != "" {
		j.put("%s\n", f.Target.Title)
	}
	told := ""
	for _, o := range behind(r, f) {
		n := 0
		for s, err := range o.Each() {
			if err != nil {
				if j.err == nil {
					j.err = err
				}
				return
			}
			if n++; n > fewSubjects {
				continue
			}
			j.put("%s: %s: %s%s\n", o.Run.Check, named(cmp.Or(s.Component, o.Component), j.in.name(s, o.Personal)), cmp.Or(s.Why, f.Why), after(" at ", place(s.Source)))
		}
		if n > fewSubjects {
			j.put("%s: and %s\n", o.Run.Check, Count(n-fewSubjects, "more subject"))
		}
		if k := riskOf(risks, f, o); k != nil && k.Remediation != "" && k.Remediation != told {
			told = k.Remediation
			j.put("fix: %s\n", told)
		}
	}
}
