package scanners

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

const Snyk = "snyk"

func snykCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, Snyk),
		Sample: `[{"extra":null,"vulnerabilities":[{"id":"SNYK-1","title":"LONG","severity":"high","from":["a@1.0"],"name":"a","version":"1"},{"id":"snyk:lic:npm:b:GPL-3.0","type":"license","severity":"medium"}],
"filtered":{"ignore":[{"id":"SNYK-2","severity":"low"}],"patch":[]},"ok":false,"dependencyCount":5,"packageManager":"npm","projectName":"portal","displayTargetFile":"package-lock.json","path":"/src"},
{"infrastructureAsCodeIssues":[{"id":"SNYK-CC-1","severity":"medium","lineNumber":3}],"ok":false,"targetFile":"main.tf","projectName":"portal","path":"main.tf"}]`,
		Long: func(n int) string {
			return `{"vulnerabilities":[` + strings.Repeat(`{"id":"SNYK-1"},`, n) + `{}],"dependencyCount":1}`
		},
		Count:    each(countSnyk),
		Timeless: true,
	}
}

func countSnyk(p map[string]any) (n int) {
	n = rawtest.Length(p["vulnerabilities"]) + rawtest.Length(p["infrastructureAsCodeIssues"])
	filtered, _ := p["filtered"].(map[string]any)
	n += rawtest.Length(filtered["ignore"]) + rawtest.Length(filtered["patch"])
	for _, app := range rawtest.Lists(p["applications"]) {
		n += countSnyk(app)
	}
	return n
}

func FuzzSnyk(f *testing.F) {
	rawtest.Fuzz(f, snykCase(f), `{"ok":false,"error":"no","path":"/p"}`, `[{"vulnerabilities":[],"ok":true},{"error":"x"}]`,
		`{"docker":{},"path":"i:1","vulnerabilities":[{"id":"a","title":"b","CVSSv3":"CVSS:3.1/A","cvssScore":10}],"applications":[{"vulnerabilities":[{}]}]}`)
}

// snykProjectOf is a tested project.
func snykProjectOf(vulnerabilities, members string) string {
	return `{"vulnerabilities":[` + vulnerabilities + `],"ok":true,"dependencyCount":5,"packageManager":"npm","projectName":"portal","displayTargetFile":"package-lock.json","path":"/src"` + members + `}`
}

func snykDoc(t *testing.T, text string) rawtest.Doc {
	t.Helper()
	return rawtest.Only(t, readAs(t, Snyk, text, rawtest.Web()), raw.Vulnerabilities)
}

func TestSnykVulnerability(t *testing.T) {
	d := snykDoc(t, snykProjectOf(`{"id":"SNYK-JS-1","title":"XSS","severity":"high","severityWithCritical":"critical","identifiers":{"CVE":["CVE-2026-1"],"CWE":["CWE-79"]},"cvssScore":9.8,"CVSSv3":"CVSS:3.1/AV:N",
"cvssDetails":[{"assigner":"SUSE","cvssV3Vector":"CVSS:3.1/AV:L","cvssV3BaseScore":9.9},{"assigner":"NVD","cvssV3Vector":"CVSS:3.1/AV:P","cvssV3BaseScore":7.5}],"fixedIn":["2","3"],"disclosureTime":"2026-08-01T00:00:00Z","publicationTime":"2026-08-02T00:00:00Z","name":"a","version":"1"},
{"id":"SNYK-JS-2","severity":"low","identifiers":{"CVE":["CVE-1","CVE-2"]},"cvssScore":null},{"id":"SNYK-JS-3","identifiers":null}`, ``))
	f := d.Finding(t, "CVE-2026-1")
	got := fmt.Sprint(f["severity"], " ", f["status"], " ", f["cvss"], " ", f["package"], " ", f["published"], " ", f["cwe"], " ", f["target"], " ", d.Examined())
	if want := "critical fail map[score:7.5 vector:CVSS:3.1/AV:P version:3.1] map[fixed:2, 3 name:a version:1] 2026-08-01T00:00:00Z [CWE-79] portal: package-lock.json [portal: package-lock.json]"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	// Where an issue has several numbers, Snyk's own names it.
	if d.Finding(t, "SNYK-JS-2")["severity"] != "low" || d.Finding(t, "SNYK-JS-3")["severity"] != "unknown" {
		t.Errorf("%v", d.Findings())
	}
	if !d.Collected.IsZero() || !strings.HasSuffix(d.Collector, "scans/report") {
		t.Errorf("collected %v by %s", d.Collected, d.Collector)
	}
}

func TestSnykSetAside(t *testing.T) {
	d := snykDoc(t, snykProjectOf(``, `,"filtered":{"ignore":[{"id":"SNYK-1","severity":"high","filtered":{"ignored":[{"reason":"no fix","expires":"2027-01-01"}]}}],"patch":[{"id":"SNYK-2","severity":"low"}]}`))
	for id, why := range map[string]string{"SNYK-1": "no fix", "SNYK-2": "patched"} {
		if f := d.Finding(t, id); f["status"] != raw.Fail || f["suppressed"] != true || f["suppression"] != why {
			t.Errorf("%v", f)
		}
	}
}

// Of what could not be tested, or has no dependencies, nothing is decided.
func TestSnykWhatWasNotTested(t *testing.T) {
	d := snykDoc(t, `[`+snykProjectOf(`{"id":"SNYK-1"}`, ``)+`,{"ok":false,"error":"Could not detect supported target files in patient-4711","path":"/src/other"}]`)
	f := d.Finding(t, "scan-failed")
	if f["status"] != raw.Undecided || f["target"] != "/src/other" || strings.Contains(fmt.Sprint(d.Payload), "4711") || !slices.Equal(d.Examined(), []string{"portal: package-lock.json"}) {
		t.Errorf("%v", d.Payload)
	}
	for _, text := range []string{`{"ok":false,"error":"Authentication failed","path":"/src"}`, `[]`, `{}`, `{"ok":true,"vulnerabilities":null}`} {
		if docs := readAs(t, Snyk, text, rawtest.Web()); docs[0].Problem == nil || docs[0].Kind != "" || !strings.Contains(docs[0].Problem.What, map[bool]string{true: "does not show", false: "every project failed"}[text == `[]`]) {
			t.Errorf("%s: %v, %v", text, docs[0].Payload, docs[0].Problem)
		}
	}
	if d := snykDoc(t, strings.Replace(snykProjectOf(``, ``), `"dependencyCount":5`, `"dependencyCount":0`, 1)); len(d.Examined()) != 0 {
		t.Errorf("a project without dependencies was examined: %v", d.Payload)
	}
	if d := snykDoc(t, snykProjectOf(``, ``)); len(d.Examined()) != 1 || len(d.Findings()) != 0 || d.Scan()["ok"] != true {
		t.Errorf("a clean project: %v", d.Payload)
	}
	if d := snykDoc(t, snykProjectOf(`{"id":"SNYK-1"}`, `,"error":"timeout"`)); d.Finding(t, "SNYK-1")["status"] != raw.Undecided || d.Finding(t, "scan-failed") == nil || len(d.Examined()) != 0 {
		t.Errorf("a project that failed: %v", d.Payload)
	}
}

// A test that leaves out what is less severe found nothing of it.
func TestSnykWithAThreshold(t *testing.T) {
	for threshold, want := range map[string]int{"high": 1, "critical": 1, "low": 0, "": 0} {
		d := snykDoc(t, snykProjectOf(``, `,"severityThreshold":"`+threshold+`"`))
		if n := len(d.Findings()); n != want || n > 0 && d.Finding(t, "severity-threshold")["status"] != raw.Undecided {
			t.Errorf("%q: %v", threshold, d.Findings())
		}
	}
}

func TestSnykContainer(t *testing.T) {
	text := `{"vulnerabilities":[{"id":"SNYK-DEBIAN-1","severity":"low"}],"ok":false,"dependencyCount":90,"docker":{"baseImage":"debian:12"},"packageManager":"deb","projectName":"docker-image|reg.example/web","path":"reg.example/web:1.2",
"applications":[{"vulnerabilities":[{"id":"SNYK-JS-1","severity":"high"}],"dependencyCount":3,"projectName":"reg.example/web:/app","displayTargetFile":"/app/package.json"}]}`
	d := snykDoc(t, text)
	if d.Subject != "reg.example/web:1.2" || d.Payload["target"].(map[string]any)["type"] != "image" || !slices.Equal(d.Examined(), []string{"system packages", "reg.example/web:/app: /app/package.json"}) || len(d.Findings()) != 2 {
		t.Errorf("%s %v", d.Subject, d.Payload)
	}
	opt := rawtest.Web()
	opt.Targets = map[string][]string{"web": {"reg.example/other"}}
	if d := rawtest.Only(t, readAs(t, Snyk, text, opt), raw.Vulnerabilities); d.Problem == nil {
		t.Error("another image passes")
	}
}

func TestSnykInfrastructure(t *testing.T) {
	d := rawtest.Only(t, readAs(t, Snyk, `[{"vulnerabilities":[],"targetFile":"main.tf","projectName":"infra","infrastructureAsCodeIssues":[
{"id":"SNYK-CC-1","title":"Public","severity":"high","isIgnored":true,"lineNumber":9,"msg":"resource.db","iacDescription":{"issue":"public"}}]},
{"vulnerabilities":[],"targetFile":"clean.tf","infrastructureAsCodeIssues":[],"ok":true}]`, rawtest.Web()), raw.ConfigurationFindings)
	f := d.Finding(t, "SNYK-CC-1")
	if got := fmt.Sprint(f["status"], " ", f["suppressed"], " ", f["resource"], " ", f["line"], " ", f["message"], " ", f["target"], " ", d.Examined()); got != "fail true resource.db 9 public main.tf [main.tf clean.tf]" {
		t.Error(got)
	}
}

func TestSnykIsKnown(t *testing.T) {
	for text, want := range map[string]bool{
		`{"infrastructureAsCodeIssues":[]}`:                    true,
		`{"vulnerabilities":[],"dependencyCount":0}`:           true,
		`{"ok":false,"error":"x","path":"/p"}`:                 true,
		`[{"vulnerabilities":[{"id":"a","title":"b","from":[`:  true,
		`{"vulnerabilities":[]}`:                               false,
		`{"vulnerabilities":[{"id":"a","title":"b"}]}`:         false,
		`{"ok":false,"error":"x"}`:                             false,
		`{"bomFormat":"CycloneDX","vulnerabilities":[{"id":1}`: false,
		`{"vulnerabilities":[],"dependencyCount":0}{}`:         false,
	} {
		if got := isSnyk(raw.NewHead([]byte(text))); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
