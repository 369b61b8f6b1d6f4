package scanners

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

// The words of the formats, short.
const (
	Trivy = "trivy"
	SARIF = "sarif"
)

func cases(t testing.TB) []rawtest.Case {
	return []rawtest.Case{trivyCase(t), grypeCase(t), asffCase(t), ocsfCase(t), prowlerCase(t), snykCase(t), checkovCase(t), nessusCase(t), sarifCase(t)}
}

func trivyCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, Trivy),
		Sample: `{"SchemaVersion":2,"CreatedAt":"2026-11-18T04:30:00Z","ArtifactName":"reg/web:1.0","ArtifactType":"container_image","extra":null,
"Results":[{"Target":"web (debian 13)","Class":"os-pkgs","Type":"debian","Packages":[{"Name":"a","Version":"1"}],
"Vulnerabilities":[{"VulnerabilityID":"CVE-1","PkgName":"a","InstalledVersion":"1","Severity":"HIGH","Status":"affected","Title":"LONG"}]},
{"Target":"Dockerfile","Class":"config","MisconfSummary":{"Successes":1,"Failures":1},"Misconfigurations":[{"ID":"DS002","Severity":"HIGH","Status":"FAIL"}]},
{"Target":"/app/key.pem","Class":"secret","Secrets":[{"RuleID":"private-key","Severity":"HIGH","Match":"-----BEGIN"}]},
{"Target":"OS Packages","Class":"license","Licenses":[{"Name":"MIT","PkgName":"a","Category":"notice","Severity":"LOW"}]}]}`,
		Long: func(n int) string {
			return `{"SchemaVersion":2,"Results":[{"Class":"os-pkgs","Vulnerabilities":[` + strings.Repeat(`{"VulnerabilityID":"CVE-1"},`, n) + `{}]}]}`
		},
		Count: countTrivy,
		Real:  []string{"trivy/trivy-native-debian-all-statuses.json"},
	}
}

func sarifCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, SARIF),
		Sample: `{"version":"2.1.0","extra":null,"runs":[{"tool":{"driver":{"name":"lint","version":"1.0","rules":[{"id":"R1"}]}},
"invocations":[{"executionSuccessful":true,"endTimeUtc":"2026-11-18T04:30:00Z"}],
"results":[{"ruleId":"R1","kind":"fail","message":{"text":"LONG"}},{"ruleId":"R1","kind":"pass","message":{"text":"ok"}}]}]}`,
		Long: func(n int) string {
			return `{"version":"2.1.0","runs":[{"results":[` + strings.Repeat(`{"ruleId":"a","message":{"text":"m"}},`, n) + `{}]}]}`
		},
		Count: func(file []byte) (n int) {
			for _, r := range rawtest.Lists(rawtest.JSONOf(file)["runs"]) {
				n += rawtest.Length(r["results"])
			}
			return n
		},
		Real: []string{"sarif/sarif_input.sarif"},
	}
}

func countTrivy(file []byte) (n int) {
	m := rawtest.JSONOf(file)
	results := rawtest.Lists(m["Results"])
	var list []any
	if json.Unmarshal(file, &list) == nil {
		results = rawtest.Lists(list)
	}
	for _, key := range []string{"Resources", "Findings", "Vulnerabilities", "Misconfigurations"} {
		for _, r := range rawtest.Lists(m[key]) {
			results = append(results, rawtest.Lists(r["Results"])...)
		}
	}
	for _, r := range results {
		for _, key := range []string{"Vulnerabilities", "Misconfigurations", "Secrets", "Licenses", "Packages", "ExperimentalModifiedFindings"} {
			n += rawtest.Length(r[key])
		}
	}
	return n
}

// each counts the records of a file that is one object or a list of them.
func each(count func(map[string]any) int) func([]byte) int {
	return func(file []byte) (n int) {
		var list []any
		if json.Unmarshal(file, &list) != nil {
			return count(rawtest.JSONOf(file))
		}
		for _, o := range rawtest.Lists(list) {
			n += count(o)
		}
		return n
	}
}

// positions counts the records of documents that may show one of them more
// than once: for each resource, each package.
func positions(docs []rawtest.Doc) int {
	seen := map[string]bool{}
	for _, d := range docs {
		for _, f := range append(d.Findings(), rawtest.Objects(d.Payload["records"])...) {
			seen[f["position"].(string)] = true
		}
	}
	return len(seen)
}

func TestConform(t *testing.T) {
	for _, c := range cases(t) {
		rawtest.Conform(t, c, Formats())
	}
	rawtest.Covered(t, cases(t), Formats())
}

func format(t testing.TB, name string) raw.Format { return rawtest.Named(t, Formats(), name) }

func readAs(t testing.TB, name, text string, opt raw.Options) []rawtest.Doc {
	t.Helper()
	return rawtest.Read(t, format(t, name), text, opt)
}

// A value of another type than its format says refuses the file, with its
// place; names that are not the format's own stay hidden.
func TestWrongTypes(t *testing.T) {
	for _, tc := range []struct{ format, text, place string }{
		{Trivy, `{"SchemaVersion":2,
"Results":[{},{"Vulnerabilities":[{"VulnerabilityID":"a"},{"Severity":5}]}]}`, "report:2#/Results/1/Vulnerabilities/1/Severity"},
		{Trivy, `{"SchemaVersion":"2"}`, "#/SchemaVersion"},
		{Trivy, `{"SchemaVersion":1e400}`, "#/SchemaVersion"},
		{Trivy, `{"Results":{}}`, "#/Results"},
		{Trivy, `{"Results":[{"Vulnerabilities":[{"CVSS":{"patient-4711":{"V3Score":"high"}}}]}]}`, "/Vulnerabilities/0/CVSS/*/*"},
		{SARIF, `{"version":"2.1.0","runs":[{"results":[{"ruleId":7}]}]}`, "#/runs/0/results/0/ruleId"},
		{SARIF, `{"version":"2.1.0","runs":{}}`, "#/runs"},
		{Grype, `{"matches":[{},
{"vulnerability":{"cvss":[{"metrics":{"baseScore":"high"}}]}}]}`, "report:2#/matches/1/vulnerability/cvss/0/metrics/baseScore"},
		{ASFF, `{"Findings":[{},
{"ProductFields":{"patient-4711":7}}]}`, "report:2#/Findings/1/ProductFields/*"},
		{ASFF, `{"Id":"a"}` + "\n" + `{"Types":"a"}`, "report:2#/Types"},
		{OCSF, `{"events":[{"class_uid":"2003"}]}`, "#/events/0/class_uid"},
		{Prowler, `[{"CheckID":"a"},
{"Severity":5}]`, "report:2#/1/Severity"},
		{Snyk, `[{"vulnerabilities":[{"identifiers":{"CVE":"CVE-1"}}]}]`, "/vulnerabilities/0/identifiers/CVE"},
		{Snyk, `{"dependencyCount":"many"}`, "#/dependencyCount"},
		{Checkov, `{"check_type":"terraform","results":{"failed_checks":[{"file_line_range":"1-2"}]}}`, "#/results/failed_checks/0/file_line_range"},
		{Checkov, `{"results":{"parsing_errors":[{}]}}`, "#/results/parsing_errors/0"},
	} {
		got := rawtest.Broken(t, readAs(t, tc.format, tc.text, rawtest.Web()))
		if !strings.Contains(got, tc.place+": ") || !strings.Contains(got, "another type") {
			t.Errorf("%s: %s, want place %s", tc.text, got, tc.place)
		}
		if strings.Contains(got, "4711") {
			t.Errorf("%s quotes the file: %s", tc.text, got)
		}
	}
}

func TestNullsAreAbsence(t *testing.T) {
	for name, text := range map[string]string{
		Trivy:   `{"SchemaVersion":2,"ArtifactName":null,"Metadata":null,"CreatedAt":null,"Results":[{"Target":null,"Class":"os-pkgs","Packages":null,"Vulnerabilities":[{"VulnerabilityID":null,"CVSS":null}]}]}`,
		SARIF:   `{"version":"2.1.0","runs":[{"tool":null,"invocations":null,"artifacts":null,"results":[{"ruleId":null,"message":null,"locations":null}]}]}`,
		Grype:   `{"matches":[{"vulnerability":null,"relatedVulnerabilities":null,"artifact":null}],"ignoredMatches":null,"alertsByPackage":null,"source":null,"descriptor":null}`,
		ASFF:    `{"Findings":[{"Compliance":{"Status":"FAILED","StatusReasons":null},"Resources":null,"Severity":null,"Types":null,"ProductFields":null,"Vulnerabilities":null}],"NextToken":null}`,
		OCSF:    `[{"class_uid":2003,"compliance":null,"resources":null,"resource":null,"metadata":null,"severity_id":null,"time":null,"finding_info":null}]`,
		Prowler: `[{"CheckID":null,"Status":null,"AssessmentStartTime":null}]`,
		Snyk:    `{"vulnerabilities":[{"id":null,"identifiers":null,"cvssScore":null,"fixedIn":null}],"filtered":null,"dependencyCount":null,"error":null,"projectName":null}`,
		Checkov: `{"check_type":null,"results":{"passed_checks":null,"failed_checks":[{"check_id":null,"check_result":null,"file_line_range":null,"severity":null,"vulnerability_details":null}]},"summary":null}`,
	} {
		docs := readAs(t, name, text, rawtest.Web())
		if docs[0].Problem != nil || rawtest.RecordsOf(docs) != 1 {
			t.Errorf("%s: %v, %d records", name, docs[0].Problem, rawtest.RecordsOf(docs))
		}
	}
}

// Names become subjects, and subjects are printed.
func TestNamesCannotForgeLines(t *testing.T) {
	text := image1(`{"Target":"a\n\u001b[31mb\u202e","Class":"os-pkgs","Vulnerabilities":[{"VulnerabilityID":"CVE-1"}]}`)
	text = strings.Replace(text, `"reg.example/web:1.2","ArtifactType"`, `"x\ny","ArtifactType"`, 1)
	d := rawtest.Only(t, readAs(t, Trivy, text, rawtest.Web()), raw.Vulnerabilities)
	for _, s := range append(d.Examined(), d.Subject, d.Collector, fmt.Sprint(d.Finding(t, "CVE-1")["target"])) {
		if strings.ContainsAny(s, "\n\x1b\u202e") {
			t.Errorf("%q", s)
		}
	}
}

// What is declared and not in the file is told, kind by kind.
func TestADeclaredKindThatIsNotThere(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		kind string
	}{
		ASFF:    {asffPage(asffControl(`{"Status":"FAILED"}`, "NEW")), raw.Vulnerabilities},
		OCSF:    {ocsfCompliance(`{"status_id":3}`, ""), raw.Vulnerabilities},
		Snyk:    {snykProjectOf(`{"id":"a"}`, ``), raw.ConfigurationFindings},
		Checkov: {checkovOf("terraform", `"failed_checks":[`+checkov1("FAILED", "")+`]`), raw.SecretFindings},
	} {
		opt := rawtest.Web()
		opt.Kinds = []string{tc.kind}
		if d := rawtest.Only(t, readAs(t, name, tc.text, opt), tc.kind); d.Problem == nil || !strings.Contains(d.Problem.What, "for this kind") {
			t.Errorf("%s: %v", name, d.Payload)
		}
	}
}

// Whatever a file calls its targets, accounts and tools, each stays on one line.
func TestNamesOfOtherFormatsCannotForgeLines(t *testing.T) {
	const evil = `a\n\u001b[31mb\u202e`
	for name, text := range map[string]string{
		Grype:   `{"matches":[],"source":{"type":"image","target":{"userInput":"` + evil + `"}},"distro":{}}`,
		ASFF:    asffPage(`{"AwsAccountId":"` + evil + `","ProductName":"` + evil + `","Region":"` + evil + `","Compliance":{"Status":"PASSED"},"Resources":[{"Id":"` + evil + `"}]}`),
		OCSF:    `{"class_uid":2003,"compliance":{"status_id":1},"cloud":{"account":{"uid":"` + evil + `"},"region":"` + evil + `"},"metadata":{"product":{"name":"` + evil + `"}},"resources":[{"uid":"` + evil + `"}]}`,
		Prowler: `[{"AccountId":"` + evil + `","Region":"` + evil + `","Status":"PASS","ResourceArn":"` + evil + `"}]`,
		Snyk:    `{"vulnerabilities":[{}],"docker":{},"path":"` + evil + `","applications":[{"vulnerabilities":[],"projectName":"` + evil + `"}]}`,
		Checkov: checkovOf("x", `"passed_checks":[{"check_result":{"result":"PASSED"},"file_path":"`+evil+`"}],"parsing_errors":["`+evil+`"]`),
		Nessus:  nessusOf(nessusEnded, nessusVuln("1", ``)),
	} {
		if name == Nessus {
			text = strings.NewReplacer("10.0.0.7", "a&#10;b&#x202e;", "Weekly", "a&#10;b").Replace(text)
		}
		for _, d := range readAs(t, name, text, rawtest.Web()) {
			if d.Problem != nil {
				t.Errorf("%s: %v", name, d.Problem)
			}
			told := append(d.Examined(), d.Subject, d.Collector)
			for _, f := range d.Findings() {
				told = append(told, fmt.Sprint(f["target"]))
			}
			for _, s := range told {
				if strings.ContainsAny(s, "\n\x1b\u202e") {
					t.Errorf("%s: %q", name, s)
				}
			}
		}
	}
}

func TestLongTextsAreCutAtACharacter(t *testing.T) {
	text := image1(`{"Target":"web","Class":"os-pkgs","Vulnerabilities":[{"VulnerabilityID":"CVE-1","Title":"` + strings.Repeat("é", 5000) + `"}]}`)
	title := rawtest.Only(t, readAs(t, Trivy, text, rawtest.Web()), raw.Vulnerabilities).Finding(t, "CVE-1")["title"].(string)
	if len(title) > raw.LongText+8 || !strings.HasSuffix(title, "é…") {
		t.Errorf("%d bytes, ends %q", len(title), title[len(title)-6:])
	}
}

func FuzzTrivy(f *testing.F) {
	rawtest.Fuzz(f, trivyCase(f),
		`{"SchemaVersion":2,"ClusterName":"c","Resources":[{"Error":"e","Results":[{"Class":"config","Misconfigurations":[{}]}]}]}`,
		image1(`{"Class":"os-pkgs","ExperimentalModifiedFindings":[{"Type":"secret","Finding":{"RuleID":"a"}}]}`),
		`[{"Target":"t","Type":"x","Vulnerabilities":null}]`)
}

func FuzzSARIF(f *testing.F) {
	rawtest.Fuzz(f, sarifCase(f),
		run(`"results":null,"invocations":[{"executionSuccessful":false,"toolExecutionNotifications":[{"level":"error"}]}]`),
		`{"runs":[{"results":[]},{"results":[{"kind":"pass"}]}],"version":"2.1.0"}`)
}
