package ingest

import (
	"bytes"
	"testing"
)

// fuzz holds a reader to its promises on any bytes: every document is whole and
// valid or says what is wrong (see promise), and a file that is accepted has
// given all the records an independent reader counts.
func fuzz(f *testing.F, format string) {
	f.Add([]byte(samples()[format]))
	f.Add([]byte(long(format)[:400]))
	f.Add([]byte(deep(format, 20)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		docs, err := readAll(t, format, bytes.NewReader(raw), Options{Path: "p", Component: "web"})
		if err != nil || len(docs) == 0 {
			t.Fatalf("%d documents, %v", len(docs), err)
		}
		if last := docs[len(docs)-1]; last.Problem != nil && last.Kind == "" {
			return
		}
		if got, want := recordsOf(docs), rawRecords(t, format, raw); got != want {
			t.Fatalf("%d records of %d", got, want)
		}
	})
}

func FuzzTrivy(f *testing.F) {
	f.Add([]byte(`{"SchemaVersion":2,"ClusterName":"c","Resources":[{"Error":"e","Results":[{"Class":"config","Misconfigurations":[{}]}]}]}`))
	f.Add([]byte(image1(`{"Class":"os-pkgs","ExperimentalModifiedFindings":[{"Type":"secret","Finding":{"RuleID":"a"}}]}`)))
	f.Add([]byte(`[{"Target":"t","Type":"x","Vulnerabilities":null}]`))
	fuzz(f, Trivy)
}

func FuzzSARIF(f *testing.F) {
	f.Add([]byte(run(`"results":null,"invocations":[{"executionSuccessful":false,"toolExecutionNotifications":[{"level":"error"}]}]`)))
	f.Add([]byte(`{"runs":[{"results":[]},{"results":[{"kind":"pass"}]}],"version":"2.1.0"}`))
	fuzz(f, SARIF)
}

func FuzzCycloneDX(f *testing.F) {
	f.Add([]byte(`{"bomFormat":"CycloneDX","specVersion":"1.4","vulnerabilities":[{"id":"a","analysis":{"state":"resolved"}}]}`))
	fuzz(f, CycloneDX)
}

func FuzzXCCDF(f *testing.F) {
	f.Add([]byte(result(ns11, ruleResult("fail", `<override><old-result>fail</old-result></override>`))))
	f.Add([]byte(`<a:asset-report-collection xmlns:a="http://scap.nist.gov/schema/asset-reporting-format/1.1">` + result(ns12, "") + `</a:asset-report-collection>`))
	f.Add([]byte(`<TestResult xmlns="http://checklists.nist.gov/xccdf/1.1" test-system="cpe:/a:::"><target>0</target></TestResult>`))
	fuzz(f, XCCDF)
}
