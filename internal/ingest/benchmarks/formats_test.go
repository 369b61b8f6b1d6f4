package benchmarks

import (
	"bytes"
	"crypto/sha256"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
	"github.com/assay-compliance/assay/internal/testkit"
)

// XCCDF is the format's word, short.
const XCCDF = "xccdf"

func cases(t testing.TB) []rawtest.Case {
	return []rawtest.Case{hdfCase(t), cklCase(t), cklbCase(t), xccdfCase(t)}
}

func xccdfCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, XCCDF),
		Sample: `<?xml version="1.0"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="b"><title>LONG</title><metadata/><Group id="g"><Rule id="r1" severity="high"><title>extra</title></Rule></Group>
<TestResult id="t" end-time="2026-11-18T04:30:00Z" version="1.0"><target>web01</target><rule-result idref="r1"><result>fail</result></rule-result></TestResult></Benchmark>`,
		Long: func(n int) string {
			return `<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2"><TestResult end-time="2026-01-01T00:00:00Z"><target>h1</target>` +
				strings.Repeat(`<rule-result idref="r"><result>fail</result></rule-result>`, n) + `</TestResult></Benchmark>`
		},
		Count: func(file []byte) int {
			var root element
			if err := xml.Unmarshal(file, &root); err != nil {
				t.Fatalf("oracle: %v", err)
			}
			return root.count("rule-result", root.XMLName.Local == "TestResult")
		},
		Real: []string{"xccdf_results/xccdf-results-openscap-rhel7.xml"},
	}
}

type element struct {
	XMLName  xml.Name
	Children []element `xml:",any"`
}

// count counts elements inside a TestResult.
func (e element) count(name string, inside bool) (n int) {
	for _, c := range e.Children {
		if inside && c.XMLName.Local == name && inXCCDF(c.XMLName) {
			n++
			continue
		}
		n += c.count(name, inside || c.XMLName.Local == "TestResult")
	}
	return n
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

func TestRealOpenSCAPStatuses(t *testing.T) {
	file, err := os.ReadFile(filepath.Join(testkit.SharedData(t), "evidence/xccdf_results/xccdf-results-openscap-rhel7.xml"))
	if err != nil {
		t.Fatal(err)
	}
	d := rawtest.Only(t, readAs(t, XCCDF, string(file), rawtest.Web()), raw.BenchmarkResults)
	count := map[any]int{}
	severities := map[any]int{}
	for _, f := range d.Findings() {
		count[f["status"]]++
		severities[f["severity"]]++
		if f["title"] == nil || len(f["identifiers"].([]any)) == 0 {
			t.Fatalf("rule without title or identifiers: %v", f)
		}
	}
	if count[raw.Fail] != 137 || count[raw.Pass] != 43 || severities["moderate"] != 151 || severities["high"] != 21 || severities["low"] != 8 {
		t.Errorf("statuses %v, severities %v", count, severities)
	}
	// grep -n '<TestResult' says 8300; its end tag is the line before the last.
	if d.Line != 8300 || d.Collected.Format("2006-01-02T15:04:05Z07:00") != "2021-12-17T10:40:58Z" || !d.ZoneAssumed {
		t.Errorf("line %d, collected %v, zone assumed %v", d.Line, d.Collected, d.ZoneAssumed)
	}
	start := bytes.Index(file, []byte("<TestResult"))
	end := bytes.Index(file, []byte("</TestResult>")) + len("</TestResult>")
	if sum := sha256.Sum256(file[start:end]); d.Digest != sum {
		t.Errorf("digest is not that of the TestResult's bytes")
	}
	if d.Scan()["credentialed"] != nil || d.Scan()["ok"] != true {
		t.Errorf("OpenSCAP writes authenticated=false always, it is no statement: %v", d.Scan())
	}
}

func FuzzXCCDF(f *testing.F) {
	rawtest.Fuzz(f, xccdfCase(f),
		result(ns11, ruleResult("fail", `<override><old-result>fail</old-result></override>`)),
		`<a:asset-report-collection xmlns:a="http://scap.nist.gov/schema/asset-reporting-format/1.1">`+result(ns12, "")+`</a:asset-report-collection>`,
		`<TestResult xmlns="http://checklists.nist.gov/xccdf/1.1" test-system="cpe:/a:::"><target>0</target></TestResult>`)
}
