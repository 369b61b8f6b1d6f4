package scanners

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

// image wraps results in a report on an image.
func image1(results string) string {
	return `{"SchemaVersion":2,"CreatedAt":"2026-11-18T04:30:00.5+01:00","ArtifactName":"reg.example/web:1.2","ArtifactType":"container_image",
"Metadata":{"ImageID":"sha256:aa","RepoTags":["reg.example/web:1.2"],"RepoDigests":["reg.example/web@sha256:bb"]},"Results":[` + results + `]}`
}

func TestTrivyStatusOfAVulnerability(t *testing.T) {
	for _, tc := range []struct {
		word       string
		status     string
		suppressed bool
	}{
		{"affected", raw.Fail, false},
		{"fixed", raw.Fail, false}, // a fix exists; the vulnerable version is installed
		{"will_not_fix", raw.Fail, false},
		{"fix_deferred", raw.Fail, false},
		{"end_of_life", raw.Fail, false},
		{"", raw.Fail, false}, // releases before 0.41 have no word
		{"not_affected", raw.Fail, true},
		{"unknown", raw.Undecided, false},
		{"under_investigation", raw.Undecided, false},
		{"a word of tomorrow", raw.Undecided, false},
	} {
		text := image1(fmt.Sprintf(`{"Target":"web","Class":"os-pkgs","Vulnerabilities":[{"VulnerabilityID":"CVE-1","Severity":"CRITICAL","Status":%q}]}`, tc.word))
		f := rawtest.Only(t, readAs(t, Trivy, text, rawtest.Web()), raw.Vulnerabilities).Finding(t, "CVE-1")
		if f["status"] != tc.status || f["suppressed"] != tc.suppressed || f["upstream_status"] != tc.word || f["severity"] != "critical" {
			t.Errorf("%q: %v", tc.word, f)
		}
	}
}

func TestTrivySuppressedFindingsStillFail(t *testing.T) {
	modified := func(kind, status, finding string) string {
		return image1(`{"Target":"web","Class":"os-pkgs","ExperimentalModifiedFindings":[{"Type":"` + kind + `","Status":"` + status + `","Statement":"we accept it","Source":".trivyignore","Finding":` + finding + `}]}`)
	}
	for _, tc := range []struct{ kind, status, finding, evidence, id string }{
		{"vulnerability", "ignored", `{"VulnerabilityID":"CVE-1","Severity":"HIGH","PkgName":"a"}`, raw.Vulnerabilities, "CVE-1"},
		{"vulnerability", "not_affected", `{"VulnerabilityID":"CVE-1","Severity":"HIGH"}`, raw.Vulnerabilities, "CVE-1"},
		{"vulnerability", "fixed", `{"VulnerabilityID":"CVE-1","Severity":"HIGH"}`, raw.Vulnerabilities, "CVE-1"},
		{"misconfiguration", "ignored", `{"ID":"DS002","Severity":"HIGH"}`, raw.ConfigurationFindings, "DS002"},
		{"secret", "ignored", `{"RuleID":"key","Severity":"HIGH"}`, raw.SecretFindings, "key"},
	} {
		f := rawtest.Only(t, readAs(t, Trivy, modified(tc.kind, tc.status, tc.finding), rawtest.Web()), tc.evidence).Finding(t, tc.id)
		if f["status"] != raw.Fail || f["suppressed"] != true || f["suppression"] != "we accept it" || f["upstream_status"] != tc.status || f["severity"] != "high" {
			t.Errorf("%s %s: %v", tc.kind, tc.status, f)
		}
	}
	d := rawtest.Only(t, readAs(t, Trivy, modified("license", "ignored", `{"Name":"AGPL-3.0","Severity":"HIGH"}`), rawtest.Web()), raw.SBOM)
	if l := rawtest.Objects(d.Payload["licenses"]); len(l) != 1 || l[0]["suppressed"] != true {
		t.Errorf("license: %v", l)
	}
}

func TestTrivyTarget(t *testing.T) {
	vuln := `{"Target":"web (debian 13)","Class":"os-pkgs","Vulnerabilities":[{"VulnerabilityID":"CVE-1"}]}`
	d := rawtest.Only(t, readAs(t, Trivy, image1(vuln), rawtest.Web()), raw.Vulnerabilities)
	target := d.Payload["target"].(map[string]any)
	if d.Subject != "reg.example/web:1.2" || target["type"] != "image" || target["digest"] != "sha256:bb" || !d.Asserted {
		t.Errorf("subject %q, target %v, asserted %v", d.Subject, target, d.Asserted)
	}
	if got := d.Collected.Format("2006-01-02T15:04:05Z"); got != "2026-11-18T03:30:00Z" || d.ZoneAssumed {
		t.Errorf("collected %s", got)
	}

	opt := rawtest.Web()
	for _, name := range []string{"reg.example/web", "reg.example/web:1.2", "REG.example/web@sha256:bb", "sha256:bb", "sha256:aa", "https://reg.example/web"} {
		opt.Targets = map[string][]string{"web": {"other", name}}
		if d := rawtest.Only(t, readAs(t, Trivy, image1(vuln), opt), raw.Vulnerabilities); d.Problem != nil || d.Asserted {
			t.Errorf("target %s: %v, asserted %v", name, d.Problem, d.Asserted)
		}
	}
	for _, name := range []string{"reg.example/web:1.3", "reg.example/webber", "reg.example/web@sha256:cc", "sha256:cc", "example/web"} {
		opt.Targets = map[string][]string{"web": {name}}
		d := rawtest.Only(t, readAs(t, Trivy, image1(vuln), opt), raw.Vulnerabilities)
		if d.Problem == nil || d.Payload != nil || d.Component != "web" || !strings.Contains(d.Problem.What, "another target") {
			t.Errorf("target %s passes for another: %+v", name, d.Document)
		}
	}

	path := `{"SchemaVersion":2,"ArtifactName":".","ArtifactType":"filesystem","Results":[` + vuln + `]}`
	d = rawtest.Only(t, readAs(t, Trivy, path, rawtest.Web()), raw.Vulnerabilities)
	if d.Subject != "web" || !d.Asserted || !strings.Contains(d.Collector, "scans/report") {
		t.Errorf("a directory names no target: %q %q", d.Subject, d.Collector)
	}
	if !d.Collected.IsZero() {
		t.Errorf("collected %v out of nothing", d.Collected)
	}
}

func TestAnUpdateOfTheSystemLeavesTheNameOfTheTarget(t *testing.T) {
	for _, tc := range []struct{ target, kind, want string }{
		{"web (debian 12.5)", "debian", "web (debian)"},
		{"reg.example/web:1.2 (opensuse.leap 15.5)", "opensuse.leap", "reg.example/web:1.2 (opensuse.leap)"},
		{"web (debian)", "debian", "web (debian)"},
		{"web (debian 12.5)", "", "web (debian 12.5)"},
		{"web (debian 12.5)", "alpine", "web (debian 12.5)"},
		{"a (debian 1) b (debian 12.5)", "debian", "a (debian 1) b (debian)"},
		{"app/go.sum", "gomod", "app/go.sum"},
		{"usr/(gomod 1)/go.sum", "gomod", "usr/(gomod 1)/go.sum"},
	} {
		text := image1(fmt.Sprintf(`{"Target":%q,"Class":"os-pkgs","Type":%q,"Vulnerabilities":[{"VulnerabilityID":"CVE-1"}]}`, tc.target, tc.kind))
		d := rawtest.Only(t, readAs(t, Trivy, text, rawtest.Web()), raw.Vulnerabilities)
		found := d.Payload["findings"].([]any)[0].(map[string]any)
		if found["target"] != tc.want {
			t.Errorf("%s of %s is called %v", tc.target, tc.kind, found["target"])
		}
	}
}

func TestComponentFoundByTarget(t *testing.T) {
	text := image1(`{"Target":"x","Class":"os-pkgs","Vulnerabilities":[{"VulnerabilityID":"CVE-1"}]}`)
	for name, tc := range map[string]struct {
		components []string
		targets    map[string][]string
		want       string // empty: a problem
		asserted   bool
	}{
		"one component, nothing known of it": {[]string{"web"}, nil, "web", true},
		"named by one of two":                {[]string{"db", "web"}, map[string][]string{"web": {"reg.example/web"}}, "web", false},
		"named by none of two":               {[]string{"db", "web"}, map[string][]string{"web": {"reg.example/api"}}, "", false},
		"named by both":                      {[]string{"db", "web"}, map[string][]string{"web": {"reg.example/web"}, "db": {"reg.example/web:1.2"}}, "", false},
		"the only one is called otherwise":   {[]string{"web"}, map[string][]string{"web": {"reg.example/api"}}, "", false},
		"no component at all":                {nil, nil, "", false},
	} {
		d := rawtest.Only(t, readAs(t, Trivy, text, raw.Options{Path: "p", Components: tc.components, Targets: tc.targets}), raw.Vulnerabilities)
		if d.Component != tc.want || (d.Problem == nil) != (tc.want != "") || d.Asserted != tc.asserted {
			t.Errorf("%s: component %q, problem %v, asserted %v", name, d.Component, d.Problem, d.Asserted)
		}
	}
}

// What Trivy was not shown to look for is never clean.
func TestTrivySilence(t *testing.T) {
	packages := `{"Target":"web (debian 13)","Class":"os-pkgs","Type":"debian","Packages":[{"Name":"a","Version":"1"}]}`
	for name, tc := range map[string]struct {
		text  string
		kinds []string
		want  map[string]string // kind → "ok", "asserted" or "problem"; others absent
	}{
		"packages only, nothing declared": {image1(packages), nil,
			map[string]string{raw.Vulnerabilities: "problem", raw.SBOM: "ok"}},
		"packages only, vulnerabilities declared": {image1(packages), []string{raw.Vulnerabilities},
			map[string]string{raw.Vulnerabilities: "asserted", raw.SBOM: "ok"}},
		"packages only, something else declared": {image1(packages), []string{raw.SBOM},
			map[string]string{raw.SBOM: "ok"}},
		"an empty list of vulnerabilities is shown": {image1(`{"Target":"web","Class":"os-pkgs","Vulnerabilities":[]}`), nil,
			map[string]string{raw.Vulnerabilities: "ok"}},
		"so is a null of early releases": {`[{"Target":"web","Type":"debian","Vulnerabilities":null}]`, nil,
			map[string]string{raw.Vulnerabilities: "ok"}},
		"no secret found is not shown": {image1(packages), []string{raw.SecretFindings},
			map[string]string{raw.SecretFindings: "problem", raw.SBOM: "ok"}},
		"checks that all succeeded are shown": {image1(`{"Target":"Dockerfile","Class":"config","MisconfSummary":{"Successes":20}}`), nil,
			map[string]string{raw.ConfigurationFindings: "ok"}},
		"no check ran": {image1(`{"Target":"Dockerfile","Class":"config","MisconfSummary":{}}`), nil,
			map[string]string{"": "problem"}},
		"nothing at all":                {image1(``), nil, map[string]string{"": "problem"}},
		"nothing, with a kind declared": {image1(``), []string{raw.Vulnerabilities}, map[string]string{raw.Vulnerabilities: "problem"}},
	} {
		got := map[string]string{}
		opt := rawtest.Web()
		opt.Kinds = tc.kinds
		for _, d := range readAs(t, Trivy, tc.text, opt) {
			switch {
			case d.Problem != nil:
				got[d.Kind] = "problem"
			case d.Scan()["asserted"] == true:
				got[d.Kind] = "asserted"
			default:
				got[d.Kind] = "ok"
			}
			if d.Problem == nil && len(d.Examined()) == 0 {
				t.Errorf("%s: %s examined nothing", name, d.Kind)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

func TestTrivyMisconfigurations(t *testing.T) {
	text := image1(`{"Target":"Dockerfile","Class":"config","Type":"dockerfile","MisconfSummary":{"Successes":1,"Failures":1,"Exceptions":1},"Misconfigurations":[
{"ID":"DS001","Severity":"MEDIUM","Status":"FAIL","Title":"tag","Message":"pin it","CauseMetadata":{"Resource":"FROM","StartLine":3,"EndLine":4,"Code":{"Lines":[{"Content":"ENV PASSWORD=hunter2"}]}}},
{"ID":"DS002","Severity":"LOW","Status":"PASS"},{"ID":"DS003","Severity":"HIGH","Status":"EXCEPTION"},{"ID":"DS004","Severity":"HIGH"}]}`)
	d := rawtest.Only(t, readAs(t, Trivy, text, rawtest.Web()), raw.ConfigurationFindings)
	for id, want := range map[string]string{"DS001": "fail false", "DS002": "pass false", "DS003": "fail true", "DS004": "undecided false"} {
		f := d.Finding(t, id)
		if got := fmt.Sprint(f["status"], " ", f["suppressed"]); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	if f := d.Finding(t, "DS001"); fmt.Sprintf("%v %v %v %v", f["line"], f["end_line"], f["resource"], f["position"]) != "3 4 FROM /Results/0/Misconfigurations/0" {
		t.Errorf("place: %v", f)
	}
	if strings.Contains(fmt.Sprint(d.Payload), "hunter2") {
		t.Error("code was copied into the evidence")
	}
	if !slices.Equal(d.Examined(), []string{"Dockerfile"}) {
		t.Errorf("examined %v", d.Examined())
	}
}

func TestTrivySecretsAreNotCopied(t *testing.T) {
	// Metadata behind the results: the target's name is known only at the end.
	text := `{"SchemaVersion":2,"Results":[{"Target":"/app/.env","Class":"secret","Secrets":[{"RuleID":"aws","Category":"AWS","Severity":"CRITICAL","Title":"AWS key","StartLine":2,"EndLine":2,"Match":"AKIA****","Code":{"Lines":[{"Content":"AKIAREAL"}]}}]}],
"ArtifactType":"container_image","ArtifactName":"reg/web:1"}`
	d := rawtest.Only(t, readAs(t, Trivy, text, rawtest.Web()), raw.SecretFindings)
	f := d.Finding(t, "aws")
	if strings.Contains(fmt.Sprint(d.Payload), "AKIA") {
		t.Error("the secret was copied")
	}
	if f["path"] != "/app/.env" || f["target"] != "reg/web:1" || f["status"] != raw.Fail || fmt.Sprint(f["line"]) != "2" {
		t.Errorf("%v", f)
	}
}

func TestTrivyCluster(t *testing.T) {
	text := `{"SchemaVersion":2,"CreatedAt":"2026-11-18T04:30:00Z","ClusterName":"prod","Resources":[
{"Results":[{"Target":"reg/web:1 (debian 13)","Class":"os-pkgs","Vulnerabilities":[{"VulnerabilityID":"CVE-1","Severity":"LOW"}]}],"Namespace":"portal","Kind":"Deployment","Name":"web"},
{"Namespace":"portal","Kind":"Deployment","Name":"web","Results":[{"Target":"Deployment/web","Class":"config","MisconfSummary":{"Successes":3,"Failures":0}}]},
{"Namespace":"portal","Kind":"Deployment","Name":"worker","Metadata":[{"ImageID":"sha256:1"}],"Error":"image not found: patient-4711","Results":[{"Target":"reg/worker:1","Class":"os-pkgs","Vulnerabilities":[{"VulnerabilityID":"CVE-2","Severity":"LOW"}]}]},
{"Kind":"Node","Name":"n1","Results":[{"Target":"","Class":"config","Misconfigurations":[{"ID":"KCV1","Status":"FAIL","Severity":"LOW"}]}]}]}`
	docs := readAs(t, Trivy, text, rawtest.Web())
	v, c := rawtest.Only(t, docs, raw.Vulnerabilities), rawtest.Only(t, docs, raw.ConfigurationFindings)
	if !slices.Equal(v.Examined(), []string{"portal/Deployment/web: reg/web:1 (debian 13)"}) || v.Subject != "prod" {
		t.Errorf("subject %s, vulnerabilities examined %v", v.Subject, v.Examined())
	}
	if !slices.Equal(c.Examined(), []string{"portal/Deployment/web: Deployment/web", "Node/n1"}) {
		t.Errorf("configuration examined %v", c.Examined())
	}
	if v.Finding(t, "CVE-1")["status"] != raw.Fail || v.Finding(t, "CVE-2")["status"] != raw.Undecided {
		t.Errorf("a failed scan decides: %v", v.Findings())
	}
	for _, d := range []rawtest.Doc{v, c} {
		if f := d.Finding(t, "scan-failed"); f["status"] != raw.Undecided || f["target"] != "portal/Deployment/worker" || strings.Contains(fmt.Sprint(f), "4711") {
			t.Errorf("%v", f)
		}
	}
}

// Secrets have no target smaller than the whole: a cluster of which one resource
// could not be scanned is not known to be free of them.
func TestTrivyClusterWithAFailedResourceIsNotFreeOfSecrets(t *testing.T) {
	text := `{"SchemaVersion":2,"CreatedAt":"2026-11-18T04:30:00Z","ClusterName":"prod","Resources":[
{"Namespace":"portal","Kind":"Deployment","Name":"web","Results":[{"Target":"/app/.env","Class":"secret"}]},
{"Namespace":"portal","Kind":"Deployment","Name":"worker","Error":"image not found"}]}`
	d := rawtest.Only(t, readAs(t, Trivy, text, rawtest.Web()), raw.SecretFindings)
	f := d.Finding(t, "scan-failed")
	if f["status"] != raw.Undecided || f["target"] != "prod" || f["path"] != "portal/Deployment/worker" || !slices.Equal(d.Examined(), []string{"prod"}) {
		t.Errorf("%v, examined %v", f, d.Examined())
	}
}

func TestTrivyScores(t *testing.T) {
	for name, tc := range map[string]struct{ cvss, want string }{
		"NVD version 3 before the vendor's":   {`"nvd":{"V3Score":7.5,"V3Vector":"CVSS:3.1/AV:N"},"redhat":{"V3Score":9.1}`, "map[score:7.5 vector:CVSS:3.1/AV:N version:3.1]"},
		"the severity's source before others": {`"ghsa":{"V3Score":5},"redhat":{"V3Score":9.1}`, "map[score:5 version:3.0]"},
		"the highest of others":               {`"a":{"V3Score":5},"b":{"V3Score":9.1}`, "map[score:9.1 version:3.0]"},
		"version 3 before 4 before 2":         {`"a":{"V40Score":5,"V3Score":4,"V2Score":9}`, "map[score:4 version:3.0]"},
		"version 2 where there is no other":   {`"nvd":{"V2Score":9}`, "map[score:9 version:2.0]"},
		"a score that is none":                {`"nvd":{"V3Score":99}`, "<nil>"},
		"none":                                {``, "<nil>"},
	} {
		text := image1(`{"Target":"web","Class":"lang-pkgs","Vulnerabilities":[{"VulnerabilityID":"CVE-1","SeveritySource":"ghsa","CVSS":{` + tc.cvss + `}}]}`)
		if got := fmt.Sprint(rawtest.Only(t, readAs(t, Trivy, text, rawtest.Web()), raw.Vulnerabilities).Finding(t, "CVE-1")["cvss"]); got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}

// Two scans of one image for different sorts of packages are two series; the
// later one must not replace the findings of the earlier one.
func TestTrivyCollectorTellsScansApart(t *testing.T) {
	of := func(class string) string {
		return rawtest.Only(t, readAs(t, Trivy, image1(`{"Target":"web","Class":"`+class+`","Vulnerabilities":[{"VulnerabilityID":"CVE-1"}]}`), rawtest.Web()), raw.Vulnerabilities).Collector
	}
	if of("os-pkgs") == of("lang-pkgs") {
		t.Error("scans of different packages share a collector")
	}
}

// A report that only its configuration vouches for is a series of its own: a
// newer one with secrets alone must not clear away what an older one found.
func TestTrivyAnAssertedReportReplacesNone(t *testing.T) {
	opt := rawtest.Web()
	opt.Kinds = []string{raw.Vulnerabilities, raw.SecretFindings}
	found := rawtest.Only(t, readAs(t, Trivy, image1(`{"Target":"web","Class":"os-pkgs","Vulnerabilities":[{"VulnerabilityID":"CVE-1"}]}`), opt), raw.Vulnerabilities)
	vouched := rawtest.Only(t, readAs(t, Trivy, image1(`{"Target":"web","Class":"os-pkgs","Packages":[{"Name":"a","Version":"1"}]},{"Target":"/x","Class":"secret","Secrets":[{"RuleID":"key"}]}`), opt), raw.Vulnerabilities)
	if found.Collector == vouched.Collector || vouched.Scan()["asserted"] != true {
		t.Errorf("%q and %q", found.Collector, vouched.Collector)
	}
}

// Nobody publishes what is wrong with a system that is not supported any more.
func TestTrivyOfAnUnsupportedSystem(t *testing.T) {
	of := func(eosl string) rawtest.Doc {
		return rawtest.Only(t, readAs(t, Trivy, `{"SchemaVersion":2,"CreatedAt":"2026-11-18T06:00:00Z","ArtifactName":"web","ArtifactType":"container_image","Metadata":{"OS":{"Family":"debian","Name":"9","EOSL":`+eosl+`}},"Results":[{"Target":"web","Class":"os-pkgs","Vulnerabilities":[]}]}`, rawtest.Web()), raw.Vulnerabilities)
	}
	if f := of("true").Finding(t, "distro-eol"); f["status"] != raw.Undecided {
		t.Errorf("%v", f)
	}
	if n := len(of("false").Findings()); n != 0 {
		t.Errorf("%d findings of a system that is supported", n)
	}
}

func TestTrivyOtherVersions(t *testing.T) {
	if got := rawtest.Broken(t, readAs(t, Trivy, `{"SchemaVersion":3,"ArtifactName":"a","Results":[]}`, rawtest.Web())); !strings.Contains(got, "version of the format is not supported") {
		t.Error(got)
	}
}
