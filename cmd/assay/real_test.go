package main

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/defenseunicorns/go-oscal/src/pkg/validation"

	"github.com/assay-compliance/assay/internal/testkit"
)

// A second program, which nobody here wrote, accepts every document too.
func TestAnotherValidatorAcceptsWhatWasWritten(t *testing.T) {
	t.Parallel()
	dir := meridian(t, slices.Sort[[]string])
	results := filepath.Join(dir, "results")
	if code, out, errOut := in("assess", "-c", filepath.Join(dir, "assay.yaml"), "--as-of", asOf, "--record"); code != 1 {
		t.Fatalf("exit code %d: %s%s", code, out, errOut)
	}
	files, err := filepath.Glob(filepath.Join(results, "*", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	recorded, err := filepath.Glob(filepath.Join(dir, "poam", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	files = slices.DeleteFunc(files, func(f string) bool { return filepath.Base(f) == "measure.json" }) // no OSCAL
	if len(files) != 13 || len(recorded) != 4 {
		t.Fatalf("%d documents and %d recorded states, want four and one for each of three frameworks, and the remediation list of CMMC", len(files), len(recorded))
	}
	files = append(files, recorded...)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		v, err := validation.NewValidator(text)
		if err == nil {
			err = v.Validate()
		}
		if err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
	// And so do we, down to the references and the files they name.
	if code, out, errOut := in(append([]string{"oscal", "validate"}, files...)...); code != 0 {
		t.Errorf("exit code %d: %s%s", code, out, errOut)
	}
}

// The commands of the README run in the order it gives them, in an empty
// directory, and the piece of evidence it shows is one.
func TestTheREADMEKeepsItsWord(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(testkit.Root(t), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	want := map[string]int{"evidence verify": 1, "assess": 3} // nothing is there yet
	seen := 0
	for _, line := range strings.Split(string(text), "\n") {
		command, ok := strings.CutPrefix(line, "bin/assay ")
		if !ok {
			continue
		}
		seen++
		command, _, _ = strings.Cut(command, "#")
		args := strings.Fields(command)
		expected := want[args[0]]
		if len(args) > 1 && expected == 0 {
			expected = want[args[0]+" "+args[1]]
		}
		if got, out := code(t, assay(dir, args...)); got != expected {
			t.Errorf("assay %s has exit code %d, want %d: %s", command, got, expected, out)
		}
	}
	if seen < 5 {
		t.Errorf("the README has %d commands of assay, the test does not see them", seen)
	}
	if !strings.Contains(string(text), "go run ./cmd/assay assess -c examples/meridian/assay.yaml --as-of "+asOf) {
		t.Error("the README does not say how to run the example")
	}
	_, block, _ := strings.Cut(string(text), "```json\n")
	block, _, _ = strings.Cut(block, "```")
	if err := writeFile(filepath.Join(dir, "evidence", "idp", "export.json"), []byte(block)); err != nil {
		t.Fatal(err)
	}
	_, source, _ := strings.Cut(string(text), "```yaml\nsources:\n")
	source, _, _ = strings.Cut(source, "```")
	written, err := os.ReadFile(filepath.Join(dir, "assay.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(string(written), "sources: []")
	if at < 0 || source == "" {
		t.Fatalf("no place for the README's source %q in:\n%s", source, written)
	}
	end := at + strings.Index(string(written[at:]), "\n")
	whole := string(written[:at]) + "sources:\n" + source + string(written[end+1:])
	if err := writeFile(filepath.Join(dir, "assay.yaml"), []byte(whole)); err != nil {
		t.Fatal(err)
	}
	if got, out := code(t, assay(dir, "evidence", "verify", "--as-of", asOf)); got != 0 || !strings.Contains(out, "fresh 1,") {
		t.Errorf("the README's piece of evidence: exit code %d: %s", got, out)
	}
}

// Exports of four scanners, as others made them, are read where they lie and
// judged; every record of theirs is accounted for.
func TestRealScannerExportsAreAssessed(t *testing.T) {
	t.Parallel()
	data := filepath.Join(testkit.SharedData(t), "evidence")
	dir := t.TempDir()
	exports := map[string]string{
		"scans/image.trivy.json": "trivy/trivy-native-debian-all-statuses.json", "scans/code.sarif": "sarif/sarif_input.sarif",
		"scans/bill.cdx.json": "cyclonedx_sbom/syft-scan-alpine-container.json", "scans/host.xccdf.xml": "xccdf_results/xccdf-results-openscap-rhel7.xml",
	}
	raw := map[string][]byte{}
	for to, from := range exports {
		text, err := os.ReadFile(filepath.Join(data, from))
		if err != nil {
			t.Fatal(err)
		}
		raw[to] = text
		if err := writeFile(filepath.Join(dir, to), text); err != nil {
			t.Fatal(err)
		}
	}
	config := `system-id: real
system:
  - {key: web, type: application, title: Web}
  - {key: hosts, type: host, title: Hosts}
frameworks: [cmmc-l2, fedramp-moderate]
sources:
  - {path: scans/image.trivy.json, kinds: [vulnerabilities], component: web}
  - {path: scans/code.sarif, kinds: [static-analysis], component: web, collected: 2024-08-19T00:00:00Z}
  - {path: scans/bill.cdx.json, kinds: [sbom], component: web}
  - {path: scans/host.xccdf.xml, kinds: [benchmark-results], component: hosts, collected: 2024-08-19T00:00:00Z}
gates: {default: {fail-on: low, undecided: warn}}
`
	file := filepath.Join(dir, "assay.yaml")
	if err := writeFile(file, []byte(config)); err != nil {
		t.Fatal(err)
	}

	// Today they are too old to say anything.
	code, out, errOut := in("evidence", "verify", "-c", file, "--as-of", asOf)
	if code != 1 || !strings.Contains(out, "malformed 0, future 0, unknown age 0") {
		t.Errorf("verify has exit code %d: %s%s", code, out, errOut)
	}
	if code, out, errOut = in("assess", "-c", file, "--as-of", asOf); code != 3 {
		t.Errorf("stale exports give exit code %d: %s%s", code, out, errOut)
	}

	// On the day of the youngest they fail, and the documents say on what.
	if code, out, errOut = in("assess", "-c", file, "--as-of", "2024-08-20T00:00:00Z", "--all"); code != 1 {
		t.Fatalf("exit code %d: %s%s", code, out, errOut)
	}
	if !strings.Contains(out, "common.sast.clean") {
		t.Errorf("the findings of the static analysis are not told: %s", out)
	}
	if err := whole(filepath.Join(dir, "results")); err != nil {
		t.Error(err)
	}

	// XCCDF: what the benchmark failed fails here, no more and no less.
	failed := xccdfFailures(t, raw["scans/host.xccdf.xml"])
	if code, out, errOut = in("assess", "-c", file, "--as-of", "2021-12-18T00:00:00Z"); code != 1 {
		t.Fatalf("exit code %d: %s%s", code, out, errOut)
	}
	if got := subjects(t, filepath.Join(dir, "results", "cmmc-l2"), "common.benchmark.passed", "fail"); got != failed || failed == 0 {
		t.Errorf("%d rules fail, the export has %d", got, failed)
	}
}

// xccdfFailures counts the results "fail" of an XCCDF file with another reader.
func xccdfFailures(t testing.TB, text []byte) int {
	t.Helper()
	var doc struct {
		Results []struct {
			Result string `xml:"result"`
		} `xml:"TestResult>rule-result"`
	}
	if err := xml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range doc.Results {
		if r.Result == "fail" {
			n++
		}
	}
	return n
}

// subjects counts what the assessment results say of a check: how many subjects
// have that outcome.
func subjects(t testing.TB, dir, check, outcome string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "assessment-results.json"))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		AR struct {
			Results []struct {
				Observations []struct {
					Props    []struct{ Name, Value string }
					Subjects []any
				}
			}
		} `json:"assessment-results"`
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, o := range doc.AR.Results[0].Observations {
		props := map[string]string{}
		for _, p := range o.Props {
			props[p.Name] = p.Value
		}
		if props["check"] == check && props["outcome"] == outcome {
			n += len(o.Subjects)
		}
	}
	return n
}

// Every OSCAL document that others published gets the verdict that a person
// would give it. Where one is invalid, it is for what stands in it: examples
// that point out of their folder, templates with references left open and with
// names in NIST's namespace that NIST does not have, items outside of a statement.
func TestPublishedDocumentsGetTheirVerdict(t *testing.T) {
	t.Parallel()
	root := filepath.Join(testkit.SharedData(t), "oscal")
	const (
		valid   = 0
		invalid = 1
		not     = 2 // OSCAL
	)
	rules := regexp.MustCompile(`(?m)^  error: .*\[([a-z-]+)\]$`)
	rows := []struct {
		file  string
		want  int
		rules string // the rules it breaks, sorted
	}{
		{"examples/basic-catalog.json", valid, ""},
		{"examples/example-component-definition.json", invalid, "local-escape ref-unique-uuid"},
		{"examples/example-component.json", invalid, "local-escape"},
		{"examples/ifa_assessment-plan-example.json", invalid, "local-escape"},
		{"examples/ifa_assessment-results-example.json", invalid, "local-missing"},
		{"examples/ifa_plan-of-action-and-milestones.json", invalid, "local-escape ref-risk ref-risk-used"},
		{"examples/ssp-example.json", invalid, "local-escape"},
		{"fedramp/FedRAMP-POAM-OSCAL-Template.json", invalid, "local-escape oscal-back-matter-resource-prop-name-values ref-party ref-resource"},
		{"fedramp/FedRAMP-SAP-OSCAL-Template.json", invalid, "local-escape oscal-assessment-method-cardinality oscal-assessment-method-id-cardinality oscal-assessment-objects-cardinality oscal-back-matter-resource-prop-name-values oscal-inventory-item-prop-name-values oscal-unique-metadata-responsible-party ref-party ref-resource ref-subject ref-unique-uuid"},
		{"fedramp/FedRAMP-SAR-OSCAL-Template.json", invalid, "local-escape oscal-activity-type-cardinality oscal-back-matter-resource-prop-name-values ref-party ref-resource ref-reviewed ref-risk-used ref-subject ref-task ref-time ref-unique-uuid"},
		{"fedramp/FedRAMP-SSP-OSCAL-Template.json", invalid, "oscal-back-matter-resource-prop-name-values oscal-component-prop-name-values oscal-index-metadata-property-uuid oscal-inventory-item-prop-name-values oscal-system-implementation-component-uuid-index ref-unique-uuid"},
		{"fedramp/FedRAMP_extensions.json", not, ""},
		{"fedramp/FedRAMP_rev5_HIGH-baseline_profile.json", invalid, "local-missing"},
		{"fedramp/FedRAMP_rev5_LI-SaaS-baseline-resolved-profile_catalog.json", invalid, "oscal-control-part-name oscal-control-statement-part-name"},
		{"fedramp/FedRAMP_rev5_LI-SaaS-baseline_profile.json", invalid, "local-missing"},
		{"fedramp/FedRAMP_rev5_LOW-baseline_profile.json", invalid, "local-missing"},
		{"fedramp/FedRAMP_rev5_MODERATE-baseline_profile.json", valid, ""},
		{"fedramp/fedramp_threats.json", not, ""},
		{"fedramp/fedramp_values.json", not, ""},
		{"nist/NIST_SP-800-53_rev5_HIGH-baseline-resolved-profile_catalog.json", valid, ""},
		{"nist/NIST_SP-800-53_rev5_HIGH-baseline_profile.json", invalid, "local-escape"},
		{"nist/NIST_SP-800-53_rev5_LOW-baseline-resolved-profile_catalog.json", valid, ""},
		{"nist/NIST_SP-800-53_rev5_LOW-baseline_profile.json", invalid, "local-escape"},
		{"nist/NIST_SP-800-53_rev5_MODERATE-baseline-resolved-profile_catalog.json", valid, ""},
		{"nist/NIST_SP-800-53_rev5_MODERATE-baseline_profile.json", invalid, "local-escape"},
		{"nist/NIST_SP-800-53_rev5_PRIVACY-baseline_profile.json", invalid, "local-escape"},
		{"nist/NIST_SP-800-53_rev5_catalog.json", valid, ""},
	}
	all := 0
	for _, folder := range []string{"examples", "fedramp", "nist"} {
		found, err := filepath.Glob(filepath.Join(root, folder, "*.json"))
		if err != nil {
			t.Fatal(err)
		}
		all += len(found)
	}
	if all != len(rows) {
		t.Errorf("there are %d documents and %d rows", all, len(rows))
	}
	for _, row := range rows {
		if testing.Short() && !strings.HasPrefix(row.file, "examples/") {
			continue
		}
		t.Run(row.file, func(t *testing.T) {
			t.Parallel()
			code, out, errOut := in("oscal", "validate", filepath.Join(root, filepath.FromSlash(row.file)))
			if code != row.want {
				t.Fatalf("exit code %d, want %d: %s%s", code, row.want, out, errOut)
			}
			var broken []string
			for _, m := range rules.FindAllStringSubmatch(out, -1) {
				broken = append(broken, m[1])
			}
			slices.Sort(broken)
			if got := strings.Join(slices.Compact(broken), " "); got != row.rules {
				t.Errorf("it breaks %s, want %s", got, row.rules)
			}
		})
	}
}
