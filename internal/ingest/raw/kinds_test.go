package raw_test

import (
	"testing"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
	"github.com/assay-compliance/assay/internal/jsonast"
)

// The schemas of the kinds that raw formats bring describe every property, so
// that `policy` can explain them, and have a sample that is valid.
func TestOurKinds(t *testing.T) {
	for _, name := range []string{raw.Vulnerabilities, raw.ConfigurationFindings, raw.SecretFindings, raw.BenchmarkResults, raw.StaticAnalysis, raw.SBOM} {
		kind, ok := rawtest.AllKinds().Get(name)
		if !ok {
			t.Fatalf("no schema of %s", name)
		}
		if kind.Subject != "/target/name" || kind.Collected != "/scan/ended" || kind.MaxAge <= 0 {
			t.Errorf("%s: subject %s, collected %s, age %v", name, kind.Subject, kind.Collected, kind.MaxAge)
		}
		described(t, name, rawtest.JSONOf(kind.Schema))
		file, err := evidence.Schemas.ReadFile("samples/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		d := evidence.ReadEnvelope(file, jsonast.New(jsonast.Default()))
		if d.Kind != name || rawtest.AllKinds().Check(d) != nil {
			t.Errorf("sample of %s: %v", name, rawtest.AllKinds().Check(d))
		}
	}
}

func described(t *testing.T, at string, schema map[string]any) {
	if schema["type"] == nil || schema["description"] == nil {
		t.Errorf("%s has no type or no description", at)
	}
	props, _ := schema["properties"].(map[string]any)
	if props != nil && schema["additionalProperties"] != false {
		t.Errorf("%s lets any property stand", at)
	}
	for name, p := range props {
		described(t, at+"/"+name, p.(map[string]any))
	}
	if items, ok := schema["items"].(map[string]any); ok {
		described(t, at+"/*", items)
	}
}
