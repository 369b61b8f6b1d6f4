package collect

import (
	"context"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
)

// Whatever a file holds, it gives at least one document, and each is whole or
// says what is wrong.
func FuzzFile(f *testing.F) {
	f.Add([]byte(envelope("web", "a")))
	f.Add([]byte("[" + envelope("web", "a") + "," + envelope("db", "b") + "]"))
	f.Add([]byte(`{"version":"2.1.0","runs":[{"results":[]}]}`))
	f.Add([]byte(`<TestResult xmlns="http://checklists.nist.gov/xccdf/1.2"><target>h</target></TestResult>`))
	f.Add([]byte(envelope("db", "of another component")))
	f.Add([]byte(`{"a":1}{"b":2}`))
	f.Add([]byte("\xff\xfe{"))
	f.Add([]byte("[]"))
	root := f.TempDir()
	f.Fuzz(func(t *testing.T, raw []byte) {
		if err := os.WriteFile(filepath.Join(root, "file"), raw, 0o644); err != nil {
			t.Fatal(err)
		}
		for _, format := range []string{"", Payload, Lines} {
			n := 0
			for _, d := range all(t, root, Options{}, Entry{Path: "file", Component: "web", Format: format, Kinds: []string{"vulnerabilities"}}) {
				if n++; d.Problem == nil && (d.Kind == "" || d.Component != "web" || d.Subject == "") {
					t.Fatalf("%+v", d)
				}
			}
			blank := format == Lines && len(strings.TrimSpace(string(raw))) == 0
			if n == 0 && !blank {
				t.Fatalf("format %q: no document of %q", format, raw)
			}
		}
	})
}

// No accepted pattern names anything outside of the repository.
func FuzzWithin(f *testing.F) {
	for _, p := range []string{"a/../../b", "../x", "{a,../..}/b", "a/**/../x", `\.\./x`, "/x", "./../x", "[.][.]/x"} {
		f.Add("sys", p)
	}
	f.Fuzz(func(t *testing.T, base, pattern string) {
		full, ok := within(base, pattern)
		if !ok {
			return
		}
		if path.IsAbs(full) || full == ".." || strings.HasPrefix(full, "../") {
			t.Fatalf("%q from %q is %q", pattern, base, full)
		}
		// A walk begins at what stands before the first wildcard and goes down
		// from there, so that no later part can lead out.
		if slices.Contains(strings.Split(full, "/"), "..") {
			t.Fatalf("%q from %q is %q", pattern, base, full)
		}
	})
}

// A stream can be read by nobody and closed.
func TestCloseEarly(t *testing.T) {
	root := repo(t, map[string]string{"e/a.json": envelope("web", "a"), "e/s/b.json": envelope("web", "b"), "e/z.jsonl": envelope("web", "z")})
	for n := range 4 {
		s, err := Open(root, "", []Entry{{Path: "e/**"}}, kinds(), Options{Boundary: []string{"web"}})
		if err != nil {
			t.Fatal(err)
		}
		var items []evidence.Item
		for range n {
			it, err := s.Next(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			items = append(items, it)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		for _, it := range items {
			if err := it.Documents(context.Background(), func(*evidence.Document) error { return nil }); err != nil {
				t.Error(err)
			}
		}
	}
}
