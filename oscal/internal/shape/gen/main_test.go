package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/assay-compliance/assay/oscal/internal/shape"
)

// The committed schemas are what the library carries today.
func TestSchemasAreFresh(t *testing.T) {
	for _, version := range shape.Files() {
		want, err := prune(version)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join("..", "schemas", version+".json"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("schemas/%s.json is not what go-oscal has: run go generate ./oscal/internal/shape", version)
		}
	}
}

// The versions that share a file have the same assertions.
func TestSharedSchemasAreEqual(t *testing.T) {
	for version, file := range map[string]string{"1.1.1": "1.1.0", "1.2.1": "1.2.2"} {
		if got, same, ok := shape.ForVersion(version); got != file || !same || !ok {
			t.Errorf("%s is checked by %s", version, got)
		}
		a, err := prune(version)
		if err != nil {
			t.Fatal(err)
		}
		b, err := prune(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(bytes.Replace(a, []byte(version), []byte(file), 1), b) {
			t.Errorf("the schema of %s is not that of %s", version, file)
		}
	}
}
