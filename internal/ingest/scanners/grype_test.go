package scanners

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

const Grype = "grype"

func grypeCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, Grype),
		Sample: grypeReportOf(`{"vulnerability":{"id":"CVE-1","severity":"High","description":"LONG","fix":{"state":"fixed","versions":["2"]}},"artifact":{"name":"a","version":"1","purl":"pkg:deb/a@1"}}`,
			`"extra":null,"ignoredMatches":[{"vulnerability":{"id":"CVE-2","severity":"Low"},"artifact":{"name":"b","version":"1.0"},"appliedIgnoreRules":[{"reason":"accepted"}]}],
"alertsByPackage":[{"package":{"name":"c","version":"1"},"alerts":[{"type":"distro-disabled","message":"not matched"}]}],`),
		Long: func(n int) string {
			return `{"matches":[` + strings.Repeat(`{"vulnerability":{"id":"CVE-1"},"artifact":{}},`, n) + `{}]}`
		},
		Count: func(file []byte) int {
			m := rawtest.JSONOf(file)
			return rawtest.Length(m["matches"]) + rawtest.Length(m["ignoredMatches"]) + rawtest.Length(m["alertsByPackage"])
		},
		Real: []string{"anchoregrype/amazon.json"},
	}
}

func FuzzGrype(f *testing.F) {
	rawtest.Fuzz(f, grypeCase(f),
		`{"matches":[],"source":{"type":"directory","target":"/src"},"descriptor":{"name":"grype","db":{"status":{"valid":false}}}}`,
		grypeReportOf(`{"vulnerability":{"cvss":[{"version":"3.1","metrics":{"baseScore":11}}]}}`, ``))
}

// grypeReportOf wraps matches in a report on an image.
func grypeReportOf(matches, members string) string {
	return `{"matches":[` + matches + `],` + members + `"source":{"type":"image","target":{"userInput":"reg.example/web:1.2","imageID":"sha256:aa","manifestDigest":"sha256:cc",
"tags":["reg.example/web:1.2"],"repoDigests":["reg.example/web@sha256:bb"]}},"distro":{"name":"debian","version":"13"},
"descriptor":{"name":"grype","version":"0.92.0","timestamp":"2026-11-18T04:30:00.5+01:00","db":{"status":{"schemaVersion":"v6.0.2","built":"2026-11-17T01:31:52Z","valid":true},"providers":{}}}}`
}

func grypeDoc(t *testing.T, text string) rawtest.Doc {
	t.Helper()
	return rawtest.Only(t, readAs(t, Grype, text, rawtest.Web()), raw.Vulnerabilities)
}

// A clean report names what it looked at; one without a list shows nothing.
func TestGrypeCleanReport(t *testing.T) {
	d := grypeDoc(t, grypeReportOf(``, ``))
	if len(d.Findings()) != 0 || fmt.Sprint(d.Examined()) != "[reg.example/web:1.2]" || d.Scan()["ok"] != true {
		t.Errorf("%v", d.Payload)
	}
	if d.Scan()["database_updated"] != "2026-11-17T01:31:52Z" || d.Scan()["started"] != "2026-11-18T03:30:00Z" {
		t.Errorf("%v", d.Scan())
	}
	for _, text := range []string{
		strings.Replace(grypeReportOf(``, ``), `"matches":[]`, `"matches":null`, 1),
		`{"source":{"type":"image","target":{"userInput":"web"}},"descriptor":{"name":"grype"}}`,
	} {
		if d := grypeDoc(t, text); d.Problem == nil || !strings.Contains(d.Problem.What, "no list of matches") {
			t.Errorf("a report that shows nothing: %v", d.Payload)
		}
	}
	// What it set aside is not lost with the list.
	d = grypeDoc(t, `{"ignoredMatches":[{"vulnerability":{"id":"CVE-1"}}],"source":null,"distro":{}}`)
	if d.Finding(t, "CVE-1")["status"] != raw.Undecided || d.Scan()["ok"] != false {
		t.Errorf("%v", d.Payload)
	}
}

func TestGrypeMatch(t *testing.T) {
	d := grypeDoc(t, grypeReportOf(`{"vulnerability":{"id":"ALAS-1","severity":"Medium","namespace":"amazon:distro","cvss":[],"fix":{"versions":["2","3"],"state":"wont-fix"}},
"relatedVulnerabilities":[{"id":"CVE-1","namespace":"nvd:cpe","severity":"Critical","knownExploited":[{"dueDate":"2026-12-01"},{"dueDate":"0001-01-01"},{"dueDate":"2026-11-30"}],"cwes":[{"cve":"CVE-1","cwe":"CWE-79"},{"cwe":"CWE-79"},{"cwe":""}],
"cvss":[{"source":"vendor","version":"3.1","vector":"CVSS:3.1/AV:N","metrics":{"baseScore":9.9}},{"source":"nvd@nist.gov","version":"3.1","vector":"CVSS:3.1/AV:L","metrics":{"baseScore":7.5}}]}],
"artifact":{"name":"certs","version":"1","purl":"pkg:rpm/certs@1","locations":[{"path":"/var/lib/rpm"}]}}`, ``))
	f := d.Finding(t, "ALAS-1")
	got := fmt.Sprint(f["severity"], " ", f["status"], " ", f["upstream_status"], " ", f["cvss"], " ", f["package"], " ", f["kev"], " ", f["kev_due"], " ", f["cwe"], " ", f["position"])
	want := "moderate fail wont-fix map[score:7.5 vector:CVSS:3.1/AV:L version:3.1] map[fixed:2, 3 name:certs path:/var/lib/rpm purl:pkg:rpm/certs@1 version:1] true 2026-11-30 [CWE-79] /matches/0"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if _, invented := f["first_seen"]; invented || f["published"] != nil {
		t.Errorf("a time that Grype does not say: %v", f)
	}
}

// What Grype set aside stays a failing record; a statement that it is repaired
// is nobody's whom we trust.
func TestGrypeSetAside(t *testing.T) {
	for rule, want := range map[string]string{
		`{"reason":"known"}`: "known",
		`{"vex-status":"not_affected","vex-justification":"code not reachable"}`: "code not reachable",
		`{"namespace":"vex","vex-status":"fixed"}`:                               "fixed",
		`{"match-type":"exact-indirect-match"}`:                                  "exact-indirect-match",
		`{}`:                                                                     "ignored",
	} {
		f := grypeDoc(t, grypeReportOf(``, `"ignoredMatches":[{"vulnerability":{"id":"CVE-1","severity":"High"},"appliedIgnoreRules":[`+rule+`]}],`)).Finding(t, "CVE-1")
		if f["status"] != raw.Fail || f["suppressed"] != true || f["suppression"] != want {
			t.Errorf("%s: %v", rule, f)
		}
	}
}

// A package that Grype cannot match is not known to be free of anything.
func TestGrypeAlertsAreUndecided(t *testing.T) {
	f := grypeDoc(t, grypeReportOf(``, `"alertsByPackage":[{"package":{"name":"c","version":"1"},"alerts":[{"type":"distro-eol","message":"m"}]}],`)).Finding(t, "distro-eol")
	if f["status"] != raw.Undecided || f["severity"] != "unknown" {
		t.Errorf("%v", f)
	}
}

func TestGrypeBrokenDatabase(t *testing.T) {
	whole := grypeReportOf(`{"vulnerability":{"id":"CVE-1"},"artifact":{"name":"a","version":"1"}}`, ``)
	for name, text := range map[string]string{
		"not valid":          strings.Replace(whole, `"valid":true`, `"valid":false`, 1),
		"its error":          strings.Replace(whole, `"valid":true`, `"error":"database is 9 days old"`, 1),
		"the older reports'": strings.Replace(whole, `"db":{`, `"db":{"error":{},`, 1),
	} {
		d := grypeDoc(t, text)
		if d.Scan()["ok"] != false || len(d.Examined()) != 0 || d.Finding(t, "CVE-1")["status"] != raw.Undecided {
			t.Errorf("%s: %v", name, d.Payload)
		}
	}
}

func TestGrypeTarget(t *testing.T) {
	opt := rawtest.Web()
	for _, name := range []string{"reg.example/web", "sha256:bb", "sha256:aa", "sha256:cc"} {
		opt.Targets = map[string][]string{"web": {name}}
		if d := rawtest.Only(t, readAs(t, Grype, grypeReportOf(``, ``), opt), raw.Vulnerabilities); d.Problem != nil || d.Asserted {
			t.Errorf("%s: %v", name, d.Problem)
		}
	}
	opt.Targets = map[string][]string{"web": {"reg.example/other"}}
	if d := rawtest.Only(t, readAs(t, Grype, grypeReportOf(``, ``), opt), raw.Vulnerabilities); d.Problem == nil {
		t.Error("another image passes")
	}
	for source, kind := range map[string]string{
		`{"type":"directory","target":"/src"}`: "filesystem", `{"type":"sbom-file","target":"/b.json"}`: "sbom", `{"type":"unknown","target":"unknown"}`: "unknown",
		`null`: "unknown", `{"type":"image","target":"web"}`: "unknown", `{"type":"image","target":{"userInput":7}}`: "unknown",
	} {
		d := grypeDoc(t, `{"matches":[],"source":`+source+`,"descriptor":{"name":"grype"}}`)
		if d.Payload["target"].(map[string]any)["type"] != kind || d.Subject != "web" || !d.Asserted || !strings.HasSuffix(d.Collector, "scans/report") {
			t.Errorf("%s: %v %s", source, d.Payload["target"], d.Collector)
		}
	}
}

func TestBestScore(t *testing.T) {
	for name, tc := range map[string]struct {
		of   []scored
		want string
	}{
		"none":                        {nil, "{ 0 }"},
		"a version nobody knows":      {[]scored{{CVSS: raw.CVSS{Version: "9.9", Score: 5}}}, "{ 0 }"},
		"no version":                  {[]scored{{CVSS: raw.CVSS{Score: 5}}}, "{ 0 }"},
		"a score that is none":        {[]scored{{CVSS: raw.CVSS{Version: "3.1", Score: 11}}}, "{ 0 }"},
		"a short version":             {[]scored{{CVSS: raw.CVSS{Version: "3", Score: 5}}}, "{3.0 5 }"},
		"the vector knows better":     {[]scored{{CVSS: raw.CVSS{Version: "3.0", Score: 5, Vector: "CVSS:3.1/AV:N"}}}, "{3.1 5 CVSS:3.1/AV:N}"},
		"version 3 before 4 before 2": {[]scored{{CVSS: raw.CVSS{Version: "2.0", Score: 9}}, {CVSS: raw.CVSS{Version: "4.0", Score: 8}}, {CVSS: raw.CVSS{Version: "3.0", Score: 1}}}, "{3.0 1 }"},
		"version 4 before 2":          {[]scored{{CVSS: raw.CVSS{Version: "4.0", Score: 1}}, {CVSS: raw.CVSS{Version: "2.0", Score: 9}, nvd: true}}, "{4.0 1 }"},
		"NVD before the highest":      {[]scored{{CVSS: raw.CVSS{Version: "3.1", Score: 9}}, {CVSS: raw.CVSS{Version: "3.0", Score: 5}, nvd: true}, {CVSS: raw.CVSS{Version: "3.1", Score: 8}}}, "{3.0 5 }"},
		"the highest of others":       {[]scored{{CVSS: raw.CVSS{Version: "3.1", Score: 7}}, {CVSS: raw.CVSS{Version: "3.1", Score: 9}}, {CVSS: raw.CVSS{Version: "3.1", Score: 8}}}, "{3.1 9 }"},
	} {
		if got := fmt.Sprint(bestScore(tc.of)); got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}
