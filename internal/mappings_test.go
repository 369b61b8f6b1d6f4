package internal_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// No verdict is carried over a mapping: only the command line, which nothing
// imports but the program and the maker of its documentation, may read one.
func TestMappingsAreShownAndNeverJudged(t *testing.T) {
	readers := map[string]bool{}
	err := filepath.WalkDir("..", func(file string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && (e.Name() == ".ci" || e.Name() == ".git" || e.Name() == "testdata" || e.Name() == "results") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel("..", file)
		pkg := path.Dir(filepath.ToSlash(rel))
		for _, spec := range f.Imports {
			switch name, _ := strconv.Unquote(spec.Path.Value); name {
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
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !readers["internal/cli"] {
		t.Error("nothing reads mappings: the test does not see them")
	}
}
