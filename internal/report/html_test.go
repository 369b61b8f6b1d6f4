package report_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/report"
)

// pages are the reports that a browser is shown.
func pages() map[string]report.Input {
	hostile := poisoned(hostileTexts["markup"] + hostileTexts["a direction override"] + `"'></script></title></style><svg onload=alert(1)>` + "{{.}} ${alert(1)} `")
	return map[string]report.Input{"whole.html": detailed(), "hostile.html": hostile, "large.html": many(5000, 20_000), "nothing.html": {Version: "1.2.3", System: "meridian"}}
}

// detailed is whole with everything that a page can show: a plan of action with open,
// late, waived and closed items, a score, a history, sets of evidence and policies.
func detailed() report.Input {
	in := whole()
	r := &in.Results[1]
	in.Decision.Reasons[0].Subject = in.Names.Of("b.okafor")
	day := func(d int) time.Time { return in.AsOf.AddDate(0, 0, -d) }
	file := assessment.Source{Path: "evidence/idp accounts.json", Digest: strings.Repeat("a", 64)}
	r.Sets = map[string]assessment.EvidenceSet{"set": {Digest: "set", Count: 12, Files: []assessment.Source{file}, Signatures: []assessment.Signature{{Signer: "collector"}}}}
	o := &r.Observations[0]
	o.EvidenceSet, o.Kinds, o.First, o.Last, o.Expires, o.UUID = "set", []string{"iam-accounts"}, day(3), day(2), day(-27), "f3c0"
	o.Population = assessment.Population{Asserted: true, Expected: 4, Examined: 3, Missing: 1}
	for i := range o.Sample {
		o.Sample[i].Evidence = file.Digest
	}
	r.Findings[1].Observations = []int{0, 1}
	r.Checks[0].Description, r.Checks[0].Source.Digest, r.Checks[0].Remediation = "What the rule says.\n\nHow we read it.", strings.Repeat("c", 64), "Enrol one."
	in.Policy = func(digest string) ([]byte, bool, error) {
		return []byte("package mfa\n\n\tx := \"</code></script>\u202e\"\nassay-report: {}\n"), digest == strings.Repeat("c", 64), nil
	}
	waiver := assessment.Deviation{ID: "mfa#1", Kind: assessment.RiskAccepted, State: assessment.DeviationPending, Why: "no approver", Owner: assessment.Party{Name: "R. Vance", Role: "system-owner"}, Until: day(-90), Reason: "The store is replaced.", Covered: 1}
	approved := waiver
	approved.State, approved.Why, approved.Approver, approved.Approved = assessment.DeviationApproved, "", assessment.Party{Name: "L. Duarte", Role: "authorizing-official"}, day(5)
	item := func(id string, level assessment.Level, age, due int) assessment.Item {
		return assessment.Item{UUID: id, ID: id, Weakness: "x." + id, Title: "Item " + id, Statement: "Something is wrong.", Remediation: "Mend it.", Status: assessment.RiskOpen, Level: level,
			Rating: assessment.Rating{Likelihood: "high", Impact: "moderate"}, Detected: day(age), Deadline: day(due), Affected: assessment.AffectedSet{Count: 2, Open: 1, Inline: []assessment.Affected{{Component: "idp", ID: "ana.reyes"}, {Component: "web"}}},
			Milestones: []assessment.Milestone{{Title: "Plan", Due: day(due)}}}
	}
	late, waived, closed, first := item("F-2", assessment.LevelCritical, 200, 100), item("F-3", assessment.LevelLow, 40, -50), item("F-4", assessment.LevelModerate, 400, 300), item("F-1", assessment.LevelHigh, 10, -20)
	first.Weakness, first.Deviations = "common.iam.mfa", []assessment.Deviation{waiver}
	waived.Deviations, waived.Waived = []assessment.Deviation{approved}, 1
	closed.Status, closed.Closure = assessment.RiskClosed, &assessment.Closure{At: day(20), Fixed: 1, Retired: 1}
	in.POAMs = map[string]assessment.POAM{"fedramp-low": {Items: []assessment.Item{first, late, waived, closed}}}
	in.Measures = map[string]assessment.Measure{"fedramp-low": {Framework: "fedramp-low", Draft: true, Open: 4, Score: &assessment.Score{Name: "SPRS", Value: 12, Best: 96, Min: -203, Max: 110, Need: 88}, Status: assessment.Allowed{Words: "none is allowed"}}}
	for i := range 4 {
		in.Trend = append(in.Trend, assessment.TrendPoint{At: day(90 - 30*i), Framework: "fedramp-low", Complete: true, Planned: true, Open: assessment.ByLevel{assessment.LevelHigh: 6 - i}, Late: i % 2,
			Coverage: assessment.Coverage{Total: 10, Pass: 2 + i, Fail: 4 - i, Undecided: 2, NotAssessed: 2}})
	}
	return in
}

// many is a run with so many findings and subjects: as in real runs several findings
// rest on one observation, and several observations on one check.
func many(findings, subjects int) report.Input {
	in := large(findings)
	r := &in.Results[0]
	checks, observations := findings/20, findings/5
	in.POAMs = map[string]assessment.POAM{"fedramp-low": {Items: in.POAMs["fedramp-low"].Items[:checks]}}
	r.Checks, r.Observations, r.Risks, r.Unassessed = nil, nil, r.Risks[:checks], nil
	for i := range r.Risks {
		r.Checks = append(r.Checks, r.Risks[i].Check)
	}
	r.Sets = map[string]assessment.EvidenceSet{}
	for i := range observations {
		set := fmt.Sprintf("%064x", i)
		file := assessment.Source{Path: fmt.Sprintf("evidence/fleet/batch-%04d.json", i), Digest: set}
		r.Sets[set] = assessment.EvidenceSet{Digest: set, Count: 1, Files: []assessment.Source{file}}
		o := assessment.Observation{Run: assessment.RunKey{Check: r.Checks[i%checks].ID}, Component: "hosts", Outcome: assessment.Fail, EvidenceSet: set, Kinds: []string{"host-config"}, First: in.AsOf.AddDate(0, 0, -i%9), Last: in.AsOf, Expires: in.AsOf.AddDate(0, 0, 30), Count: subjects / observations, Population: assessment.Population{Expected: 20, Examined: 20}}
		for k := range o.Count {
			o.Sample = append(o.Sample, assessment.Subject{Component: "hosts", Asset: fmt.Sprintf("host-%04d-%d", i, k), ID: fmt.Sprintf("host-%04d-%d", i, k), Outcome: assessment.Fail, Why: "a setting is not what the rule asks, as the check found it on this host", Evidence: set, Source: assessment.Source{Path: file.Path, Pointer: fmt.Sprintf("/payload/hosts/%d", k)}})
		}
		r.Observations = append(r.Observations, o)
	}
	r.Scope.Controls = nil
	for i := range r.Findings {
		f := &r.Findings[i]
		family := fmt.Sprintf("%c", 'a'+i%20)
		f.Target.ControlID, f.Target.Title = fmt.Sprintf("%s-%d", family, i/20%25), "The organization does what this objective asks of it"
		f.Verdict = []assessment.Verdict{assessment.VerdictFail, assessment.VerdictPass, assessment.VerdictUndecided, assessment.VerdictPass}[i%4]
		if f.Observations, f.Risks = []int{i % observations}, nil; f.Verdict != assessment.VerdictPass {
			f.Observations, f.Risks = []int{i % observations, (i*7 + 1) % observations}, []string{r.Risks[i%checks].Key}
		}
		if i < 500 {
			r.Scope.Controls = append(r.Scope.Controls, assessment.Control{ID: f.Target.ControlID, Label: strings.ToUpper(f.Target.ControlID), Title: "A control", Family: family, FamilyTitle: "Family " + strings.ToUpper(family)})
		}
	}
	return in
}

// What a browser is shown is whole; with ASSAY_PAGES it is written there for one.
func TestPages(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(pages())) {
		got := written(t, "html", pages()[name])
		if !bytes.Equal(got, written(t, "html", pages()[name])) {
			t.Errorf("%s: written twice, it is not the same", name)
		}
		if n := len(got); n > 5_000_000 {
			t.Errorf("%s has %d bytes", name, n)
		}
		ids := map[string]int{}
		for _, m := range regexp.MustCompile(` id="?([^" >]*)`).FindAllSubmatch(got, -1) {
			if ids[string(m[1])]++; ids[string(m[1])] > 1 {
				t.Errorf("%s: the id %s stands twice", name, m[1])
			}
		}
		for _, m := range regexp.MustCompile(` href="?([^" >]*)`).FindAllSubmatch(got, -1) {
			if id, ok := strings.CutPrefix(string(m[1]), "#"); !ok || ids[id] == 0 {
				t.Errorf("%s: a link to %s, which is not on the page", name, m[1])
			}
		}
		if dir := os.Getenv("ASSAY_PAGES"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, name), got, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// The policy of the page names its script and its looks by digest, and nothing else.
func TestThePolicyOfThePage(t *testing.T) {
	text := string(written(t, "html", pages()["hostile.html"]))
	for tag, directive := range map[string]string{"style": "style-src", "script": "script-src"} {
		if n := strings.Count(text, "<"+tag); n != 1 {
			t.Errorf("%d elements %s", n, tag)
		}
		_, inner, _ := strings.Cut(text, "<"+tag+">")
		inner, _, _ = strings.Cut(inner, "</"+tag+">")
		digest := sha256.Sum256([]byte(inner))
		if want := directive + " &#39;sha256-" + strings.ReplaceAll(base64.StdEncoding.EncodeToString(digest[:]), "+", "&#43;") + "&#39;"; !strings.Contains(text, want) {
			t.Errorf("its policy does not have %s", want)
		}
	}
	for _, wrong := range []string{"javascript:", "onload=alert(1)>\"", "<img", "<iframe", "<link", "src=\"", "url(", "@import", " style=\""} {
		if strings.Contains(text, wrong) {
			t.Errorf("%s is in it", wrong)
		}
	}
	if !strings.Contains(text, "&lt;U&#43;202E&gt;") && !strings.Contains(text, "&lt;U+202E&gt;") {
		t.Error("a character that turns the text is not told")
	}
}

// What a page must have in sight.
func TestWhatThePageShows(t *testing.T) {
	in := detailed()
	text := string(written(t, "html", in))
	for what, want := range map[string]string{
		"a failed objective": `<b class=v>fail</b> <b>IA-02a.</b>`, "an undecided one": `<b class=v>undecided</b> <b>IA-02b.</b>`,
		"one that nothing assessed": `<b class=v>not assessed</b> <b>AU-02</b>`, "its basis": "basis: checks", "the population": "asserted by the evidence",
		"a pointer": "line 7 /payload/accounts/2", "a digest of evidence": strings.Repeat("a", 64), "a policy": "policies/mfa/mfa.rego:3", "its text": "package mfa\n\n    x := &#34;&lt;/code&gt;&lt;/script&gt;&lt;U&#43;202E&gt;&#34;",
		"a citation": "SP 800-53A Rev. 5, IA-02a.", "a signer": "signed by collector", "a late item": "open, late", "a waived one": "open, waived", "a closed one": "1 by a fresh pass, 1 retired",
		"a deadline": "due 2026-12-10", "a waiver and its state": "<td>pending: no approver<td>R. Vance, system-owner<td>nobody<td>2027-02-18", "an approved one": "L. Duarte, authorizing-official, 2026-11-15",
		"a score": "draft: 4 objectives open, best case 96", "a trend": "pass from 2 to 5", "items over time": "Open items over time, fedramp-low", "freshness": "<td class=\"w\">fresh", "an asset nobody knows": "Evidence names 1 asset.",
		"that nobody inherits by saying so": "that decides nothing",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s: %q is not on the page", what, want)
		}
	}
	if strings.Contains(text, "ana.reyes") || strings.Contains(text, "b.okafor") {
		t.Error("it names a person by id")
	}
	if seal, ok := report.ReadSeal([]byte(text)); !ok || seal.Format != "html" {
		t.Errorf("its seal is read as %+v", seal)
	}
	in.Trend = in.Trend[:1]
	in.POAMs, in.Unplanned = nil, true
	text = string(written(t, "html", in))
	if strings.Contains(text, "over time") || !strings.Contains(text, "That is not the same as none.") {
		t.Error("one point is drawn as a trend, or a missing plan is told as an empty one")
	}
}

// A policy that cannot be read, and subjects that cannot, make no page.
func TestWhatCannotBeReadMakesNoPage(t *testing.T) {
	for name, spoil := range map[string]func(*report.Input){
		"a policy": func(in *report.Input) {
			in.Policy = func(string) ([]byte, bool, error) { return nil, false, errBroken }
		},
		"subjects": func(in *report.Input) {
			in.Results[1].Observations[0].Subjects = func(yield func(assessment.Subject, error) bool) { yield(assessment.Subject{}, errBroken) }
		},
	} {
		in := detailed()
		spoil(&in)
		if err := report.HTML(io.Discard, in); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What a page leaves out it counts.
func TestThePageCountsWhatItLeavesOut(t *testing.T) {
	in := many(400, 80*600)
	text := string(written(t, "html", in))
	for _, want := range []string{"And 100 more; the assessment results name them.", "And 350 more; each stands with its findings", "And 600 more; the assessment results name them."} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q", want)
		}
	}
}

// The page of 5,000 findings that rest on 1,000 observations of 20,000 subjects.
func BenchmarkHTML(b *testing.B) {
	in := many(5000, 20_000)
	n := 0
	for b.Loop() {
		n = len(written(b, "html", in))
	}
	b.ReportMetric(float64(n)/1e6, "MB")
}
