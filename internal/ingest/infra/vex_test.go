package infra

import (
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

func openvexCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, "openvex"),
		Sample: `{"@context":"https://openvex.dev/ns/v0.2.0","@id":"urn:vex","extra":null,"author":"a","timestamp":"2026-11-18T04:30:00Z","version":1,
"statements":[{"vulnerability":{"name":"CVE-1"},"products":[{"@id":"pkg:oci/web"}],"status":"not_affected","justification":"LONG"},{"vulnerability":"CVE-2","status":"fixed"}]}`,
		Long: func(n int) string {
			return `{"@context":"https://openvex.dev/ns","statements":[` + strings.Repeat(`{"status":"fixed"},`, n) + `{}]}`
		},
		Count: func(file []byte) int { return rawtest.Length(rawtest.JSONOf(file)["statements"]) },
	}
}

func csafCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, "csaf"),
		Sample: `{"document":{"category":"csaf_vex","csaf_version":"2.0","publisher":{"name":"p"},"tracking":{"id":"V-1","current_release_date":"2026-11-18T04:30:00Z"}},"extra":null,
"product_tree":{"branches":[]},"vulnerabilities":[{"cve":"CVE-1","product_status":{"known_not_affected":["LONG"]}}]}`,
		Long: func(n int) string {
			return `{"document":{"csaf_version":"2.0"},"vulnerabilities":[` + strings.Repeat(`{"cve":"CVE-1"},`, n) + `{}]}`
		},
		Count: func(file []byte) int {
			m := rawtest.JSONOf(file)
			n := rawtest.Length(m["vulnerabilities"])
			if m["product_tree"] != nil {
				n++
			}
			return n
		},
	}
}

func FuzzOpenVEX(f *testing.F) { rawtest.Fuzz(f, openvexCase(f)) }
func FuzzCSAF(f *testing.F)    { rawtest.Fuzz(f, csafCase(f)) }

// What somebody says of a vulnerability is kept, and decides nothing.
func TestStatementsDecideNothing(t *testing.T) {
	declared := rawtest.Web()
	declared.Kinds = []string{raw.Vulnerabilities}
	for _, c := range []rawtest.Case{openvexCase(t), csafCase(t)} {
		docs := readAs(t, c.Format.Name, c.Sample, rawtest.Web())
		if len(docs) != 1 || docs[0].Kind != raw.RawRecords || len(rawtest.Objects(docs[0].Payload["records"])) != 2 {
			t.Errorf("%s: %v", c.Format.Name, docs)
		}
		docs = readAs(t, c.Format.Name, c.Sample, declared)
		if d := docs[0]; len(docs) != 2 || d.Kind != raw.Vulnerabilities || d.Problem == nil || !strings.Contains(d.Problem.What, "no scan") {
			t.Errorf("%s: declared as a scan: %v", c.Format.Name, docs)
		}
	}
}

func TestStatementsRefuse(t *testing.T) {
	for _, tc := range []struct{ format, text, want string }{
		{"openvex", `{"@context":"https://example.org","statements":[{}]}`, "not of the format"},
		{"openvex", `{"@context":"https://openvex.dev/ns","statements":[7]}`, "#/statements/0: a value is of another type"},
		{"csaf", `{"document":{"csaf_version":"1.2"},"vulnerabilities":[{}]}`, "version of the format"},
		{"csaf", `{"document":{}}`, "not of the format"},
		{"csaf", `{"document":{"csaf_version":"2.0"},"product_tree":[]}`, "#/product_tree: a value is of another type"},
	} {
		if got := rawtest.Broken(t, readAs(t, tc.format, tc.text, rawtest.Web())); !strings.Contains(got, tc.want) {
			t.Errorf("%s: %s", tc.text, got)
		}
	}
}
