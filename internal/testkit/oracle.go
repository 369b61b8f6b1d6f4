package testkit

import (
	"bytes"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// SchemaOracle compiles a JSON Schema (2020-12, formats asserted) with a general
// validator and returns what it says of a JSON text.
func SchemaOracle(t testing.TB, raw []byte) func(text []byte) (valid bool) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("oracle.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("oracle.json")
	if err != nil {
		t.Fatalf("the oracle refuses the schema: %v", err)
	}
	return func(text []byte) bool {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return s.Validate(v) == nil
	}
}
