package infra

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

// CycloneDX is the format's word, short.
const CycloneDX = "cyclonedx"

func cases(t testing.TB) []rawtest.Case {
	return []rawtest.Case{cyclonedxCase(t), kubernetesCase(t), terraformCase(t), spdxCase(t), spdx3Case(t), openvexCase(t), csafCase(t), osqueryCase(t), imageCase(t)}
}

func cyclonedxCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, CycloneDX),
		Sample: `{"bomFormat":"CycloneDX","specVersion":"1.5","extra":null,"metadata":{"timestamp":"2026-11-18T04:30:00Z","component":{"type":"container","name":"reg/web","version":"1.0"}},
"components":[{"type":"library","name":"a","version":"LONG","components":[{"type":"library","name":"b"}]}],
"vulnerabilities":[{"id":"CVE-1","ratings":[{"severity":"high"}],"affects":[{"ref":"a"}]}]}`,
		Long: func(n int) string {
			return `{"bomFormat":"CycloneDX","specVersion":"1.5","components":[` + strings.Repeat(`{"name":"a"},`, n) + `{}]}`
		},
		Count: func(file []byte) int {
			m := rawtest.JSONOf(file)
			n := countParts(m["components"]) + rawtest.Length(m["vulnerabilities"])
			if meta, ok := m["metadata"].(map[string]any); ok {
				if c, ok := meta["component"].(map[string]any); ok {
					n += countParts(c["components"])
				}
			}
			return n
		},
		Real: []string{"cyclonedx_sbom/syft-scan-alpine-container.json"},
	}
}

func countParts(v any) (n int) {
	for _, c := range rawtest.Lists(v) {
		n += 1 + countParts(c["components"])
	}
	return n
}

// entriesOf counts what became of records: entries of a kind's list, records
// without a place, refused ones.
func entriesOf(docs []rawtest.Doc) (n int) {
	for _, d := range docs {
		for name, v := range d.Payload {
			if name != "examined" {
				n += rawtest.Length(v)
			}
		}
		if d.Fault == evidence.Malformed && d.Kind != "" {
			n++
		}
	}
	return n
}

// entry is an entry of a document's list, by its id.
func entry(t testing.TB, d rawtest.Doc, list, id string) map[string]any {
	t.Helper()
	for _, e := range rawtest.Objects(d.Payload[list]) {
		if e["id"] == id {
			return e
		}
	}
	t.Fatalf("no %s %q in %v", list, id, d.Payload[list])
	return nil
}

// is compares members of an entry, written as JSON; "absent" is not there.
func is(t testing.TB, e map[string]any, want string) {
	t.Helper()
	for name, v := range rawtest.JSONOf([]byte(want)) {
		got, there := e[name]
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(v)
		if v == "absent" && there || v != "absent" && (!there || string(a) != string(b)) {
			t.Errorf("%v: %s is %s, want %s", e["id"], name, a, b)
		}
	}
}

func TestConform(t *testing.T) {
	for _, c := range cases(t) {
		rawtest.Conform(t, c, Formats())
	}
	// YAML has tests of its own; what is refused by name holds nothing.
	rawtest.Covered(t, cases(t), Formats(), "kubernetes-yaml", "spdx-tag-value")
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
		{CycloneDX, `{"bomFormat":"CycloneDX","components":[{"name":[]}]}`, "#/components/0/name"},
		{CycloneDX, `{"bomFormat":5}`, "#/bomFormat"},
	} {
		got := rawtest.Broken(t, readAs(t, tc.format, tc.text, rawtest.Web()))
		if !strings.Contains(got, tc.place+": ") || !strings.Contains(got, "another type") {
			t.Errorf("%s: %s, want place %s", tc.text, got, tc.place)
		}
	}
}

func TestNullsAreAbsence(t *testing.T) {
	for name, text := range map[string]string{
		CycloneDX: `{"bomFormat":"CycloneDX","specVersion":"1.5","metadata":null,"components":[{"name":null}],"vulnerabilities":null}`,
	} {
		docs := readAs(t, name, text, rawtest.Web())
		if docs[0].Problem != nil || rawtest.RecordsOf(docs) != 1 {
			t.Errorf("%s: %v, %d records", name, docs[0].Problem, rawtest.RecordsOf(docs))
		}
	}
}

func FuzzCycloneDX(f *testing.F) {
	rawtest.Fuzz(f, cyclonedxCase(f), `{"bomFormat":"CycloneDX","specVersion":"1.4","vulnerabilities":[{"id":"a","analysis":{"state":"resolved"}}]}`)
}
