package code

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

// gosecOf is a report with these issues and counts.
func gosecOf(issues string, files, nosec, found int) string {
	return fmt.Sprintf(`{"Golang errors":{},"extra":null,"Issues":[%s],"Stats":{"files":%d,"lines":10,"nosec":%d,"found":%d},"GosecVersion":"2.21.4"}`, issues, files, nosec, found)
}

func gosecIssueOf(more string) string {
	return `{"severity":"MEDIUM","confidence":"HIGH","cwe":{"id":"22"},"rule_id":"G304","details":"LONG","file":"/src/a.go","code":"hunter2","line":"83-85","column":"1",` + more + `}`
}

const plainIssue = `"nosec":false,"suppressions":null`

func gosecCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, "gosec"), Timeless: true,
		Sample: gosecOf(gosecIssueOf(plainIssue), 3, 0, 1),
		Long: func(n int) string {
			return `{"Issues":[` + strings.Repeat(`{"rule_id":"G1"},`, n) + `{}],"Stats":{"files":1,"nosec":0}}`
		},
		Count: func(file []byte) int { return rawtest.Length(rawtest.JSONOf(file)["Issues"]) },
		Out: func(docs []rawtest.Doc) int {
			if docs[0].Problem != nil {
				return docs[0].File.Records.Read
			}
			return rawtest.RecordsOf(docs)
		},
		Real: []string{"gosec/Grype_gosec_results.json"},
	}
}

func FuzzGosec(f *testing.F) {
	rawtest.Fuzz(f, gosecCase(f), gosecOf("", 0, 1, 1), `{"Golang errors":{"a.go":[{"line":1,"error":"x"}]},"Issues":null}`)
}

func TestGosec(t *testing.T) {
	d := rawtest.Only(t, readAs(t, "gosec", gosecOf(gosecIssueOf(plainIssue), 3, 0, 1), rawtest.Web()), raw.StaticAnalysis)
	f := d.Finding(t, "G304")
	if got := fmt.Sprint(f["status"], f["severity"], f["path"], f["line"], f["end_line"], f["suppressed"], f["position"], d.Scan()["ok"]); got != "failmoderate/src/a.go8385false/Issues/0true" {
		t.Error(got)
	}
	if strings.Contains(fmt.Sprint(d.Payload), "hunter2") {
		t.Error("code was copied")
	}
	for more, why := range map[string]string{
		`"nosec":true,"suppressions":null`:                                             "nosec",
		`"nosec":false,"suppressions":[{"kind":"inSource","justification":"checked"}]`: "checked",
		`"nosec":true,"suppressions":[{"kind":"external","justification":""}]`:         "external",
	} {
		f := rawtest.Only(t, readAs(t, "gosec", gosecOf(gosecIssueOf(more), 3, 1, 0), rawtest.Web()), raw.StaticAnalysis).Finding(t, "G304")
		if f["status"] != raw.Fail || f["suppressed"] != true || f["suppression"] != why {
			t.Errorf("%s: %v", more, f)
		}
	}
}

// What gosec did not look at, or looked at and does not show, is not clean.
func TestGosecThatHidesSomething(t *testing.T) {
	for name, tc := range map[string]struct{ text, reason, finding string }{
		"no files":               {gosecOf("", 0, 0, 0), "no-results", ""},
		"issues are missing":     {gosecOf("", 3, 0, 2), "not-finished", ""},
		"nosec without a record": {gosecOf("", 3, 2, 0), "", "nosec"},
		"a broken package":       {strings.Replace(gosecOf("", 3, 0, 0), `"Golang errors":{}`, `"Golang errors":{"a.go":[{"line":1,"error":"hunter2"}]}`, 1), "", "golang-error"},
	} {
		d := rawtest.Only(t, readAs(t, "gosec", tc.text, rawtest.Web()), raw.StaticAnalysis)
		if tc.reason != "" && (d.Scan()["ok"] != false || fmt.Sprint(d.Scan()["reasons"]) != "["+tc.reason+"]") {
			t.Errorf("%s: %v", name, d.Scan())
		}
		if tc.finding != "" && d.Finding(t, tc.finding)["status"] != raw.Undecided {
			t.Errorf("%s: %v", name, d.Payload)
		}
	}
	clean := rawtest.Only(t, readAs(t, "gosec", gosecOf("", 3, 0, 0), rawtest.Web()), raw.StaticAnalysis)
	if clean.Scan()["ok"] != true || len(clean.Examined()) != 1 || len(clean.Findings()) != 0 {
		t.Errorf("a clean report: %v", clean.Payload)
	}
	if d := rawtest.Only(t, readAs(t, "gosec", `{"Golang errors":{},"Issues":[]}`, rawtest.Web()), raw.StaticAnalysis); d.Problem == nil {
		t.Error("a report without counts passes")
	}
}
