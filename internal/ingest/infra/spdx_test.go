package infra

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

func spdxCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, "spdx"),
		Sample: `{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","extra":null,"name":"reg/web:1.0","creationInfo":{"created":"2026-11-18T04:30:00Z","creators":["Organization: o","Tool: syft-1.0"]},
"packages":[{"SPDXID":"SPDXRef-a","name":"a","versionInfo":"LONG","licenseConcluded":"NOASSERTION","licenseDeclared":"MIT","externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:npm/a@1"}]},
{"SPDXID":"SPDXRef-root","name":"reg/web","versionInfo":"sha256:bb","primaryPackagePurpose":"CONTAINER"}],
"relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-root"}]}`,
		Long: func(n int) string {
			return `{"spdxVersion":"SPDX-2.3","packages":[` + strings.Repeat(`{"name":"a"},`, n) + `{}]}`
		},
		Count: func(file []byte) int {
			m := rawtest.JSONOf(file)
			if in, ok := m["sbom"].(map[string]any); ok {
				return rawtest.Length(m["packages"]) + rawtest.Length(in["packages"])
			}
			return rawtest.Length(m["packages"])
		},
	}
}

func spdx3Case(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, "spdx-3"),
		Sample: `{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","extra":null,"@graph":[
{"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2026-11-18T04:30:00Z","createdUsing":["urn:t"]},
{"type":"Tool","spdxId":"urn:t","name":"syft","creationInfo":"_:c"},
{"type":"SpdxDocument","spdxId":"urn:d","name":"web","creationInfo":"_:c","rootElement":["urn:root"]},
{"type":"software_Package","spdxId":"urn:a","name":"a","software_packageVersion":"LONG","software_packageUrl":"pkg:npm/a@1","creationInfo":"_:c"},
{"type":"software_Package","spdxId":"urn:root","name":"reg/web","software_primaryPurpose":"container","verifiedUsing":[{"type":"Hash","algorithm":"sha256","hashValue":"bb"}]},
{"type":"simplelicensing_LicenseExpression","spdxId":"urn:l","simplelicensing_licenseExpression":"MIT"},
{"type":"Relationship","spdxId":"urn:r","from":"urn:a","to":["urn:l"],"relationshipType":"hasConcludedLicense"}]}`,
		Long: func(n int) string {
			return `{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[` + strings.Repeat(`{"type":"software_Package","name":"a"},`, n) + `{}]}`
		},
		Count: func(file []byte) (n int) {
			for _, e := range rawtest.Lists(rawtest.JSONOf(file)["@graph"]) {
				if e["type"] == "software_Package" {
					n++
				}
			}
			return n
		},
	}
}

func FuzzSPDX(f *testing.F) {
	rawtest.Fuzz(f, spdxCase(f), `{"sbom":{"spdxVersion":"SPDX-2.2","packages":[{}]}}`)
}
func FuzzSPDX3(f *testing.F) { rawtest.Fuzz(f, spdx3Case(f)) }

func TestSPDX(t *testing.T) {
	for _, c := range []rawtest.Case{spdxCase(t), spdx3Case(t)} {
		d := rawtest.Only(t, readAs(t, c.Format.Name, c.Sample, rawtest.Web()), raw.SBOM)
		target := d.Payload["target"].(map[string]any)
		if d.Subject != "reg/web" || target["digest"] != "sha256:bb" || target["type"] != "image" {
			t.Errorf("%s: subject %s, target %v", c.Format.Name, d.Subject, target)
		}
		a := rawtest.Objects(d.Payload["components"])[0]
		if got := fmt.Sprint(a["name"], a["version"], a["purl"], a["licenses"]); got != "aLONGpkg:npm/a@1[MIT]" {
			t.Errorf("%s: %s", c.Format.Name, got)
		}
		if tool := d.Payload["tool"].(map[string]any)["name"].(string); !strings.HasPrefix(tool, "syft") {
			t.Errorf("%s: tool %s", c.Format.Name, tool)
		}
	}
	github := `{"sbom":` + spdxCase(t).Sample + `}`
	if !isSPDX(raw.NewHead([]byte(github))) || rawtest.RecordsOf(readAs(t, "spdx", github, rawtest.Web())) != 2 {
		t.Error("GitHub's wrapping is not read")
	}
}

func TestSPDXRefuses(t *testing.T) {
	for _, tc := range []struct{ format, text, want string }{
		{"spdx", `{"spdxVersion":"SPDX-2.1","packages":[{}]}`, "version of the format"},
		{"spdx", `{"packages":[{}]}`, "not of the format"},
		{"spdx", `{"spdxVersion":"SPDX-2.3","packages":[]}`, "lists no package"},
		{"spdx-3", `{"@context":"https://spdx.org/rdf/3.1/x","@graph":[]}`, "version of the format"},
		{"spdx-3", `{"@context":{"a":1},"@graph":[]}`, "not of the format"},
		{"spdx-3", `{"@context":"https://spdx.org/rdf/3.0.0/x","@graph":[]}`, "lists no package"},
		{"spdx-tag-value", "SPDXVersion: SPDX-2.3\nPackageName: a\n", "tag-value form is not read"},
	} {
		docs := readAs(t, tc.format, tc.text, rawtest.Web())
		if docs[0].Problem == nil || !strings.Contains(docs[0].Problem.What, tc.want) {
			t.Errorf("%s: %v", tc.text, docs[0].Problem)
		}
	}
	if !isSPDXText(raw.NewHead([]byte("# c\nSPDXVersion: SPDX-2.3\n"))) || isSPDXText(raw.NewHead([]byte(`{"a":1}`))) {
		t.Error("the tag-value form is not known by its beginning")
	}
}
