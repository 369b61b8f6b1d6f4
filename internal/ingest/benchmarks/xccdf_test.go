package benchmarks

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

const (
	ns11 = `xmlns="http://checklists.nist.gov/xccdf/1.1"`
	ns12 = `xmlns="http://checklists.nist.gov/xccdf/1.2"`
)

// result is a TestResult around what is given.
func result(ns, inside string) string {
	return `<TestResult ` + ns + ` id="t" start-time="2026-11-16T02:00:00Z" end-time="2026-11-16T02:14:00Z" test-system="cpe:/a:example:scanner:3.1"><target>db01</target>` + inside + `</TestResult>`
}

func ruleResult(word, more string) string {
	return `<rule-result idref="r1" severity="high"><result>` + word + `</result>` + more + `</rule-result>`
}

func TestXCCDFStatus(t *testing.T) {
	for word, want := range map[string]string{
		"pass": raw.Pass, "fixed": raw.Pass, "fail": raw.Fail,
		"error": raw.Undecided, "unknown": raw.Undecided, "notchecked": raw.Undecided, "passed": raw.Undecided, "": raw.Undecided, "PASS": raw.Undecided,
		"notapplicable": raw.Skip, "notselected": raw.Skip, "informational": raw.Skip, " pass\n ": raw.Pass,
	} {
		f := rawtest.Only(t, readAs(t, XCCDF, result(ns12, ruleResult(word, "")), rawtest.Web()), raw.BenchmarkResults).Finding(t, "r1")
		if f["status"] != want || f["upstream_status"] != strings.TrimSpace(word) {
			t.Errorf("%q: %v", word, f)
		}
	}
	d := rawtest.Only(t, readAs(t, XCCDF, result(ns12, `<rule-result idref="r1"></rule-result>`), rawtest.Web()), raw.BenchmarkResults)
	if f := d.Finding(t, "r1"); f["status"] != raw.Undecided || f["severity"] != "unknown" {
		t.Errorf("a result without result: %v", f)
	}
}

func TestXCCDFOverrideDoesNotRescue(t *testing.T) {
	override := func(old, now string) string {
		return `<override time="2026-11-17T00:00:00Z" authority="me"><old-result>` + old + `</old-result><new-result>` + now + `</new-result><remark>compensated</remark></override>`
	}
	for _, tc := range []struct {
		now, old, status string
		suppressed       bool
	}{
		{"pass", "fail", raw.Fail, true},
		{"notapplicable", "fail", raw.Fail, true},
		{"pass", "error", raw.Undecided, true},
		{"fail", "pass", raw.Fail, false},
		{"pass", "pass", raw.Pass, false},
	} {
		f := rawtest.Only(t, readAs(t, XCCDF, result(ns12, ruleResult(tc.now, override(tc.old, tc.now))), rawtest.Web()), raw.BenchmarkResults).Finding(t, "r1")
		if f["status"] != tc.status || f["suppressed"] != tc.suppressed || tc.suppressed && f["suppression"] != "compensated" {
			t.Errorf("%s overriding %s: %v", tc.now, tc.old, f)
		}
	}
}

func TestXCCDFWhereResultsStand(t *testing.T) {
	bare := result(ns12, ruleResult("fail", ""))
	inBenchmark := func(ns string) string {
		return `<?xml version="1.0" encoding="UTF-8"?>
<!-- benchmark --><Benchmark ` + ns + ` id="b"><status>accepted</status><title>T</title><Group id="g"><Group id="h"><Rule id="r1" severity="low"><version>MER-1</version><title>Root must <em>not</em> log in</title></Rule></Group></Group>
` + strings.Replace(result("", `<rule-result idref="r1"><result>fail</result></rule-result>`), "<TestResult ", "<TestResult ", 1) + `</Benchmark>
`
	}
	arf := `<arf:asset-report-collection xmlns:arf="http://scap.nist.gov/schema/asset-reporting-format/1.1"><arf:report-requests><arf:report-request id="q"><arf:content>` +
		`<ds:data-stream-collection xmlns:ds="http://scap.nist.gov/schema/scap/source/1.2"><ds:component>` +
		`<x:Benchmark xmlns:x="http://checklists.nist.gov/xccdf/1.2" id="b"><x:Rule id="r1" severity="low"><x:title>Root must log in never</x:title></x:Rule></x:Benchmark></ds:component></ds:data-stream-collection></arf:content></arf:report-request></arf:report-requests>` +
		`<arf:reports><arf:report id="1"><arf:content>` + result(ns12, `<rule-result idref="r1"><result>fail</result></rule-result>`) + `</arf:content></arf:report>` +
		`<arf:report id="2"><arf:content>` + strings.Replace(result(ns12, ruleResult("pass", "")), "db01", "db02", 1) + `</arf:content></arf:report></arf:reports></arf:asset-report-collection>`
	for name, tc := range map[string]struct {
		text, severity, title string
		hosts                 []string
	}{
		"bare":            {bare, "high", "", []string{"db01"}},
		"benchmark 1.1":   {inBenchmark(ns11), "low", "Root must  log in", []string{"db01"}},
		"benchmark 1.2":   {inBenchmark(ns12), "low", "Root must  log in", []string{"db01"}},
		"ARF, two hosts":  {arf, "low", "Root must log in never", []string{"db01", "db02"}},
		"byte order mark": {"\ufeff" + bare, "high", "", []string{"db01"}},
	} {
		docs := readAs(t, XCCDF, tc.text, rawtest.Web())
		var hosts []string
		rest := tc.text
		for _, d := range docs {
			hosts = append(hosts, d.Subject)
			start, end := strings.Index(rest, "<TestResult"), strings.Index(rest, "</TestResult>")+len("</TestResult>")
			if d.Digest != sha256.Sum256([]byte(rest[start:end])) {
				t.Errorf("%s: digest is not that of the result's bytes", name)
			}
			rest = rest[end:]
		}
		if !slices.Equal(hosts, tc.hosts) {
			t.Errorf("%s: hosts %v", name, hosts)
			continue
		}
		f := docs[0].Finding(t, "r1")
		title, _ := f["title"].(string)
		if f["severity"] != severityOfWord(tc.severity) || title != tc.title || f["status"] != raw.Fail {
			t.Errorf("%s: %v", name, f)
		}
	}
}

func severityOfWord(s string) string { return raw.Severity(s) }

// A host whose scan failed or ran without credentials is missing: nothing of
// it is decided.
func TestXCCDFScanThatDecidesNothing(t *testing.T) {
	whole := result(ns12, `<identity authenticated="1" privileged="1">scanner</identity>`+ruleResult("fail", ""))
	for name, tc := range map[string]struct {
		text   string
		ok     bool
		reason string
	}{
		"credentials":                {whole, true, ""},
		"no credentials":             {strings.Replace(whole, `authenticated="1" privileged="1"`, `authenticated="false" privileged="false"`, 1), false, "not-credentialed"},
		"privileged only":            {strings.Replace(whole, `authenticated="1"`, `authenticated="0"`, 1), true, ""},
		"OpenSCAP says false of all": {strings.NewReplacer(`authenticated="1" privileged="1"`, `authenticated="false" privileged="false"`, "a:example:scanner", "a:redhat:openscap").Replace(whole), true, ""},
		"no identity":                {result(ns12, ruleResult("pass", "")), true, ""},
		"no end":                     {strings.Replace(whole, ` end-time="2026-11-16T02:14:00Z"`, "", 1), false, "not-finished"},
		"no rule was looked at":      {result(ns12, ""), false, "no-results"},
	} {
		d := rawtest.Only(t, readAs(t, XCCDF, tc.text, rawtest.Web()), raw.BenchmarkResults)
		if d.Scan()["ok"] != tc.ok || !tc.ok && !strings.Contains(fmt.Sprint(d.Scan()["reasons"]), tc.reason) {
			t.Errorf("%s: %v", name, d.Scan())
		}
		for _, f := range d.Findings() {
			if !tc.ok && f["status"] != raw.Undecided {
				t.Errorf("%s: %v", name, f)
			}
		}
		if tc.ok != (len(d.Examined()) == 1) {
			t.Errorf("%s: examined %v", name, d.Examined())
		}
	}
}

func TestXCCDFTarget(t *testing.T) {
	text := strings.Replace(result(ns12, `<target-address>10.0.0.7</target-address><target-facts><fact name="urn:xccdf:fact:asset:identifier:fqdn" type="string">db01.example</fact></target-facts>`+ruleResult("pass", "")), "db01", "DB01", 1)
	opt := rawtest.Web()
	for _, name := range []string{"db01", "DB01.example.", "10.0.0.7"} {
		opt.Targets = map[string][]string{"web": {name}}
		if d := rawtest.Only(t, readAs(t, XCCDF, text, opt), raw.BenchmarkResults); d.Problem != nil || d.Asserted || d.Subject != "DB01" {
			t.Errorf("%s: %v", name, d.Problem)
		}
	}
	opt.Targets = map[string][]string{"web": {"db02"}}
	if d := rawtest.Only(t, readAs(t, XCCDF, text, opt), raw.BenchmarkResults); d.Problem == nil {
		t.Error("another host's results pass")
	}
	// Every host calls itself localhost: it names none.
	local := strings.Replace(text, "DB01", "localhost.localdomain", 1)
	local = strings.Replace(local, "<target-facts>", "<target-address>127.0.0.1</target-address><target-facts>", 1)
	opt.Targets = map[string][]string{"web": {"localhost.localdomain", "127.0.0.1"}}
	d := rawtest.Only(t, readAs(t, XCCDF, local, opt), raw.BenchmarkResults)
	if d.Problem == nil {
		t.Error("localhost was taken for a name")
	}
	d = rawtest.Only(t, readAs(t, XCCDF, local, rawtest.Web()), raw.BenchmarkResults)
	if d.Subject != "web" || !d.Asserted || !strings.HasSuffix(d.Collector, "scans/report") {
		t.Errorf("subject %s, collector %s", d.Subject, d.Collector)
	}
}

func TestXCCDFCollectorTellsBenchmarksApart(t *testing.T) {
	of := func(b string) string {
		return rawtest.Only(t, readAs(t, XCCDF, result(ns12, `<benchmark id="`+b+`"/>`+ruleResult("pass", "")), rawtest.Web()), raw.BenchmarkResults).Collector
	}
	if of("stig") == of("cis") {
		t.Error("two benchmarks of a host share a collector")
	}
	// Results inside a benchmark need not name it; those behind it are not its.
	within := func(b string) rawtest.Doc {
		return rawtest.Only(t, readAs(t, XCCDF, `<Benchmark `+ns11+` id="`+b+`">`+result("", ruleResult("pass", ""))+`</Benchmark>`, rawtest.Web()), raw.BenchmarkResults)
	}
	if a, b := within("stig"), within("cis"); a.Collector == b.Collector || a.Payload["benchmark"].(map[string]any)["id"] != "stig" {
		t.Errorf("%s, %v", a.Collector, a.Payload["benchmark"])
	}
	arf := `<a:asset-report-collection xmlns:a="http://scap.nist.gov/schema/asset-reporting-format/1.1"><Benchmark ` + ns12 + ` id="other"/>` + result(ns12, ruleResult("pass", "")) + `</a:asset-report-collection>`
	if d := rawtest.Only(t, readAs(t, XCCDF, arf, rawtest.Web()), raw.BenchmarkResults); d.Payload["benchmark"].(map[string]any)["id"] != "unknown" {
		t.Errorf("%v", d.Payload["benchmark"])
	}
}

func TestXCCDFRefuses(t *testing.T) {
	whole := result(ns12, ruleResult("pass", ""))
	for name, tc := range map[string]struct{ text, want string }{
		"document type":       {`<!DOCTYPE TestResult [<!ENTITY a "patient">]>` + whole, "document type"},
		"billion laughs":      {`<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>` + strings.Replace(whole, "db01", "&lol2;", 1), "document type"},
		"an entity":           {strings.Replace(whole, "db01", "&secret;", 1), "not well-formed"},
		"latin-1":             {`<?xml version="1.0" encoding="ISO-8859-1"?>` + whole, "encoding"},
		"not UTF-8":           {strings.Replace(whole, "db01", "\xff\xfe", 1), "UTF-8"},
		"UTF-16":              {"\xff\xfe<\x00", "UTF-16"},
		"an attribute twice":  {strings.Replace(whole, `idref="r1"`, `idref="r1" idref="r2"`, 1), "twice"},
		"two roots":           {whole + whole, "follows the end"},
		"text behind":         {whole + "patient", "follows the end"},
		"tags crossed":        {strings.Replace(whole, "</result>", "</target>", 1), "not well-formed"},
		"no results":          {`<Benchmark ` + ns12 + `><Rule id="r"/></Benchmark>`, "no TestResult"},
		"another namespace":   {strings.Replace(whole, "xccdf/1.2", "xccdf/2.0", 1), "not of the format"},
		"another document":    {`<html><body/></html>`, "not of the format"},
		"empty":               {"", "empty"},
		"white space":         {" \n ", "empty"},
		"cut in a tag":        {whole[:len(whole)-5], "in the middle"},
		"cut between results": {whole[:strings.Index(whole, "</rule-result>")], "in the middle"},
	} {
		docs := readAs(t, XCCDF, tc.text, rawtest.Web())
		if got := rawtest.Broken(t, docs); !strings.Contains(got, tc.want) {
			t.Errorf("%s: %s", name, got)
		}
		if len(docs) > 1 && !strings.HasPrefix(name, "two roots") && name != "text behind" {
			t.Errorf("%s: %d documents before the problem", name, len(docs)-1)
		}
	}
}

// What stands before the cut is whole evidence of its host; the file's problem
// still undoes whatever the source declares.
func TestXCCDFCutBehindAResult(t *testing.T) {
	text := `<Benchmark ` + ns12 + `>` + result("", ruleResult("pass", "")) + `<TestResult id="second"><target>db02</target>`
	docs := readAs(t, XCCDF, text, rawtest.Web())
	if len(docs) != 2 || docs[0].Subject != "db01" {
		t.Fatalf("%d documents", len(docs))
	}
	if got := rawtest.Broken(t, docs); !strings.Contains(got, "in the middle") {
		t.Error(got)
	}
}
