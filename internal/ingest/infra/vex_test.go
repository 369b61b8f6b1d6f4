package infra

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

// vexRecords counts the records in documents: several statements may be of one.
func vexRecords(docs []rawtest.Doc) int {
	n := rawtest.RecordsOf(docs)
	seen := map[any]bool{}
	for _, d := range docs {
		for _, s := range rawtest.Objects(d.Payload["statements"]) {
			seen[s["position"]] = true
		}
	}
	return n + len(seen)
}

// jsonText writes a value of a payload, members by name.
func jsonText(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func openvexCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, "openvex"),
		Sample: `{"@context":"https://openvex.dev/ns/v0.2.0","@id":"urn:vex","extra":null,"author":"a","timestamp":"2026-11-18T04:30:00Z","version":1,
"statements":[{"vulnerability":{"name":"CVE-1"},"products":[{"@id":"pkg:oci/web"}],"status":"not_affected","justification":"LONG"},{"vulnerability":"CVE-2","status":"fixed"}]}`,
		Long: func(n int) string {
			return `{"@context":"https://openvex.dev/ns","statements":[` + strings.Repeat(`{"vulnerability":"CVE-1","products":["pkg:npm/a@1"],"status":"fixed"},{"status":"fixed"},`, (n+1)/2) + `{}]}`
		},
		Count: func(file []byte) int { return rawtest.Length(rawtest.JSONOf(file)["statements"]) },
		Out:   vexRecords,
	}
}

func csafCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, "csaf"),
		Sample: `{"document":{"category":"csaf_vex","csaf_version":"2.0","publisher":{"name":"p"},"tracking":{"id":"V-1","current_release_date":"2026-11-18T04:30:00Z"}},"extra":null,
"product_tree":{"branches":[]},"vulnerabilities":[{"cve":"CVE-1","product_status":{"known_not_affected":["LONG"],"fixed":["A"]}},{"cve":"CVE-2"}]}`,
		Long: func(n int) string {
			return `{"document":{"csaf_version":"2.0"},"vulnerabilities":[` + strings.Repeat(`{"cve":"CVE-1","product_status":{"fixed":["A"]}},{"cve":"CVE-2"},`, (n+1)/2) + `{}]}`
		},
		Count: func(file []byte) int {
			m := rawtest.JSONOf(file)
			n := rawtest.Length(m["vulnerabilities"])
			if m["product_tree"] != nil {
				n++
			}
			return n
		},
		Out: vexRecords,
	}
}

func FuzzOpenVEX(f *testing.F) { rawtest.Fuzz(f, openvexCase(f)) }
func FuzzCSAF(f *testing.F)    { rawtest.Fuzz(f, csafCase(f)) }

// A statement is no scan, whoever says it.
func TestStatementsAreNoScan(t *testing.T) {
	declared := rawtest.Web()
	declared.Kinds = []string{raw.Vulnerabilities}
	for _, c := range []rawtest.Case{openvexCase(t), csafCase(t)} {
		docs := readAs(t, c.Format.Name, c.Sample, declared)
		if d := docs[0]; d.Kind != raw.Vulnerabilities || d.Problem == nil || !strings.Contains(d.Problem.What, "no scan") {
			t.Errorf("%s: declared as a scan: %v", c.Format.Name, docs)
		}
		for _, d := range docs[1:] {
			if d.Kind != vexStatements && d.Kind != raw.RawRecords {
				t.Errorf("%s brings %s", c.Format.Name, d.Kind)
			}
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

// A file without statements says so for its kind.
func TestNoStatementAtAll(t *testing.T) {
	for format, text := range map[string]string{
		"openvex": `{"@context":"https://openvex.dev/ns","statements":[]}`,
		"csaf":    `{"document":{"csaf_version":"2.0"}}`,
	} {
		docs := readAs(t, format, text, rawtest.Web())
		if d := docs[0]; len(docs) != 1 || d.Kind != vexStatements || d.Problem == nil || !strings.Contains(d.Problem.What, "no statement") {
			t.Errorf("%s: %v", format, docs)
		}
	}
}

// What a statement says, in the words of the kind.
func TestStatementsOfOpenVEX(t *testing.T) {
	const sha = "5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b"
	for _, tc := range []struct{ name, statement, want string }{
		{
			"an object of each sort",
			`{"vulnerability":{"@id":"https://x","name":"CVE-1","aliases":["GHSA-1","CVE-1",""]},"timestamp":"2026-01-02T03:04:05+01:00","status":"not_affected",
			"justification":"component_not_present","impact_statement":"patient 4711","products":[{"@id":"urn:p","identifiers":{"purl":"pkg:oci/a","cpe23":"cpe:2.3:a"},"hashes":{"sha-256":"` + sha + `"},
			"subcomponents":[{"@id":"pkg:npm/b@1"}]}]}`,
			`[{"aliases":["GHSA-1"],"explained":true,"justification":"component_not_present","position":"/statements/0","products":[{"cpe":"cpe:2.3:a","digest":"sha256:` + sha + `","id":"urn:p","purl":"pkg:oci/a","subcomponents":[{"id":"pkg:npm/b@1","purl":"pkg:npm/b@1"}]}],"status":"not_affected","time":"2026-01-02T02:04:05Z","vulnerability":"CVE-1"}]`,
		},
		{
			"texts, as before 0.2.0, and the time of the document",
			`{"vulnerability":"CVE-1","status":"fixed","products":["pkg:oci/a"],"subcomponents":["pkg:npm/b@1"]}`,
			`[{"position":"/statements/0","products":[{"id":"pkg:oci/a","purl":"pkg:oci/a","subcomponents":[{"id":"pkg:npm/b@1","purl":"pkg:npm/b@1"}]}],"status":"fixed","time":"2026-11-18T04:30:00Z","vulnerability":"CVE-1"}]`,
		},
		{
			"the newest time of its own, and a reason that is none",
			`{"vulnerability":{"name":"CVE-1"},"timestamp":"2026-01-02T00:00:00Z","last_updated":"2026-02-02T00:00:00Z","status":"not_affected","justification":"because","impact_statement":" ","products":[{"@id":"x","hashes":{"sha-256":"short"}}]}`,
			`[{"position":"/statements/0","products":[{"id":"x"}],"status":"not_affected","time":"2026-02-02T00:00:00Z","vulnerability":"CVE-1"}]`,
		},
	} {
		text := `{"@context":"https://openvex.dev/ns/v0.2.0","statements":[` + tc.statement + `],"timestamp":"2026-11-18T04:30:00Z"}`
		docs := readAs(t, "openvex", text, rawtest.Web())
		if got := jsonText(t, docs[0].Payload["statements"]); len(docs) != 1 || got != tc.want {
			t.Errorf("%s:\n%s\nwant\n%s", tc.name, got, tc.want)
		}
	}
}

// What names no vulnerability, product or status, or names one in a way that
// could stand for any, is kept raw.
func TestStatementsThatSayTooLittle(t *testing.T) {
	declared := rawtest.Web()
	declared.Kinds = []string{vexStatements}
	for _, statement := range []string{
		`{}`,
		`{"status":"fixed","products":["pkg:npm/a@1"]}`,
		`{"vulnerability":{"name":""},"status":"fixed","products":["pkg:npm/a@1"]}`,
		`{"vulnerability":7,"status":"fixed","products":["pkg:npm/a@1"]}`,
		`{"vulnerability":"CVE-1","status":"fixed"}`,
		`{"vulnerability":"CVE-1","status":"fixed","products":[]}`,
		`{"vulnerability":"CVE-1","status":"FIXED","products":["pkg:npm/a@1"]}`,
		`{"vulnerability":"CVE-1","status":"fixed","products":[""]}`,
		`{"vulnerability":"CVE-1","status":"fixed","products":[{}]}`,
		`{"vulnerability":"CVE-1","status":"fixed","products":["pkg:npm/a@1",7]}`,
		`{"vulnerability":"CVE-1","status":"fixed","products":[{"@id":"a","subcomponents":[{}]}]}`,
		`{"vulnerability":"CVE-1","status":"fixed","products":[{"@id":"a"}],"subcomponents":[{}]}`,
		`{"vulnerability":"CVE-1","status":7,"products":["pkg:npm/a@1"]}`,
	} {
		text := `{"@context":"https://openvex.dev/ns/v0.2.0","timestamp":"2026-11-18T04:30:00Z","statements":[` + statement + `]}`
		docs := readAs(t, "openvex", text, rawtest.Web())
		if d := docs[0]; len(docs) != 1 || d.Kind != raw.RawRecords || len(rawtest.Objects(d.Payload["records"])) != 1 || d.Collected.IsZero() {
			t.Errorf("%s: %v", statement, docs)
		}
		if docs = readAs(t, "openvex", text, declared); len(docs) != 2 || docs[0].Kind != vexStatements || docs[0].Problem == nil {
			t.Errorf("%s, declared: %v", statement, docs)
		}
	}
}

const csafProducts = `"product_tree":{"full_product_names":[{"product_id":"IMG","name":"portal","product_identification_helper":{"purl":"pkg:oci/portal","hashes":[{"file_hashes":[{"algorithm":"sha512","value":"00"},{"algorithm":"sha256","value":"5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b"}]}]}},
{"product_id":"TWICE","name":"a","product_identification_helper":{"purl":"pkg:npm/a@1"}},{"product_id":"TWICE","name":"b","product_identification_helper":{"purl":"pkg:npm/b@1"}}],
"branches":[{"name":"v","branches":[{"product":{"product_id":"LIB","name":"proxy","product_identification_helper":{"cpe":"cpe:/a","purls":["pkg:npm/proxy@2"]}}}]}],
"relationships":[{"category":"default_component_of","full_product_name":{"product_id":"LIB-IN-IMG","name":"proxy in portal"},"product_reference":"LIB","relates_to_product_reference":"IMG"},
{"category":"default_component_of","full_product_name":{"product_id":"NESTED","name":"nested"},"product_reference":"LIB-IN-IMG","relates_to_product_reference":"IMG"},
{"category":"optional_component_of","full_product_name":{"product_id":"OPTION","name":"option"},"product_reference":"LIB","relates_to_product_reference":"IMG"}],
"product_groups":[{"group_id":"G","product_ids":["IMG","LIB"]}]}`

func TestStatementsOfCSAF(t *testing.T) {
	const (
		img = `"digest":"sha256:5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b","id":"portal","purl":"pkg:oci/portal"`
		lib = `{"cpe":"cpe:/a","id":"proxy","purl":"pkg:npm/proxy@2"}`
		end = `"time":"2026-11-18T04:30:00Z","vulnerability":"CVE-1"}`
		at  = `"position":"/vulnerabilities/0",`
	)
	for _, tc := range []struct{ name, said, want string }{
		{
			"each status, the one that clears least first",
			`"ids":[{"system_name":"x","text":"GHSA-1"}],"product_status":{"known_not_affected":["LIB"],"fixed":["IMG"],"known_affected":["X"],"under_investigation":["TWICE"],"recommended":["LIB"]}`,
			`[{"aliases":["GHSA-1"],` + at + `"products":[{"id":"X"}],"status":"affected",` + end +
				`,{"aliases":["GHSA-1"],` + at + `"products":[{"id":"b"}],"status":"under_investigation",` + end +
				`,{"aliases":["GHSA-1"],` + at + `"products":[{` + img + `}],"status":"fixed",` + end +
				`,{"aliases":["GHSA-1"],` + at + `"products":[` + lib + `],"status":"not_affected",` + end + `]`,
		},
		{
			"flags and impact, by product and by group",
			`"flags":[{"label":"component_not_present","group_ids":["G"]},{"label":"other","product_ids":["X"]}],"threats":[{"category":"impact","details":"patient","product_ids":["LIB"]},{"category":"exploit_status","details":"none","product_ids":["X"]}],"product_status":{"known_not_affected":["IMG","LIB","X"]}`,
			`[{"justification":"component_not_present",` + at + `"products":[{` + img + `}],"status":"not_affected",` + end +
				`,{"explained":true,"justification":"component_not_present",` + at + `"products":[` + lib + `],"status":"not_affected",` + end +
				`,{` + at + `"products":[{"id":"X"}],"status":"not_affected",` + end + `]`,
		},
		{
			"a part of a product; of nested and optional parts only the name",
			`"product_status":{"fixed":["LIB-IN-IMG","NESTED","OPTION"]}`,
			`[{` + at + `"products":[{"digest":"sha256:5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b","id":"proxy in portal","purl":"pkg:oci/portal","subcomponents":[` + lib + `]},{"id":"nested"},{"id":"option"}],"status":"fixed",` + end + `]`,
		},
	} {
		vulnerabilities := `"vulnerabilities":[{"cve":"CVE-1",` + tc.said + `}]`
		document := `"document":{"csaf_version":"2.0","tracking":{"id":"V","status":"final","current_release_date":"2026-11-18T04:30:00Z"}}`
		for _, text := range []string{
			`{` + document + `,` + csafProducts + `,` + vulnerabilities + `}`,
			`{` + vulnerabilities + `,` + csafProducts + `,` + document + `}`,
		} {
			docs := readAs(t, "csaf", text, rawtest.Web())
			if got := jsonText(t, docs[0].Payload["statements"]); got != tc.want {
				t.Errorf("%s:\n%s\nwant\n%s", tc.name, got, tc.want)
			}
		}
	}
}

func TestADraftOfCSAFSaysSo(t *testing.T) {
	text := `{"document":{"csaf_version":"2.0","tracking":{"status":"draft","current_release_date":"2026-11-18T04:30:00Z"}},"vulnerabilities":[{"ids":[{"text":"GHSA-1"}],"product_status":{"fixed":["A"]}}]}`
	docs := readAs(t, "csaf", text, rawtest.Web())
	if got := jsonText(t, docs[0].Payload["document"]); got != `{"draft":true}` {
		t.Error(got)
	}
	if got := rawtest.Objects(docs[0].Payload["statements"])[0]["vulnerability"]; got != "GHSA-1" {
		t.Error(got)
	}
}

// A group may be named by each of many flags: a small file that means very much
// is refused.
func TestCSAFGroupsAreBounded(t *testing.T) {
	ids := `"X"` + strings.Repeat(`,"X"`, 1999)
	flags := `{"label":"component_not_present","group_ids":["G"]}`
	text := `{"document":{"csaf_version":"2.0"},"product_tree":{"product_groups":[{"group_id":"G","product_ids":[` + ids + `]}]},
"vulnerabilities":[{"cve":"C","flags":[` + flags + strings.Repeat(","+flags, 999) + `],"product_status":{"fixed":["X"]}}]}`
	if got := rawtest.Broken(t, readAs(t, "csaf", text, rawtest.Web())); !strings.Contains(got, "too many records") {
		t.Error(got)
	}
}
