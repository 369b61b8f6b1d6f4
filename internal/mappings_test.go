package internal_test

import "testing"

// No verdict is carried over a mapping: only the command line, which nothing
// imports but the program and the maker of its documentation, may read one.
func TestMappingsAreShownAndNeverJudged(t *testing.T) {
	readers := map[string]bool{}
	err := house(func(rel, pkg string, imports []string) {
		for _, name := range imports {
			switch name {
			case module + "oscal/mappings":
				readers[pkg] = true
				if pkg != "internal/cli" {
					t.Errorf("%s reads mappings; no verdict may rest on one", rel)
				}
			case module + "internal/cli":
				if pkg != "cmd/assay" && pkg != "docs/gen" {
					t.Errorf("%s imports the command line, and through it mappings", rel)
				}
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if !readers["internal/cli"] {
		t.Error("nothing reads mappings: the test does not see them")
	}
}
