package code

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

const leak = `{"RuleID":"aws-access-token","Description":"LONG","StartLine":3,"EndLine":4,"Match":"key=hunter2","Secret":"hunter2","File":"a/b.env","Commit":"c0ffee",
"Author":"hunter2","Email":"hunter2","Date":"2026-01-02T03:04:05Z","Message":"hunter2","extra":null,"Tags":[],"Fingerprint":"c0ffee:a/b.env:aws-access-token:3"}`

func gitleaksCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, "gitleaks"), Timeless: true,
		Sample: `[` + leak + `,{"RuleID":"generic","StartLine":1,"File":"name","Fingerprint":"f"}]`,
		Long:   func(n int) string { return `[` + strings.Repeat(`{"RuleID":"a","File":"x"},`, n) + `{}]` },
		Count: func(file []byte) int {
			var list []any
			if json.Unmarshal(file, &list) != nil {
				return 0
			}
			return len(list)
		},
	}
}

func FuzzGitleaks(f *testing.F) {
	rawtest.Fuzz(f, gitleaksCase(f), `[]`, `null`, `[`+leak+`]`)
}

func TestGitleaks(t *testing.T) {
	d := rawtest.Only(t, readAs(t, "gitleaks", `[`+leak+`]`, rawtest.Web()), raw.SecretFindings)
	f := d.Finding(t, "aws-access-token")
	if got := fmt.Sprint(f["status"], f["path"], f["line"], f["end_line"], f["fingerprint"], f["position"], d.Scan()["asserted"], d.Examined()); got != "faila/b.env34c0ffee:a/b.env:aws-access-token:3/0false [web]" {
		t.Error(got)
	}
	if strings.Contains(fmt.Sprint(d.Payload), "hunter2") {
		t.Errorf("a secret was copied: %v", d.Payload)
	}
	if !d.Collected.IsZero() {
		t.Error("the day of a commit is not that of the scan")
	}
}

// An empty list says nothing by itself.
func TestSecretsNothingFound(t *testing.T) {
	for _, name := range []string{"gitleaks", "trufflehog"} {
		if d := readAs(t, name, `[]`, rawtest.Web())[0]; d.Problem == nil || d.Kind != raw.SecretFindings {
			t.Errorf("%s: an empty list passes", name)
		}
		d := rawtest.Only(t, readAs(t, name, `[]`, declared(raw.SecretFindings)), raw.SecretFindings)
		if d.Problem != nil || d.Scan()["asserted"] != true || len(d.Examined()) != 1 {
			t.Errorf("%s: %v", name, d.Payload)
		}
	}
}
