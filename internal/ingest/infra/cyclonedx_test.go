package infra

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

func bom(version, members string) string {
	return `{"bomFormat":"CycloneDX","specVersion":"` + version + `","metadata":{"timestamp":"2026-11-18T04:31:00Z","component":{"bom-ref":"root","type":"container","group":"reg","name":"web","version":"sha256:bb"}},` + members + `}`
}

func TestCycloneDXComponentsNest(t *testing.T) {
	parts := `"components":[{"name":"a","version":"1","type":"library","bom-ref":"r-a","purl":"pkg:npm/a@1","licenses":[{"license":{"id":"MIT"}},{"expression":"A OR B"},{"license":{"name":"Own"}}],
"components":[{"group":"g","name":"b","components":[{"name":"c"}]}]},{"name":"d","version":"2"}]`
	for _, version := range []string{"1.2", "1.3", "1.4", "1.5", "1.6", "1.7"} {
		d := rawtest.Only(t, readAs(t, CycloneDX, bom(version, parts), rawtest.Web()), raw.SBOM)
		var names []string
		for _, c := range rawtest.Objects(d.Payload["components"]) {
			names = append(names, fmt.Sprint(c["name"], "@", c["version"], c["licenses"]))
		}
		if got := strings.Join(names, " "); got != "a@1[MIT A OR B Own] g/b@[] c@[] d@2[]" {
			t.Errorf("%s: %s", version, got)
		}
		if d.Subject != "reg/web" || d.Payload["target"].(map[string]any)["digest"] != "sha256:bb" {
			t.Errorf("%s: subject %s, target %v", version, d.Subject, d.Payload["target"])
		}
	}
	for _, version := range []string{"1.1", "2.0", ""} {
		if got := rawtest.Broken(t, readAs(t, CycloneDX, bom(version, parts), rawtest.Web())); !strings.Contains(got, "version of the format") {
			t.Errorf("%s: %s", version, got)
		}
	}
}

func TestCycloneDXTools(t *testing.T) {
	for tools, want := range map[string]string{
		`[{"vendor":"v","name":"syft","version":"1"}]`:          "map[name:syft version:1]",
		`{"components":[{"type":"application","name":"syft"}]}`: "map[name:syft]",
		`{"services":[{"name":"svc"}],"components":[]}`:         "map[name:svc]",
		`null`: "map[name:unknown]",
	} {
		text := `{"bomFormat":"CycloneDX","specVersion":"1.5","metadata":{"tools":` + tools + `},"components":[{"name":"a"}]}`
		if got := fmt.Sprint(rawtest.Only(t, readAs(t, CycloneDX, text, rawtest.Web()), raw.SBOM).Payload["tool"]); got != want {
			t.Errorf("%s: %s", tools, got)
		}
	}
}

// Statements on exploitability change no verdict: nobody trusted signed them.
func TestCycloneDXAnalysisIsOnlyShown(t *testing.T) {
	for state, suppressed := range map[string]bool{
		"": false, "exploitable": false, "in_triage": false,
		"not_affected": true, "false_positive": true, "resolved": true, "resolved_with_pedigree": true,
	} {
		text := bom("1.6", `"components":[{"name":"a","bom-ref":"r-a","version":"1"}],"vulnerabilities":[{"id":"CVE-1","ratings":[{"severity":"high"}],"affects":[{"ref":"r-a"},{"ref":"elsewhere"}],"analysis":{"state":"`+state+`","justification":"code_not_reachable"}}]`)
		d := rawtest.Only(t, readAs(t, CycloneDX, text, rawtest.Web()), raw.Vulnerabilities)
		f := d.Finding(t, "CVE-1")
		if f["status"] != raw.Fail || f["suppressed"] != suppressed || f["upstream_status"] != state {
			t.Errorf("%q: %v", state, f)
		}
		if got := fmt.Sprint(f["package"], f["affected"]); got != "map[name:a version:1] [r-a elsewhere]" && got != "map[name:a version:1][r-a elsewhere]" {
			t.Errorf("package: %s", got)
		}
	}
}

func TestCycloneDXSeverity(t *testing.T) {
	for name, tc := range map[string]struct{ ratings, want string }{
		"worst of several":            {`{"severity":"low"},{"severity":"critical"},{"severity":"medium"}`, "critical <nil>"},
		"no rating":                   {``, "unknown <nil>"},
		"by score where no word":      {`{"method":"CVSSv31","score":8.1,"vector":"CVSS:3.1/AV:N"}`, "high map[score:8.1 vector:CVSS:3.1/AV:N version:3.1]"},
		"a method without score":      {`{"method":"CVSSv31"}`, "unknown <nil>"},
		"version 3 before 4 before 2": {`{"method":"CVSSv4","score":9.9,"severity":"low"},{"method":"CVSSv3","score":3,"severity":"low"},{"method":"CVSSv2","score":9,"severity":"low"}`, "low map[score:3 version:3.0]"},
		"another method is no CVSS":   {`{"method":"OWASP","score":9,"severity":"high"}`, "high <nil>"},
	} {
		text := bom("1.5", `"components":[{"name":"a"}],"vulnerabilities":[{"id":"CVE-1","cwes":[79,-1],"ratings":[`+tc.ratings+`]}]`)
		f := rawtest.Only(t, readAs(t, CycloneDX, text, rawtest.Web()), raw.Vulnerabilities).Finding(t, "CVE-1")
		if got := fmt.Sprint(f["severity"], " ", f["cvss"]); got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}

func TestCycloneDXSilence(t *testing.T) {
	parts := `"components":[{"name":"a"}]`
	vuln := `"vulnerabilities":[{"id":"CVE-1"}]`
	for name, tc := range map[string]struct {
		text  string
		kinds []string
		want  string
	}{
		"no vulnerabilities member":            {bom("1.5", parts), nil, "sbom"},
		"an empty list, as tools always write": {bom("1.5", parts+`,"vulnerabilities":[]`), nil, "sbom"},
		"declared and not shown":               {bom("1.5", parts+`,"vulnerabilities":[]`), []string{raw.SBOM, raw.Vulnerabilities}, "sbom vulnerabilities!"},
		"listed":                               {bom("1.5", parts+`,`+vuln), nil, "sbom vulnerabilities"},
		"statements only":                      {`{"bomFormat":"CycloneDX","specVersion":"1.5",` + vuln + `}`, nil, "vulnerabilities(not ok)"},
		"nothing":                              {`{"bomFormat":"CycloneDX","specVersion":"1.5"}`, nil, "sbom!"},
	} {
		opt := rawtest.Web()
		opt.Kinds = tc.kinds
		var got []string
		for _, d := range readAs(t, CycloneDX, tc.text, opt) {
			switch {
			case d.Problem != nil:
				got = append(got, d.Kind+"!")
			case d.Scan()["ok"] != true:
				got = append(got, d.Kind+"(not ok)")
			default:
				got = append(got, d.Kind)
			}
		}
		if g := strings.Join(got, " "); g != tc.want {
			t.Errorf("%s: %s, want %s", name, g, tc.want)
		}
	}
}
