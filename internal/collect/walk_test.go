package collect

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
)

func TestFilesComeSortedByEntryThenPath(t *testing.T) {
	root := repo(t, map[string]string{
		"e/b.json": envelope("web", "b"), "e/a/z.json": envelope("web", "az"), "e/a.json": envelope("web", "a"), "e/a-b.json": envelope("web", "a-b"),
		"e/a/.hidden.json": envelope("web", "hidden"), "e/note.txt": "x", "e/.git/x.json": envelope("web", "git"), "first.json": envelope("db", "first"),
	})
	equal(t, "order", told(all(t, root, Options{}, Entry{Path: "first.json"}, Entry{Path: "e/**/*.json"})),
		"first.json first", "e/a-b.json a-b", "e/a.json a", "e/a/.hidden.json hidden", "e/a/z.json az", "e/b.json b")
}

func TestPatterns(t *testing.T) {
	files := map[string]string{}
	for _, n := range []string{"a.json", "s/b.json", "s/c.jsonl", "s/t/d.json", "s/t/u/e.json", "s[1]/f.json", "s/g.JSON"} {
		files[n] = envelope("web", n)
	}
	root := repo(t, files)
	for pattern, want := range map[string]string{
		"*.json":             "a.json",
		"s/*.json":           "s/b.json",
		"s/*":                "s/b.json s/c.jsonl s/g.JSON",
		"./s/*.{json,jsonl}": "s/b.json s/c.jsonl",
		"**/*.json":          "a.json s/b.json s/t/d.json s/t/u/e.json s[1]/f.json",
		"s/**/e.json":        "s/t/u/e.json",
		"s/**":               "s/b.json s/c.jsonl s/g.JSON s/t/d.json s/t/u/e.json",
		"*/t/*.json":         "s/t/d.json",
		"{s/t,s}/*.json":     "s/b.json s/t/d.json",
		"s/?.json":           "s/b.json",
		`s\[1\]/*.json`:      "s[1]/f.json",
		"nothing/*.json":     "",
		"s/t/u/e.json":       "s/t/u/e.json",
		"s/missing.json":     "",
		"a.json/*.json":      "",
	} {
		var got []string
		for _, d := range all(t, root, Options{}, Entry{Path: pattern}) {
			got = append(got, d.Path)
			if d.Problem != nil {
				t.Errorf("%s: %v", pattern, d.Problem)
			}
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%s: %s, want %s", pattern, g, want)
		}
	}
}

func TestPathsAreRelativeToTheConfiguration(t *testing.T) {
	root := repo(t, map[string]string{"sys/[x]/e/a.json": envelope("web", "inner"), "e/a.json": envelope("web", "outer")})
	for _, tc := range []struct{ base, pattern, want string }{
		{"sys/[x]", "e/*.json", "sys/[x]/e/a.json"},
		{"sys/[x]", "../../e/*.json", "e/a.json"},
		{"sys/[x]", "../../e/a.json", "e/a.json"},
		{"", "e/*.json", "e/a.json"},
		{".", "e/*.json", "e/a.json"},
	} {
		s, err := Open(root, tc.base, []Entry{{Path: tc.pattern}}, kinds(), Options{Boundary: []string{"web"}})
		if err != nil {
			t.Errorf("%s from %s: %v", tc.pattern, tc.base, err)
			continue
		}
		it, err := s.Next(context.Background())
		if err != nil {
			t.Errorf("%s from %s: %v", tc.pattern, tc.base, err)
			continue
		}
		if err := it.Documents(context.Background(), func(d *evidence.Document) error {
			if d.Path != tc.want {
				t.Errorf("%s from %s: %s", tc.pattern, tc.base, d.Path)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
		s.Close()
	}
}

func TestLinksStayInside(t *testing.T) {
	away := t.TempDir()
	if err := os.WriteFile(filepath.Join(away, "x.json"), []byte(envelope("web", "outside")), 0o644); err != nil {
		t.Fatal(err)
	}
	root := repo(t, map[string]string{
		"e/real.json": envelope("web", "real"), "other/deep/o.json": envelope("web", "other"),
		"e/link.json":    "-> ../other/deep/o.json",
		"e/dir":          "-> ../other",
		"e/out.json":     "-> " + filepath.Join(away, "x.json"),
		"e/outdir":       "-> " + away,
		"e/nowhere.json": "-> nothing.json",
		"e/self.json":    "-> self.json",
	})
	equal(t, "links", told(all(t, root, Options{}, Entry{Path: "e/**/*.json"})),
		"e/dir/deep/o.json other", "e/link.json other", "e/nowhere.json! the link leads nowhere",
		"e/out.json! the link leaves the repository", "e/outdir! the link leaves the repository",
		"e/real.json real", "e/self.json! the links lead round in a circle")
	equal(t, "a link that is named", told(all(t, root, Options{}, Entry{Path: "e/out.json"}, Entry{Path: "e/nowhere.json"}, Entry{Path: "e/outdir/x.json"})),
		"e/out.json! the link leaves the repository", "e/nowhere.json! the link leads nowhere", "e/outdir/x.json! the link leaves the repository")
}

func TestLinkLoopsEnd(t *testing.T) {
	files := map[string]string{"e/a.json": envelope("web", "a"), "e/loop": "-> .", "e/sub/up": "-> ..", "e/sub/b.json": envelope("web", "b")}
	// Two links in each of twenty directories: a million paths if each were
	// followed.
	at := "e/d"
	for range 20 {
		files[at+"/one"], files[at+"/two"] = "-> next", "-> next"
		at += "/next"
	}
	files[at+"/c.json"] = envelope("web", "c")
	docs := all(t, repo(t, files), Options{}, Entry{Path: "e/**/*.json"})
	if len(docs) > 200 {
		t.Errorf("%d documents out of 3 files", len(docs))
	}
	seen := map[string]bool{}
	for _, d := range docs {
		seen[d.Subject] = true
	}
	if len(seen) != 3 {
		t.Errorf("found %v", seen)
	}
}

func TestUnreadableFiles(t *testing.T) {
	if os.Getuid() == 0 {
		t.Log("root may read everything: only what is gone is tested")
	} else {
		root := repo(t, map[string]string{"e/a.json": envelope("web", "a"), "e/locked/b.json": "x"})
		os.Chmod(filepath.Join(root, "e/a.json"), 0)
		os.Chmod(filepath.Join(root, "e/locked"), 0)
		t.Cleanup(func() { os.Chmod(filepath.Join(root, "e/locked"), 0o755) })
		equal(t, "denied", told(all(t, root, Options{}, Entry{Path: "e/**/*.json"})), "e/a.json! it cannot be read", "e/locked! it cannot be read")
	}
	root := repo(t, map[string]string{"e/a.json": envelope("web", "a")})
	s, err := Open(root, "", []Entry{{Path: "e/*.json"}}, kinds(), Options{Boundary: []string{"web"}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	it, err := s.Next(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	os.Remove(filepath.Join(root, "e/a.json"))
	for range 2 { // an item may be asked again
		err = it.Documents(context.Background(), func(d *evidence.Document) error {
			if d.Problem == nil {
				t.Error("a file that is gone was read")
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}
