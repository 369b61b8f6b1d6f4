package report

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
)

// The page as it is written: its parts, its looks, and what filters it. The script reads
// nothing but the page itself.
//
//go:embed page/page.tmpl
var pageText string

//go:embed page/page.css
var pageCSS string

//go:embed page/page.js
var pageScript string

// pageTemplate escapes by context whatever it is given.
var pageTemplate = template.Must(template.New("").Parse(pageText))

// pagePolicy lets a browser run this one script and use these looks, and fetch nothing.
var pagePolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-" + sum(pageCSS) + "'; script-src 'sha256-" + sum(pageScript) + "'"

func sum(text string) string {
	digest := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(digest[:])
}

// What the page holds at most. What is more is counted on it, and stands in the results.
const (
	mostReasons      = 50     // of the gate, and of what it lets pass
	mostSubjects     = 25_000 // of all observations that fail or stay undecided
	mostOfOne        = 500    // subjects of one such observation
	mostPassing      = 10     // subjects of one that passes or skips
	mostEvidence     = 5000   // files in the list
	mostSetFiles     = 8      // files told with one observation
	mostCiting       = 4      // findings told with one observation
	mostFresh        = 100    // rows of freshness
	mostText         = 1 << 20
	mostItemSubjects = 8
)

// page is all that the template shows. Every text in it has been through visible.
type page struct {
	Policy            string
	CSS               template.CSS
	Script            template.JS
	Seal              template.HTML
	System, Day, AsOf string
	TimeSource        string
	Version, Stopped  string
	Meta, Remarks     []string
	Gate              pageGate
	Frameworks        []*pageFramework
	Gauges            []gauge
	Age               *columns
	Trends            []trend
	Freshness         *freshness
	Levels            []string
	Verdicts          []pageCount
	Observations      []*card
	Plans             []pagePlan
	NoPlan            string
	Checks            []*pageCheck
	NoTexts           string
	Evidence          []*pageFile
	Notes             []string
	Files             []File
}

// pageGate is the gate's word.
type pageGate struct {
	Class, Line, Summary, Baseline string
	Reasons, Tolerated             []pageReason
	More                           string
	Let                            int
}

// pageReason is one thing that the gate rests on.
type pageReason struct {
	Class, Kind, Framework, Controls, ID, Seen, Why, Remedy, Evidence, Item, Let string
}

// pageCount is a word with how often it stands there.
type pageCount struct {
	Class, Word string
	N           int
}

// HTML writes the report as one file for people: it names nothing outside itself,
// fetches nothing, and can be read without its script.
func HTML(w io.Writer, in Input) error {
	b := &pageBook{in: &in, checks: map[string]*pageCheck{}, files: map[assessment.Source]*pageFile{}, paths: map[string]*pageFile{}, left: mostSubjects}
	p, err := b.page()
	if err != nil {
		return fmt.Errorf("write HTML report: %w", err)
	}
	out := bufio.NewWriterSize(w, 1<<16)
	if err := pageTemplate.ExecuteTemplate(out, "page", p); err != nil {
		return fmt.Errorf("write HTML report: %w", err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write HTML report: %w", err)
	}
	return nil
}

// pageBook gathers what the page shows, and gives each part the name it is linked by.
type pageBook struct {
	in     *Input
	cards  []*card
	checks map[string]*pageCheck // by id and digest of the policy
	order  []*pageCheck
	files  map[assessment.Source]*pageFile
	paths  map[string]*pageFile
	listed []*pageFile
	cut    int // files that the list does not hold
	left   int // subjects there is room for
	texts  int // bytes of policies that are told
	counts map[string]int
	fresh  map[freshKey]bool
	rows   []freshKey
}

func (b *pageBook) page() (*page, error) {
	in := b.in
	b.counts, b.fresh = map[string]int{}, map[freshKey]bool{}
	p := &page{
		Policy: pagePolicy, CSS: template.CSS(pageCSS), Script: template.JS(pageScript), Seal: template.HTML(in.seal(formatHTML).Comment()), //nolint:gosec // ours
		System: visible(in.System), Day: day(in.AsOf), AsOf: in.asOf(), TimeSource: visible(in.TimeSource), Version: visible(in.Version), Stopped: visible(in.Stopped),
		Gate: in.pageGate(), Remarks: in.pageRemarks(), Meta: in.pageMeta(),
	}
	for i := range in.Results {
		f, err := b.framework(&in.Results[i], i)
		if err != nil {
			return nil, err
		}
		p.Frameworks = append(p.Frameworks, f)
	}
	for _, c := range b.cards {
		if c.Apart() {
			p.Observations = append(p.Observations, c)
		}
	}
	if err := b.policies(p); err != nil {
		return nil, err
	}
	p.Plans, p.NoPlan = b.plans()
	p.Gauges, p.Age, p.Trends, p.Freshness = in.gauges(), in.ages(), in.trends(), b.freshness()
	for _, l := range []assessment.Level{assessment.LevelUnknown, assessment.LevelCritical, assessment.LevelHigh, assessment.LevelModerate, assessment.LevelLow, assessment.LevelNone} {
		if b.counts[l.String()] > 0 {
			p.Levels = append(p.Levels, l.String())
		}
	}
	for _, v := range verdictOrder {
		class := verdictClass[v]
		p.Verdicts = append(p.Verdicts, pageCount{class, verdictWord(v), b.counts[class]})
	}
	p.Evidence = b.listed
	slices.SortStableFunc(p.Evidence, func(a, c *pageFile) int { return cmp.Or(cmp.Compare(a.Path, c.Path), cmp.Compare(a.Digest, c.Digest)) })
	p.Notes = b.notes()
	for _, f := range in.MadeFrom(formatHTML) {
		p.Files = append(p.Files, File{Path: visible(f.Path), Digest: visible(f.Digest)})
	}
	return p, nil
}

// pageMeta says by whom and how, beside the time.
func (in Input) pageMeta() []string {
	out := []string{"assay " + visible(in.Version)}
	for _, r := range in.Results {
		if s := r.Scope.System; s != nil && s.Kind != "" {
			text := s.Kind + " assessment"
			if s.Assessor != "" {
				text += " by " + s.Assessor
			}
			return append(out, visible(text))
		}
	}
	return out
}

// pageRemarks are what the first screen says of scores and words.
func (in Input) pageRemarks() []string {
	var out []string
	for _, r := range in.Results {
		fw := &r.Scope.Framework
		if m, ok := in.Measures[fw.ID]; ok {
			text := fw.ID + ": " + scored(&m)
			if m.Fault == "" && m.Status.Words != "" {
				text += ". Status: " + m.Status.Words
			}
			out = append(out, visible(text))
		}
	}
	return out
}

// pageGate is the gate's word with the worst of what it rests on.
func (in Input) pageGate() pageGate {
	d := in.Decision
	g := pageGate{Class: "pass", Line: visible(in.verdictLine()), Summary: visible(d.Summary), Let: len(d.Tolerated)}
	switch {
	case d.Code == 3:
		g.Class = "und"
	case !d.Passed:
		g.Class = "fail"
	}
	if d.Baseline != nil {
		g.Baseline = visible(fmt.Sprintf("Held against %s as of %s, where %s had an answer.", d.Baseline.Path, moment(d.Baseline.AsOf), Count(d.Baseline.Answered, "objective")))
	}
	g.Reasons, g.Tolerated = pageReasons(d.Reasons, false), pageReasons(d.Tolerated, true)
	if n := len(d.Reasons) - len(g.Reasons); n > 0 {
		g.More = fmt.Sprintf("And %d more; each stands with its findings, and the other reports list them all.", n)
	}
	return g
}

func pageReasons(list []Reason, tolerated bool) []pageReason {
	var out []pageReason
	for _, r := range list[:min(mostReasons, len(list))] {
		one := pageReason{
			Class: "fail", Kind: visible(r.Kind + mark(r.Level)), Framework: visible(r.Framework), Controls: visible(some(r.Controls, fewControls)),
			Seen: visible(r.on()), Why: visible(r.Why), Remedy: visible(r.Remedy), Evidence: visible(r.Evidence), Item: visible(r.Item),
		}
		if r.ID != r.Framework {
			one.ID = visible(r.ID)
		}
		if r.Kind == "undecided" || r.Kind == "incomplete" || r.Kind == "coverage" || r.Kind == "nothing-assessed" {
			one.Class = "und"
		}
		if tolerated {
			one.Let = visible(r.let())
		}
		out = append(out, one)
	}
	return out
}

// notes tells what there is to tell of the evidence.
func (b *pageBook) notes() []string {
	var out []string
	for _, n := range b.in.Evidence.Notes {
		out = append(out, visible(noted(n)+": "+n.What+after("; ", n.Remedy)))
	}
	if n := b.in.Evidence.NotesCut; n > 0 {
		out = append(out, "and "+Count(n, "more note"))
	}
	for _, g := range b.in.Gone {
		out = append(out, visible(g+": counted in the previous run, gone now"))
	}
	for _, u := range b.in.Unclaimed {
		out = append(out, visible("claim not resolved, source not available: "+u))
	}
	if b.cut > 0 {
		out = append(out, fmt.Sprintf("%s not listed here; the report artifacts has them all", Count(b.cut, "more file")))
	}
	return out
}

// verdictOrder is how verdicts are told: what is open first.
var verdictOrder = []assessment.Verdict{assessment.VerdictFail, assessment.VerdictUndecided, assessment.VerdictPass, assessment.VerdictNotApplicable, assessment.NotAssessed}

// verdictClass is what the looks know a verdict as.
var verdictClass = map[assessment.Verdict]string{
	assessment.VerdictFail: "fail", assessment.VerdictUndecided: "und", assessment.VerdictPass: "pass", assessment.VerdictNotApplicable: "na", assessment.NotAssessed: "no",
}

// verdictWord is a verdict as a person reads it.
func verdictWord(v assessment.Verdict) string { return strings.ReplaceAll(v.String(), "-", " ") }
