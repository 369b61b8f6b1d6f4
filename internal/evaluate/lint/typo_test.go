package lint

import (
	"context"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/evaluate"
	"github.com/assay-compliance/assay/policies"
)

// TestMisspeltProperties holds that no shipped check can misread its evidence in
// silence: each property of its kinds' schemas that the check names is
// misspelt in turn, and the check must not compile.
func TestMisspeltProperties(t *testing.T) {
	kinds, err := evidence.LoadKinds(evidence.Schemas)
	if err != nil {
		t.Fatal(err)
	}
	checks, err := evaluate.List(policies.FS, evaluate.EmbeddedPath, evaluate.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	lib := fstest.MapFS{}
	add := func(tree fstest.MapFS, dir string) {
		fs.WalkDir(policies.FS, dir, func(p string, e fs.DirEntry, err error) error {
			if strings.HasSuffix(p, ".rego") && !strings.HasSuffix(p, "_test.rego") {
				b, _ := fs.ReadFile(policies.FS, p)
				tree[p] = &fstest.MapFile{Data: b}
			}
			return nil
		})
	}
	add(lib, "lib")
	compile := func(tree fstest.MapFS, c assessment.Check) error {
		engine, err := evaluate.Compile(context.Background(), evaluate.Sources{Embedded: tree}, kinds, []assessment.Check{c}, evaluate.Limits{})
		if err != nil {
			return err
		}
		return engine.Verify(context.Background())
	}
	tried := 0
	for _, c := range checks {
		file := strings.TrimPrefix(c.Source.Path, evaluate.EmbeddedPath+"/")
		tree := fstest.MapFS{}
		for p, f := range lib {
			tree[p] = f
		}
		add(tree, path.Dir(file))
		if err := compile(tree, c); err != nil {
			t.Errorf("%s: %v", c.ID, err)
			continue
		}
		src := string(tree[file].Data)
		lines := strings.SplitAfter(src, "\n")
		top := 0 // lines up to the last import
		for i, l := range lines {
			if strings.HasPrefix(l, "package ") || strings.HasPrefix(l, "import ") {
				top = i + 1
			}
		}
		body := strings.Join(lines[top:], "")
		for _, name := range c.Kinds {
			k, _ := kinds.Get(name)
			for _, key := range k.Program.Keys() {
				use := regexp.MustCompile(`(\.|\[")` + regexp.QuoteMeta(key) + `("\]|[^\w("-])`) // not a function
				if !use.MatchString(body) {
					continue
				}
				tried++
				spoilt := src[:len(src)-len(body)] + use.ReplaceAllString(body, "${1}"+key+"x${2}")
				tree[file] = &fstest.MapFile{Data: []byte(spoilt)}
				if err := compile(tree, c); err == nil || !strings.Contains(err.Error(), "does not exist in evidence kind") {
					t.Errorf("%s with %q misspelt: %v", c.ID, key, err)
				}
			}
		}
	}
	t.Logf("%d properties of %d checks", tried, len(checks))
	if tried < 2*len(checks) {
		t.Errorf("only %d properties tried", tried)
	}
}
