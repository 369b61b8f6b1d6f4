package scanners

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

const Checkov = "checkov"

func checkovCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, Checkov),
		Sample: `[{"extra":null,"check_type":"terraform","results":{"passed_checks":[` + checkov1("PASSED", ``) + `],"failed_checks":[` + checkov1("FAILED", `,"description":null`) + `],
"skipped_checks":[{"check_id":"CKV_3","check_name":"LONG","check_result":{"result":"SKIPPED","suppress_comment":"known"},"file_path":"/main.tf"}],"parsing_errors":["/sample/broken.tf"]},"summary":{"checkov_version":"3.2.506"}},
{"check_type":"sca_package","results":{"failed_checks":[{"check_id":"CKV_CVE_1","check_result":{"result":"FAILED"},"vulnerability_details":{"id":"CVE-1"}},{"check_id":"BC_LIC_1"}]}}]`,
		Long: func(n int) string {
			return `{"check_type":"terraform","results":{"failed_checks":[` + strings.Repeat(`{"check_id":"CKV_1","file_path":"/a"},`, n) + `{}]}}`
		},
		Count:    each(countCheckov),
		Timeless: true,
		Real:     []string{"checkov/checkov_with_skips.json"},
	}
}

func countCheckov(framework map[string]any) (n int) {
	results, _ := framework["results"].(map[string]any)
	for _, list := range []string{"passed_checks", "failed_checks", "skipped_checks", "unknown_checks", "parsing_errors"} {
		n += rawtest.Length(results[list])
	}
	return n
}

func FuzzCheckov(f *testing.F) {
	rawtest.Fuzz(f, checkovCase(f), `{"passed":0,"failed":0,"skipped":0,"parsing_errors":0,"resource_count":0,"checkov_version":"2.1.269"}`,
		`{"check_type":"secrets","results":{"failed_checks":[{"file_line_range":[-1,0],"severity":{"name":"HIGH"}}],"parsing_errors":[null]}}`)
}

// checkov1 is one record of infrastructure code.
func checkov1(result, members string) string {
	return `{"check_id":"CKV_AWS_93","check_name":"Ensure","check_result":{"result":"` + result + `","entity":{"secret":"hunter2"}},"code_block":[[2,"password = hunter2"]],"file_path":"/main.tf","repo_file_path":"/infra/main.tf","file_line_range":[2,6],"resource":"aws_s3_bucket.b","severity":null` + members + `}`
}

func checkovOf(kind, results string) string {
	return `{"check_type":"` + kind + `","results":{` + results + `},"summary":{"checkov_version":"3.2.506"}}`
}

func TestCheckovStatus(t *testing.T) {
	for _, tc := range []struct{ list, result, want string }{
		{"passed_checks", "PASSED", "pass false"},
		{"failed_checks", "FAILED", "fail false"},
		{"skipped_checks", "SKIPPED", "fail true"},
		{"passed_checks", "FAILED", "fail false"},
		{"passed_checks", "", "pass false"},
		{"failed_checks", "UNKNOWN", "undecided false"},
		{"unknown_checks", "", "undecided false"},
	} {
		d := rawtest.Only(t, readAs(t, Checkov, checkovOf("terraform", `"`+tc.list+`":[`+checkov1(tc.result, "")+`]`), rawtest.Web()), raw.ConfigurationFindings)
		f := d.Finding(t, "CKV_AWS_93")
		if got := fmt.Sprint(f["status"], " ", f["suppressed"]); got != tc.want {
			t.Errorf("%s %q: %s", tc.list, tc.result, got)
		}
		if strings.Contains(fmt.Sprint(d.Payload), "hunter2") {
			t.Error("code was copied into the evidence")
		}
		if got := fmt.Sprint(f["target"], " ", f["resource"], " ", f["line"], " ", f["end_line"], " ", f["severity"]); got != "infra/main.tf aws_s3_bucket.b 2 6 unknown" {
			t.Error(got)
		}
	}
}

// A skipped record keeps the words of the comment, a broken file is seen and
// was not examined.
func TestCheckovSkippedAndUnparsed(t *testing.T) {
	d := rawtest.Only(t, readAs(t, Checkov, checkovOf("terraform", `"skipped_checks":[{"check_id":"A","check_result":{"result":"SKIPPED","suppress_comment":"accepted"},"file_path":"/main.tf"},{"check_id":"B","check_result":{"result":"SKIPPED"},"file_path":"/main.tf"}],"parsing_errors":["/sample/broken.tf"]`), rawtest.Web()), raw.ConfigurationFindings)
	if d.Finding(t, "A")["suppression"] != "accepted" || d.Finding(t, "B")["suppression"] != "skipped" {
		t.Errorf("%v", d.Findings())
	}
	f := d.Finding(t, "parsing-error")
	if f["status"] != raw.Undecided || f["target"] != "sample/broken.tf" || !slices.Equal(d.Examined(), []string{"main.tf"}) {
		t.Errorf("%v, examined %v", f, d.Examined())
	}
}

// What the summary counts and no list has is not known.
func TestCheckovWhoseSummaryCountsMore(t *testing.T) {
	passed := `{"check_type":"terraform","results":{"passed_checks":[` + checkov1("PASSED", "") + `],"failed_checks":[],"parsing_errors":[]},"summary":`
	for summary, want := range map[string]int{
		`{"passed":40,"failed":0,"parsing_errors":0}`: 0, `{"passed":1,"failed":7,"parsing_errors":0}`: 1, `{"passed":1,"failed":0,"parsing_errors":2}`: 1, `{}`: 0,
	} {
		d := rawtest.Only(t, readAs(t, Checkov, passed+summary+`}`, rawtest.Web()), raw.ConfigurationFindings)
		n := 0
		for _, f := range d.Findings() {
			if f["id"] == "records-missing" && f["status"] == raw.Undecided {
				n++
			}
		}
		if n != want {
			t.Errorf("%s: %v", summary, d.Findings())
		}
	}
}

// Frameworks are sorted by what they look for; license checks are kept.
func TestCheckovFrameworks(t *testing.T) {
	docs := readAs(t, Checkov, `[`+checkovOf("terraform", `"passed_checks":[`+checkov1("PASSED", "")+`]`)+`,`+
		checkovOf("kubernetes", `"failed_checks":[{"check_id":"CKV_K8S_1","check_result":{"result":"FAILED"},"file_path":"/pod.yaml","severity":"HIGH"}]`)+`,`+
		checkovOf("sca_package", `"failed_checks":[{"check_id":"CKV_CVE_2026_1","check_result":{"result":"FAILED"},"file_path":"/go.sum","severity":null,"vulnerability_details":{"id":"CVE-2026-1","severity":"medium","package_name":"a","package_version":"1","cvss":6.5,"vector":"CVSS:3.1/AV:N","published_date":"2026-08-01T00:00:00Z","lowest_fixed_version":"N/A"}},{"check_id":"BC_LIC_1","check_result":{"result":"FAILED"},"vulnerability_details":{"package_name":"a"}}]`)+`,`+
		checkovOf("secrets", `"failed_checks":[{"check_id":"CKV_SECRET_6","check_name":"Base64 High Entropy String","check_result":{"result":"FAILED"},"file_path":"/.env","file_line_range":[3,4],"resource":"e0e4e0e4"}]`)+`]`, rawtest.Web())
	c, v, x := rawtest.Only(t, docs, raw.ConfigurationFindings), rawtest.Only(t, docs, raw.Vulnerabilities), rawtest.Only(t, docs, raw.SecretFindings)
	if !slices.Equal(c.Examined(), []string{"infra/main.tf", "pod.yaml"}) || c.Finding(t, "CKV_K8S_1")["severity"] != "high" || c.Payload["tool"].(map[string]any)["version"] != "3.2.506" {
		t.Errorf("%v", c.Payload)
	}
	f := v.Finding(t, "CVE-2026-1")
	if got := fmt.Sprint(f["severity"], " ", f["package"], " ", f["cvss"], " ", f["published"], " ", f["target"]); got != "moderate map[name:a version:1] map[score:6.5 vector:CVSS:3.1/AV:N version:3.1] 2026-08-01T00:00:00Z go.sum" {
		t.Error(got)
	}
	if f := x.Finding(t, "CKV_SECRET_6"); f["target"] != ".env" || f["path"] != ".env" || strings.Contains(fmt.Sprint(x.Payload), "e0e4") {
		t.Errorf("%v", f)
	}
	if k := rawtest.Objects(rawtest.Only(t, docs, raw.RawRecords).Payload["records"]); len(k) != 1 || k[0]["sort"] != "license check" {
		t.Errorf("%v", k)
	}
}

func TestCheckovOfNothing(t *testing.T) {
	for _, text := range []string{`{"passed":0,"failed":0,"skipped":0,"parsing_errors":0,"resource_count":0,"checkov_version":"2.1.269"}`, `[]`, checkovOf("terraform", `"passed_checks":[]`)} {
		if docs := readAs(t, Checkov, text, rawtest.Web()); docs[0].Problem == nil || !strings.Contains(docs[0].Problem.What, "does not show") {
			t.Errorf("%s: %v", text, docs[0].Payload)
		}
	}
}
