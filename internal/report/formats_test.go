package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/pseudonym"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/internal/testkit"
)

// whole is run with what its verdicts rest on: risks, observations with subjects of
// which some are persons, and the documents it was read from.
func whole() report.Input {
	in := run()
	in.Config = "assay.yaml"
	in.Names = pseudonym.New([]byte("0123456789abcdef"), in.System)
	in.Files = []report.File{
		{Framework: "fedramp-low", Path: "fedramp-low/assessment-results.json", Digest: strings.Repeat("1", 64)},
		{Framework: "fedramp-low", Path: "fedramp-low/poam.json", Digest: strings.Repeat("2", 64)},
		{Framework: "hipaa", Path: "hipaa/assessment-results.json", Digest: strings.Repeat("3", 64)},
	}
	r := &in.Results[1]
	mfa := &assessment.Check{
		ID: "common.iam.mfa", Title: "Second factor", Severity: assessment.LevelHigh, Source: assessment.Source{Path: "policies/mfa/mfa.rego", Line: 3},
		Citations: []assessment.Citation{{Text: "SP 800-53A Rev. 5, IA-02a.", Ref: "https://csrc.nist.gov/pubs/sp/800/53/a/r5/final"}, {Text: "our own rule 7", Ref: "javascript:alert(1)"}},
	}
	at := assessment.Source{Path: "evidence/idp accounts.json", Line: 7, Pointer: "/payload/accounts/2"}
	r.Scope.Controls = []assessment.Control{{ID: "ia-2", Label: "IA-2"}, {ID: "au-2", Label: "AU-2"}}
	r.Checks = []*assessment.Check{mfa}
	r.Complete = true
	r.Observations = []assessment.Observation{
		{Run: assessment.RunKey{Check: mfa.ID}, Component: "idp", Outcome: assessment.Fail, Count: 2, Personal: true, Population: assessment.Population{Asserted: true}, Sample: []assessment.Subject{
			{Component: "idp", Asset: "idp", ID: "ana.reyes", Outcome: assessment.Fail, Why: "no second factor", Source: at},
			{Component: "idp", Asset: "idp", ID: "b.okafor", Outcome: assessment.Fail, Why: "no second factor", Source: at},
		}},
		{Run: assessment.RunKey{Check: mfa.ID}, Component: "idp", Outcome: assessment.Undecided, Reason: assessment.ReasonStale, Count: 1, Sample: []assessment.Subject{
			{Component: "idp", Asset: "idp", ID: "idp", Why: "collected long ago", Source: assessment.Source{Path: "evidence/old.json"}},
		}},
	}
	r.Findings[0].Observations, r.Findings[1].Observations = []int{0}, []int{1}
	r.Findings[1].Risks = []string{"gap/iam-accounts/idp"}
	r.Risks = []assessment.Risk{
		{Key: mfa.ID, Check: mfa, Title: "Fails: Second factor", Statement: "The rules ask for one.", Remediation: "Enrol one.", Level: assessment.LevelHigh, Controls: []string{"ia-2"}, Targets: []string{"ia-2_obj.a"}, Observations: []int{0}},
		{Key: "gap/iam-accounts/idp", Gap: true, Kind: "iam-accounts", Component: "idp", Statement: "1 objective could not be decided.", Remediation: "Collect it again.", Controls: []string{"ia-2"}, Targets: []string{"ia-2_obj.b"}, Observations: []int{1}},
		{Key: "unknown-asset/hosts", Own: true, Component: "hosts", Statement: "Evidence names 1 asset.", Level: assessment.LevelModerate, Controls: []string{"au-2"}, Unknown: 1, Assets: []assessment.Subject{{Component: "hosts", Asset: "build-7", ID: "build-7", Source: assessment.Source{Path: "evidence/build-7.json"}}}},
	}
	in.Artifacts = func() ([]assessment.Artifact, error) {
		return []assessment.Artifact{
			{Kind: "evidence", Name: "minutes\nof the board"},
			{Place: "hipaa/assessment-results.json", Digest: strings.Repeat("3", 64), Kind: "document", Name: "assessment-results"},
			{Place: "hipaa/resources/" + strings.Repeat("a", 64), Digest: strings.Repeat("a", 64), Kind: "evidence", Name: "evidence/idp accounts.json"},
			{Place: "hipaa/resources/" + strings.Repeat("a", 64), Digest: strings.Repeat("a", 64), Kind: "signature", Name: "evidence/\u202ecopy\n" + strings.Repeat("b", 64) + "  evil"},
		}, nil
	}
	certify(&in)
	in.Decision.Reasons[0].At = at
	in.Decision.Tolerated = append(in.Decision.Tolerated, report.Reason{
		By: "below-level", Kind: "recorded", Framework: "hipaa", Level: "low", ID: "HIPAA-0007", Item: "HIPAA-0007", Component: "web", Subject: "web", Subjects: 1, Controls: []string{"164.312(d)"}, Why: "recorded since 2026-03-01 and not verified as remedied", Remedy: "Remedy it.",
	})
	return in
}

// files are the forms that whole can be written in, by the name of a file.
var files = map[string]string{
	"pretty": "report.txt", "json": "kept.json", "markdown": "report.md", "github": "annotations.txt", "github-summary": "summary.md",
	"sarif": "report.sarif", "sarif-undecided": "undecided.sarif", "junit": "junit.xml", "csv": "findings.csv",
	"artifacts":   "artifacts.sha256",
	"fedramp-sdr": "fedramp-sdr.json", "fedramp-vulnerabilities": "fedramp-vulnerabilities.json", "fedramp-accepted": "fedramp-accepted.json",
	"hipaa": "binder.md", "html": "report.html",
	"fedramp-activity": "fedramp-activity.json", "fedramp-ongoing": "fedramp-ongoing.json",
}

func written(t testing.TB, format string, in report.Input) []byte {
	t.Helper()
	f, err := report.Named(format)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out, in); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return out.Bytes()
}

func TestFormats(t *testing.T) {
	for _, f := range report.Formats() {
		if f.Name == "cmmc" || f.Name == "xlsx" { // which have tests of their own
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			file, ok := files[f.Name]
			if !ok {
				t.Fatal("this form has no golden file: give it a row in files")
			}
			got := written(t, f.Name, whole())
			testkit.Golden(t, filepath.Join("testdata", file), got)
			if !bytes.Equal(got, written(t, f.Name, whole())) {
				t.Error("written twice, it is not the same")
			}
			if !bytes.HasSuffix(got, []byte("\n")) {
				t.Error("it does not end with a line")
			}
			if err := f.Write(broken{}, whole()); !errors.Is(err, errBroken) {
				t.Errorf("a pipe that breaks gives %v", err)
			}
		})
	}
}

// No view names a person by id unless it was asked to.
func TestPersonsAreNamedByPseudonym(t *testing.T) {
	for format := range files {
		in := whole()
		in.Decision.Reasons[0].Subject = in.Names.Of("b.okafor")
		hidden := string(written(t, format, in))
		if strings.Contains(hidden, "okafor") || strings.Contains(hidden, "reyes") {
			t.Errorf("%s names a person", format)
		}
		in.Personal = true
		if format == "csv" || format == "junit" || strings.HasPrefix(format, "sarif") {
			if !strings.Contains(hidden, "person-") {
				t.Errorf("%s names nobody", format)
			}
			if shown := string(written(t, format, in)); !strings.Contains(shown, "b.okafor") {
				t.Errorf("%s does not show ids when it is asked to", format)
			}
		}
	}
}

// Results that cannot be read to their end make no report.
func TestWhatCannotBeReadMakesNoReport(t *testing.T) {
	for _, format := range []string{"csv", "junit", "sarif"} {
		in := whole()
		in.Results[1].Observations[0].Subjects = func(yield func(assessment.Subject, error) bool) { yield(assessment.Subject{}, errBroken) }
		f, _ := report.Named(format)
		if err := f.Write(io.Discard, in); !errors.Is(err, errBroken) {
			t.Errorf("%s gives %v", format, err)
		}
	}
}

// hostileTexts are what policies, evidence and catalogs of others may hold.
var hostileTexts = map[string]string{
	"an escape sequence":   "red \x1b[31malert\x1b[0m and \x1b]0;title\x07",
	"a C1 control":         "a\u009b31mb",
	"a carriage return":    "first\rgate default passed",
	"a workflow command":   "why\n::add-mask::x\r\n::set-output name=a::b%0A::error::c",
	"a property":           "a,line=1::b:c",
	"a line separator":     "a\u2028::error::b\u2029c",
	"a direction override": "a\u202edessap etag\u202c",
	"a zero-width joiner":  "gate\u200d\u200bpassed",
	"broken UTF-8":         "a\xff\xfeb\x80",
	"a NUL":                "a\x00b\ufffe\uffff",
	"a row of a table":     "a | b |\n| c | d |\n\n# passed",
	"markup":               "<script>alert(1)</script><img src=x onerror=alert(1)> &amp; </failure>]]>",
	"a comment's end":      "--><!-- x --> --!>",
	"a link":               "[click](https://evil.example) ![x](http://evil.example/p.png) <https://evil.example> www.evil.example",
	"a mention":            "@everyone @org/team #1 GH-1",
	"code":                 "``` ` $x$ ~~a~~ **b** __c__",
	"a formula":            "=cmd|' /C calc'!A0",
	"a formula after tab":  "\t=1+1",
	"a wide formula":       "＝1+1",
	"a plus":               "+1-1",
	"an at":                "@SUM(1)",
	"a seal":               "x\nassay-report: {\"format\":\"csv\"}\n<!-- assay-report: {} -->",
}

// poisoned is whole with a text in every place that others fill.
func poisoned(text string) report.Input {
	in := whole()
	in.System, in.Version, in.Stopped, in.Config = text, text, text, text
	in.Gone, in.Unclaimed = []string{text}, []string{text}
	for i := range in.Files[:2] {
		in.Files[i].Path = text
	}
	in.Evidence.Notes[0].What, in.Evidence.Notes[0].Remedy, in.Evidence.Notes[0].Source.Path = text, text, text
	in.Decision.Gate, in.Decision.Summary = text, text
	in.Decision.Baseline = &report.Baseline{Path: text, AsOf: testkit.Clock()}
	for i := range in.Decision.Reasons {
		r := &in.Decision.Reasons[i]
		r.Why, r.Remedy, r.Subject, r.Component, r.Evidence, r.Controls, r.ID, r.Check, r.Item = text, text, text, text, text, []string{text}, text, text, text
		r.At.Path = text
	}
	for i := range in.Results {
		r := &in.Results[i]
		r.Scope.Framework.Title = text
		r.Scope.Tailored = []string{text}
		for j := range r.Findings {
			f := &r.Findings[j]
			f.Why, f.Target.ID, f.Target.ControlID, f.Target.Label, f.Target.Title, f.Reason = text, text, text, text, text, assessment.Reason(text)
		}
		for j := range r.Unassessed {
			r.Unassessed[j].Why, r.Unassessed[j].Target.Label = text, text
		}
		for j := range r.Risks {
			k := &r.Risks[j]
			k.Title, k.Statement, k.Remediation, k.Controls, k.Kind = text, text, text, []string{text}, text
		}
		for _, c := range r.Checks {
			c.Title, c.Citations = text, []assessment.Citation{{Text: text, Ref: "https://x.example/a(b)|<c>\u202e"}}
			c.Source.Path = text
		}
		for j := range r.Observations {
			o := &r.Observations[j]
			o.Personal = false
			for k := range o.Sample {
				s := &o.Sample[k]
				s.ID, s.Why, s.Source = fmt.Sprint(text, k), text, assessment.Source{Path: text, Pointer: text}
			}
		}
	}
	return in
}

// What others wrote is text in every form: it hides nothing, makes no line, no row,
// no element, no link, no command and no formula, and no seal.
func TestHostileTextIsTextInEveryForm(t *testing.T) {
	lines := map[string]int{}
	for format := range files {
		lines[format] = bytes.Count(written(t, format, poisoned("plain")), []byte("\n"))
	}
	for name, text := range hostileTexts {
		t.Run(name, func(t *testing.T) {
			in := poisoned(text)
			for format := range files {
				got := written(t, format, in)
				if !utf8.Valid(got) {
					t.Errorf("%s: it is no UTF-8", format)
				}
				for _, r := range string(got) {
					if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029') && format != "json" {
						t.Errorf("%s: %U is in it", format, r)
						break
					}
				}
				if n := bytes.Count(got, []byte("\n")); n != lines[format] {
					t.Errorf("%s: %d lines, and %d with a plain text", format, n, lines[format])
				}
				s, ok := report.ReadSeal(got)
				if format == "github" {
					continue
				}
				want := format
				if !ok || s.Format != want {
					t.Errorf("%s: its seal is read as %+v", format, s)
				}
			}
			harmlessMarkdown(t, string(written(t, "markdown", in)))
			harmlessMarkdown(t, string(written(t, "github-summary", in)))
			harmlessMarkdown(t, string(written(t, "hipaa", in)))
			harmlessXML(t, written(t, "junit", in))
			harmlessTable(t, written(t, "csv", in))
			harmlessCommands(t, string(written(t, "github", in)))
			for _, format := range []string{"sarif", "sarif-undecided", "json"} {
				if !json.Valid(written(t, format, in)) {
					t.Errorf("%s is no JSON", format)
				}
			}
			validSARIF(t, written(t, "sarif-undecided", in))
			unlinkedSARIF(t, written(t, "sarif-undecided", in))
		})
	}
}

var (
	tag      = regexp.MustCompile(`<[^!]|<!(?:[^-]|-[^-])`)
	unparted = regexp.MustCompile(`(?i)[a-z]://|www\.|@[a-z]`)
	bareLink = regexp.MustCompile(`(^|[^\\])\]\(`)
)

// harmlessMarkdown looks for elements, links, mentions, and rows of other lengths.
func harmlessMarkdown(t *testing.T, text string) {
	t.Helper()
	columns := 0
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "<!-- assay-report: ") {
			if strings.Count(line, "-->") != 1 || !strings.HasSuffix(line, " -->") {
				t.Errorf("the comment ends early: %s", line)
			}
			continue
		}
		for _, wrong := range []*regexp.Regexp{tag, unparted, bareLink} {
			if wrong.MatchString(line) {
				t.Errorf("%s finds %q in %s", wrong, wrong.FindString(line), line)
			}
		}
		if strings.Count(line, "`")-strings.Count(line, "\\`") != 0 && !strings.Contains(line, "`assay report verify`") {
			t.Errorf("code in %s", line)
		}
		bars := strings.Count(line, "|") - strings.Count(line, "\\|")
		if columns > 0 && bars > 0 && bars != columns {
			t.Errorf("%d columns in a table of %d: %s", bars, columns, line)
		}
		columns = bars
	}
}

func harmlessXML(t *testing.T, text []byte) {
	t.Helper()
	known := map[string]bool{"testsuites": true, "testsuite": true, "properties": true, "property": true, "testcase": true, "failure": true, "error": true, "skipped": true}
	for d := xml.NewDecoder(bytes.NewReader(text)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Errorf("it is not well-formed: %v", err)
			return
		}
		if e, ok := token.(xml.StartElement); ok && !known[e.Name.Local] {
			t.Errorf("it has an element %s", e.Name.Local)
		}
	}
}

func harmlessTable(t *testing.T, text []byte) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll() // which wants rows of one length
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for _, c := range row {
			if first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(c, unicode.IsSpace)); strings.ContainsRune("=+-@＝＋－＠\t\r", first) {
				t.Errorf("a spreadsheet calculates %q", c)
			}
		}
	}
}

// command is a workflow command as a runner reads it.
var command = regexp.MustCompile(`^::(error|warning|notice) (?:file=[^:,]*,(?:line=\d+,)?)?title=[^:,]*::.+$`)

func harmlessCommands(t *testing.T, text string) {
	t.Helper()
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if !command.MatchString(line) && !strings.HasPrefix(line, "and ") {
			t.Errorf("no command of ours: %s", line)
		}
		if strings.Contains(line, "%") && regexp.MustCompile(`%(0A|0D)`).MatchString(line) {
			t.Errorf("an encoded end of a line: %s", line)
		}
	}
}

// A step may show 1 MiB, and an annotation 64 KB, whatever policies and evidence say.
func TestWhatGitHubTakesIsNeverExceeded(t *testing.T) {
	in := large(200)
	long := strings.Repeat("@everyone", 100_000)
	for i := range in.Decision.Reasons {
		r := &in.Decision.Reasons[i]
		r.Why, r.Remedy, r.Subject, r.Component, r.ID, r.Controls = fmt.Sprint(i, long), long, long, long, fmt.Sprint(i, long), []string{long}
	}
	in.Decision.Tolerated = append(in.Decision.Tolerated, report.Reason{Kind: "undecided", By: "undecided-warns", ID: long, Why: long})
	if n := len(written(t, "github-summary", in)); n > 1<<20 {
		t.Errorf("the summary has %d bytes", n)
	}
	text := string(written(t, "github", in))
	if n := strings.Count(text, "::error "); n != 10 || !strings.Contains(text, "\nand 190 more errors, of which no annotation is shown\n") {
		t.Errorf("%d errors", n)
	}
	for _, line := range strings.Split(text, "\n") {
		if len(line) > 32<<10 {
			t.Errorf("a line has %d bytes", len(line))
		}
	}
}

// A report of 5,000 findings in every form takes two seconds at most.
//
// Measured on an AMD EPYC, one core: csv 20 ms, github 14, github-summary 41, json 46,
// junit 29, markdown 19, pretty 12, sarif 183; all nine 570 ms. SARIF is the JSON of
// 5,000 results, 9.5 MB. On two cores with others at work: hipaa 78 (before the risks
// and items of a specification were looked up: 845), fedramp-activity 35, the other
// documents of FedRAMP 13 to 34; all sixteen 700 ms.
func BenchmarkFormats(b *testing.B) {
	in := large(5000)
	for _, f := range report.Formats() {
		if f.Name == "cmmc" {
			continue
		}
		b.Run(f.Name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				var out bytes.Buffer
				if err := f.Write(&out, of(in, f.Name)); err != nil {
					b.Fatal(err)
				}
				n = out.Len()
			}
			b.ReportMetric(float64(n)/1e6, "MB")
		})
	}
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			for format := range files {
				written(b, format, of(in, format))
			}
		}
	})
}

// large is a run with n failing objectives of as many checks, each on two subjects.
func large(n int) report.Input {
	in := whole()
	in.Results = in.Results[1:]
	r := &in.Results[0]
	r.Findings, r.Observations, r.Risks, r.Checks = nil, nil, nil, nil
	in.Decision.Reasons, in.Decision.Tolerated = nil, nil
	in.Certification.Evaluations = nil
	var items []assessment.Item
	controls := []assessment.Control{{ID: "ac-2", Label: "AC-2"}}
	for i := range n {
		id := fmt.Sprintf("common.topic%04d.check", i)
		c := &assessment.Check{ID: id, Title: "A title of usual length for a check", Severity: assessment.LevelModerate, Citations: []assessment.Citation{{Text: "SP 800-53A Rev. 5, AC-02a.", Ref: "https://csrc.nist.gov/pubs/sp/800/53/a/r5/final"}}}
		at := assessment.Source{Path: fmt.Sprintf("evidence/host-%04d.json", i), Line: 7, Pointer: "/payload"}
		why := "a setting is not what the rule asks, as the check found it on this host"
		var sample []assessment.Subject
		for j := range 2 {
			sample = append(sample, assessment.Subject{Component: "hosts", Asset: fmt.Sprintf("host-%04d-%d", i, j), ID: fmt.Sprintf("host-%04d-%d", i, j), Why: why, Source: at})
		}
		target := fmt.Sprintf("ac-2_obj.%04d", i)
		r.Observations = append(r.Observations, assessment.Observation{Run: assessment.RunKey{Check: id}, Component: "hosts", Outcome: assessment.Fail, Count: 2, Sample: sample})
		r.Findings = append(r.Findings, assessment.Finding{Target: assessment.Target{ID: target, ControlID: "ac-2", Label: "AC-02"}, Verdict: assessment.VerdictFail, Why: id + " fails on hosts for 2 subjects", Basis: assessment.BasisMachine, Observations: []int{i}, Risks: []string{id}})
		r.Risks = append(r.Risks, assessment.Risk{Key: id, Check: c, Title: "Fails", Statement: "The rules ask for it, and we read what the host says.", Remediation: "Set it as the rule asks.", Level: assessment.LevelModerate, Controls: []string{"ac-2"}, Targets: []string{target}, Observations: []int{i}})
		items = append(items, assessment.Item{
			UUID: id, RiskUUID: id, ID: fmt.Sprintf("FEDRAMP-LOW-%04d", i), Weakness: id, Names: []string{id}, Title: "Fails", Statement: "The rules ask for it.", Status: assessment.RiskOpen,
			Detected: in.AsOf, Affected: assessment.AffectedSet{Count: 2, Open: 2, Inline: []assessment.Affected{{Component: "hosts", Asset: sample[0].ID, ID: sample[0].ID}, {Component: "hosts", Asset: sample[1].ID, ID: sample[1].ID}}},
		})
		controls[0].Targets = append(controls[0].Targets, r.Findings[i].Target)
		r.Scope.Bindings = append(r.Scope.Bindings, assessment.Binding{Target: target, Strength: assessment.Decides, Runs: []assessment.RunKey{{Check: id}}})
		in.Decision.Reasons = append(in.Decision.Reasons, report.Reason{Kind: "failing", Framework: "fedramp-low", Level: "moderate", ID: id, Check: id, Controls: []string{"AC-2"}, Targets: []string{target}, Component: "hosts", Subject: sample[0].ID, Subjects: 2, Why: why, Remedy: "Set it as the rule asks.", Evidence: at.Path, At: at})
	}
	r.Coverage = assessment.Coverage{Total: n, Fail: n}
	r.Scope.Controls = controls
	in.POAMs = map[string]assessment.POAM{"fedramp-low": {Framework: "fedramp-low", Items: items}, "hipaa": {Framework: "hipaa", Items: items}}
	return in
}

// of is a run as a form takes it: the binder is of HIPAA alone.
func of(in report.Input, format string) report.Input {
	if format == "hipaa" {
		r, scope := in.Results[0], *in.Results[0].Scope
		scope.Framework.ID = format
		r.Scope = &scope
		in.Results = []assessment.Results{r}
	}
	return in
}
