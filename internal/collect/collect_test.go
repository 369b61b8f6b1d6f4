package collect

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/assay-compliance/assay/evidence"
)

// repo writes files into a new repository. A name that ends in "/" is a
// directory; content "-> x" makes a link.
func repo(t testing.TB, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for n := range files {
			if !yield(n) {
				return
			}
		}
	}) {
		at, content := filepath.Join(root, name), files[name]
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		switch to, link := strings.CutPrefix(content, "-> "); {
		case strings.HasSuffix(name, "/"):
			err = os.MkdirAll(at, 0o755)
		case link:
			err = os.Symlink(to, at)
		default:
			err = os.WriteFile(at, []byte(content), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return root
}

var kinds = sync.OnceValue(func() *evidence.Kinds {
	k, err := evidence.LoadKinds(evidence.Schemas)
	if err != nil {
		panic(err)
	}
	return k
})

func envelope(component, subject string) string {
	return `{"kind":"iam-accounts","component":"` + component + `","subject":"` + subject + `","collected":"2026-11-18T00:00:00Z","payload":{"accounts":[]}}`
}

// all reads everything; documents are cloned as far as tests look at them.
func all(t testing.TB, root string, opt Options, entries ...Entry) []evidence.Document {
	t.Helper()
	docs, _ := allNotes(t, root, opt, entries...)
	return docs
}

func allNotes(t testing.TB, root string, opt Options, entries ...Entry) (out []evidence.Document, notes []string) {
	t.Helper()
	if opt.Boundary == nil {
		opt.Boundary = []string{"db", "web"}
	}
	s, err := Open(root, "", entries, kinds(), opt)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for file := -1; ; {
		it, err := s.Next(context.Background())
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		err = it.Documents(context.Background(), func(d *evidence.Document) error {
			if d.Order.File < file {
				t.Errorf("file %d comes behind %d", d.Order.File, file)
			}
			file = d.Order.File
			if (d.Problem == nil) == (d.Payload == nil) || (d.Problem == nil) != (d.Fault == "") || d.File == nil || d.Path == "" || d.File.Path != d.Path {
				t.Errorf("neither whole nor broken, or without place: %+v", d)
			}
			if d.Problem != nil && d.Problem.Place.Path != d.Path {
				t.Errorf("problem without place: %v", d.Problem)
			}
			c := *d
			c.Kind, c.Component, c.Subject = strings.Clone(d.Kind), strings.Clone(d.Component), strings.Clone(d.Subject)
			out = append(out, c)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range s.Notes() {
		notes = append(notes, n.Source.Path+": "+n.What)
	}
	return out, notes
}

// told is each document as "path subject" or "path! problem".
func told(docs []evidence.Document) (out []string) {
	for _, d := range docs {
		if d.Problem != nil {
			out = append(out, d.Path+"! "+d.Problem.What)
		} else {
			out = append(out, d.Path+" "+d.Subject)
		}
	}
	return out
}

func equal(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n  %s\nwant\n  %s", what, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestOpenRefusesEntries(t *testing.T) {
	root := repo(t, nil)
	for name, tc := range map[string]struct {
		entry Entry
		want  string
	}{
		"leaves the repository":          {Entry{Path: "../x.json"}, "leaves the repository"},
		"leaves it by a detour":          {Entry{Path: "a/../../x.json"}, "leaves the repository"},
		"steps up behind a wildcard":     {Entry{Path: "*/../x.json"}, "leaves the repository"},
		"steps up in an alternative":     {Entry{Path: "{a,..}/x.json"}, "leaves the repository"},
		"absolute":                       {Entry{Path: "/etc/passwd"}, "leaves the repository"},
		"empty":                          {Entry{Path: ""}, "leaves the repository"},
		"malformed":                      {Entry{Path: "a/[.json"}, "is no pattern"},
		"no such format":                 {Entry{Path: "a", Format: "excel"}, "no format of this name"},
		"payload without kind":           {Entry{Path: "a", Format: Payload, Component: "web"}, "exactly one kind"},
		"payload with two kinds":         {Entry{Path: "a", Format: Payload, Component: "web", Kinds: []string{"a", "b"}}, "exactly one kind"},
		"payload without component":      {Entry{Path: "a", Format: Payload, Kinds: []string{"iam-accounts"}}, "the component"},
		"payload of a kind nobody knows": {Entry{Path: "a", Format: Payload, Component: "web", Kinds: []string{"iam-acounts"}}, `no evidence kind "iam-acounts"`},
	} {
		tc.entry.Where.Path, tc.entry.Where.Line = "assay.yaml", 7
		_, err := Open(root, "", []Entry{tc.entry}, kinds(), Options{Boundary: []string{"db", "web"}})
		if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.HasPrefix(err.Error(), "assay.yaml:7: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := Open(root, "", []Entry{{Path: "/a"}, {Path: "../b"}}, kinds(), Options{})
	if err == nil || strings.Count(err.Error(), "leaves the repository") != 2 {
		t.Errorf("not all problems at once: %v", err)
	}
	if _, err := Open(filepath.Join(root, "none"), "", nil, kinds(), Options{}); err == nil {
		t.Error("a repository that is not there was opened")
	}
}

func TestFirstEntryWins(t *testing.T) {
	root := repo(t, map[string]string{"e/a.json": envelope("web", "a"), "e/b.json": envelope("web", "b")})
	entries := []Entry{{Path: "e/a.json"}, {Path: "e/*.json"}, {Path: "**/*.json"}}
	for i := range entries {
		entries[i].Where.Path, entries[i].Where.Line = "assay.yaml", i+5
	}
	docs, notes := allNotes(t, root, Options{}, entries...)
	equal(t, "documents", told(docs), "e/a.json a", "e/b.json b")
	if docs[0].Entry != 0 || docs[1].Entry != 1 {
		t.Errorf("entries %d, %d", docs[0].Entry, docs[1].Entry)
	}
	const says = "two sources name this file, and perhaps others; it is read for the first of them, assay.yaml:"
	equal(t, "notes", notes, "e/a.json: "+says+"5", "e/a.json: "+says+"5", "e/b.json: "+says+"6")
}

func TestDeclared(t *testing.T) {
	bound, boundary := []string{"iam-accounts", "vulnerabilities", "sbom"}, []string{"db", "web"}
	for name, tc := range map[string]struct {
		entry Entry
		want  string
	}{
		"kinds and component":         {Entry{Kinds: []string{"sbom"}, Component: "web"}, "map[sbom:map[web:true]]"},
		"kinds for the boundary":      {Entry{Kinds: []string{"sbom"}}, "map[sbom:map[db:true web:true]]"},
		"kinds for some":              {Entry{Kinds: []string{"sbom"}, Components: []string{"db"}}, "map[sbom:map[db:true]]"},
		"a kind no check reads":       {Entry{Kinds: []string{"backups"}, Component: "db"}, "map[backups:map[db:true]]"},
		"nothing said":                {Entry{Component: "db"}, "map[iam-accounts:map[db:true] sbom:map[db:true] vulnerabilities:map[db:true]]"},
		"a raw format brings its own": {Entry{Component: "db", Brings: []string{"sbom", "vulnerabilities"}}, "map[sbom:map[db:true] vulnerabilities:map[db:true]]"},
	} {
		if got := fmt.Sprint(Declared([]Entry{tc.entry}, bound, boundary)); got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}

func TestSniff(t *testing.T) {
	trivy := `{"SchemaVersion":2,"ArtifactName":"a","Results":[]}`
	root := repo(t, map[string]string{
		"raw/a.json": trivy, "raw/b.json": trivy, "mixed/a.json": trivy, "mixed/b.sarif": `{"version":"2.1.0","runs":[]}`,
		"env/a.json": envelope("web", "a"), "lines/a.jsonl": trivy,
	})
	entries := []Entry{{Path: "raw/*"}, {Path: "mixed/*"}, {Path: "env/*"}, {Path: "none/*"}, {Path: "lines/*"}, {Path: "raw/*", Kinds: []string{"sbom"}}}
	got, err := Sniff(root, "", entries, kinds(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var brings []string
	for _, e := range got {
		brings = append(brings, strings.Join(e.Brings, " "))
	}
	const trivys = "configuration-findings sbom secret-findings vulnerabilities"
	equal(t, "what the entries bring", brings,
		trivys, "configuration-findings sbom secret-findings static-analysis vulnerabilities", "", "", trivys, "")
	if entries[0].Brings != nil {
		t.Error("the caller's entries were changed")
	}
}
