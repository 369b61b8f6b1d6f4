package collect

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/testkit"
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
			if (d.Problem == nil) == (d.Payload == nil) || d.File == nil || d.Path == "" || d.File.Path != d.Path {
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
		"no such format":                 {Entry{Path: "a", Format: "nessus"}, "no format of this name"},
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

func TestWhatIsNoRegularFile(t *testing.T) {
	root := repo(t, map[string]string{"e/dir.json/": "", "e/pipelink.json": "-> pipe", "e/ok.json": envelope("web", "ok")})
	if err := syscall.Mkfifo(filepath.Join(root, "e/pipe.json"), 0o644); err != nil {
		t.Skipf("no pipes here: %v", err)
	}
	if err := syscall.Mkfifo(filepath.Join(root, "e/pipe"), 0o644); err != nil {
		t.Fatal(err)
	}
	equal(t, "by pattern", told(all(t, root, Options{}, Entry{Path: "e/*.json"})),
		"e/ok.json ok", "e/pipe.json! it is no regular file", "e/pipelink.json! it is no regular file")
	equal(t, "by name", told(all(t, root, Options{}, Entry{Path: "e/pipe.json"}, Entry{Path: "e/dir.json"}, Entry{Path: "e"})),
		"e/pipe.json! it is no regular file", "e/dir.json! it is a directory", "e! it is a directory")
	// A file that has become a pipe since it was listed is not waited for.
	s, err := Open(root, "", []Entry{{Path: "e/o*.json"}}, kinds(), Options{Boundary: []string{"web"}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	it, err := s.Next(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	os.Remove(filepath.Join(root, "e/ok.json"))
	if err := syscall.Mkfifo(filepath.Join(root, "e/ok.json"), 0o644); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		done <- it.Documents(context.Background(), func(d *evidence.Document) error {
			if d.Problem == nil {
				return errors.New("a pipe was read")
			}
			return nil
		})
	}()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Error("a pipe without writer was waited for")
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
		"a raw format brings its own": {Entry{Component: "db", Format: "trivy"}, "map[sbom:map[db:true] vulnerabilities:map[db:true]]"},
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
	var formats []string
	for _, e := range got {
		formats = append(formats, e.Format)
	}
	equal(t, "formats", formats, "trivy", "", "", "", "", "")
	if entries[0].Format != "" {
		t.Error("the caller's entries were changed")
	}
}

// A document's digest is that of the bytes it was parsed from, and a file's of
// the file.
func TestDigests(t *testing.T) {
	one, two := envelope("web", "a"), envelope("db", "b")
	files := map[string]string{
		"e/array.json": "[" + one + ",\n " + two + "]", "e/lines.jsonl": one + "\n\n" + two, "e/one.json": one + "\n",
		"e/raw.sarif": `{"version":"2.1.0", "runs":[{"results":[]}]}`,
	}
	root := repo(t, files)
	want := map[string][]string{
		"e/array.json": {one, two}, "e/lines.jsonl": {one, two}, "e/one.json": {one + "\n"}, "e/raw.sarif": {`{"results":[]}`},
	}
	docs := all(t, root, Options{Boundary: []string{"web", "db"}}, Entry{Path: "e/*.json*"}, Entry{Path: "e/*.sarif", Component: "web"})
	at := map[string]int{}
	for _, d := range docs {
		if d.Problem != nil {
			t.Errorf("%s: %v", d.Path, d.Problem)
		}
		if d.Digest != sha256.Sum256([]byte(want[d.Path][at[d.Path]])) {
			t.Errorf("%s, document %d: wrong digest", d.Path, at[d.Path])
		}
		at[d.Path]++
		if d.File.Digest != sha256.Sum256([]byte(files[d.Path])) {
			t.Errorf("%s: wrong digest of the file", d.Path)
		}
	}
	if len(docs) != 6 {
		t.Errorf("%d documents", len(docs))
	}
	if docs[3].Line != 3 || docs[3].Order.Doc != 3 {
		t.Errorf("line %d, order %v", docs[3].Line, docs[3].Order)
	}
}

func TestPayloadWithoutEnvelope(t *testing.T) {
	sample := `{"tool":{"name":"t"},"target":{"type":"host","name":"h1"},"scan":{"ok":true,"ended":"2026-11-10T00:00:00Z"},"examined":["h1"],"findings":[]}`
	root := repo(t, map[string]string{"v.json": sample, "bare.json": `{"a":{"who":"h9","when":"2026-11-12T10:00:00"}}`, "list.json": `[1]`, "bad.json": `{"a":`})
	entry := Entry{Path: "v.json", Format: Payload, Kinds: []string{"vulnerabilities"}, Component: "web"}
	d := all(t, root, Options{}, entry)[0]
	if d.Kind != "vulnerabilities" || d.Component != "web" || d.Subject != "h1" || d.Collected.Format("0102") != "1110" || !d.Asserted {
		t.Errorf("%+v", d)
	}
	if d := all(t, root, Options{Targets: map[string][]string{"web": {"h1"}}}, entry)[0]; d.Asserted {
		t.Error("a subject of the inventory is still asserted")
	}
	entry.Path, entry.Subject, entry.CollectedAt = "bare.json", "/a/who", "/a/when"
	d = all(t, root, Options{}, entry)[0]
	if d.Subject != "h9" || d.Collected.Format(time.RFC3339) != "2026-11-12T10:00:00Z" || !d.ZoneAssumed {
		t.Errorf("pointers: %+v", d)
	}
	entry.Subject, entry.CollectedAt, entry.Collected = "/nope", "/nope", testkit.Clock().Add(-time.Hour)
	d = all(t, root, Options{}, entry)[0]
	if d.Subject != "web" || !d.Asserted || !d.Collected.Equal(testkit.Clock().Add(-time.Hour)) || d.Collector != "bare.json" {
		t.Errorf("pointers to nowhere: %+v", d)
	}
	for _, bad := range []string{"list.json", "bad.json"} {
		entry.Path = bad
		if d := all(t, root, Options{}, entry)[0]; d.Problem == nil || d.Kind != "vulnerabilities" || d.Component != "web" {
			t.Errorf("%s: %+v", bad, d)
		}
	}
}

func TestAgeComesFromContentThenEntry(t *testing.T) {
	noTime := strings.Replace(envelope("web", "a"), `"collected":"2026-11-18T00:00:00Z",`, "", 1)
	badTime := strings.Replace(envelope("web", "a"), `2026-11-18T00:00:00Z`, "yesterday", 1)
	root := repo(t, map[string]string{"time.json": envelope("web", "a"), "none.json": noTime, "bad.json": badTime,
		"raw.sarif": `{"version":"2.1.0","runs":[{"results":[]}]}`})
	given := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		file  string
		entry Entry
		want  time.Time
	}{
		{"time.json", Entry{Collected: given}, time.Date(2026, 11, 18, 0, 0, 0, 0, time.UTC)},
		{"time.json", Entry{Live: true}, time.Date(2026, 11, 18, 0, 0, 0, 0, time.UTC)},
		{"none.json", Entry{Collected: given}, given},
		{"none.json", Entry{}, time.Time{}},
		{"none.json", Entry{Live: true}, testkit.Clock()},
		{"raw.sarif", Entry{Collected: given}, given},
		{"bad.json", Entry{Collected: given}, time.Time{}},
	} {
		tc.entry.Path, tc.entry.Component = tc.file, "web"
		d := all(t, root, Options{AsOf: testkit.Clock()}, tc.entry)[0]
		if !d.Collected.Equal(tc.want) {
			t.Errorf("%s %+v: collected %v, want %v", tc.file, tc.entry, d.Collected, tc.want)
		}
	}
}

func TestEnvelopeOfAnotherComponent(t *testing.T) {
	root := repo(t, map[string]string{"a.json": envelope("db", "a")})
	for _, e := range []Entry{{Path: "*.json", Component: "web"}, {Path: "*.json", Components: []string{"web", "log"}}} {
		d := all(t, root, Options{}, e)[0]
		if d.Problem == nil || d.Kind != "iam-accounts" || d.Component != "db" || !strings.Contains(d.Problem.What, "another component") {
			t.Errorf("%+v", d)
		}
	}
	if d := all(t, root, Options{}, Entry{Path: "*.json"})[0]; d.Problem != nil {
		t.Error(d.Problem)
	}
}

func TestContentDecidesTheReader(t *testing.T) {
	unknown := "the format of the file is not recognised"
	for name, tc := range map[string]struct{ text, want string }{
		"envelope":               {envelope("web", "a"), "iam-accounts"},
		"payload first and long": {`{"payload":{"accounts":["` + strings.Repeat("x", 100_000) + `"]},"kind":"iam-accounts","component":"web","collected":"2026-11-18T00:00:00Z"}`, "iam-accounts"},
		"array of envelopes":     {"\n[" + envelope("web", "a") + "]", "iam-accounts"},
		"a poor envelope":        {`{"payload":{}}`, "! the envelope has no kind"},
		"Trivy":                  {`{"SchemaVersion":2,"ArtifactName":"x","Results":[{"Class":"os-pkgs","Vulnerabilities":[]}]}`, "vulnerabilities"},
		"SARIF":                  {`{"version":"2.1.0","runs":[{"results":[]}]}`, "static-analysis"},
		"CycloneDX":              {`{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"name":"a"}]}`, "sbom"},
		"XCCDF":                  {`<TestResult xmlns="http://checklists.nist.gov/xccdf/1.2"><target>h</target></TestResult>`, "benchmark-results"},
		"another JSON":           {`{"Findings":[]}`, "! " + unknown},
		"a Kubernetes manifest":  {`{"apiVersion":"v1","kind":"List","items":[]}`, "! " + unknown},
		"another list":           {`[{"a":1}]`, "! " + unknown},
		"a number":               {`7`, "! " + unknown},
		"another XML":            {`<html/>`, "! " + unknown},
		"empty":                  {``, "! the file or line is empty"},
		"broken JSON":            {`{"Findings":[`, "! the text ends in the middle of a value"},
		"UTF-16":                 {"\xff\xfe{\x00}\x00", "! the text is UTF-16 or UTF-32, not UTF-8"},
		"byte order mark":        {"\ufeff" + envelope("web", "a"), "! the text begins with a byte order mark"},
		"not JSON":               {"hello", "! a value is expected and something else stands here"},
	} {
		root := repo(t, map[string]string{"file": tc.text})
		d := all(t, root, Options{}, Entry{Path: "file", Component: "web"})[0]
		got := d.Kind
		if d.Problem != nil {
			got = "! " + d.Problem.What
			if strings.Contains(got, unknown) && (d.Kind != "" || !strings.Contains(d.Problem.Remedy, "format: payload")) {
				t.Errorf("%s: kind %q, remedy %s", name, d.Kind, d.Problem.Remedy)
			}
			if d.Component != "web" {
				t.Errorf("%s: component %q", name, d.Component)
			}
		}
		if got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}

func TestDeclaredFormatIsTaken(t *testing.T) {
	root := repo(t, map[string]string{"a": envelope("web", "a") + "\n" + envelope("web", "b") + "\n", "b.jsonl": envelope("web", "c"), "c": `{"version":"2.1.0","runs":[]}`})
	equal(t, "formats", told(all(t, root, Options{}, Entry{Path: "a", Format: Lines}, Entry{Path: "b.jsonl", Format: Envelope}, Entry{Path: "c", Format: "trivy", Component: "web"})),
		"a a", "a b", "b.jsonl c", "c! the report does not show that anything was examined")
}

func TestTooLarge(t *testing.T) {
	root := repo(t, map[string]string{"a.json": envelope("web", strings.Repeat("x", 5000)), "b.jsonl": strings.Repeat(envelope("web", "b")+"\n", 50)})
	docs := all(t, root, Options{MaxFile: 4096}, Entry{Path: "*"})
	if len(docs) != 51 || docs[0].Problem == nil || !strings.Contains(docs[0].Problem.What, "larger than 4096 bytes") {
		t.Errorf("%d documents, %v", len(docs), docs[0].Problem)
	}
	for _, d := range docs[1:] {
		if d.Problem != nil {
			t.Fatalf("lines of a long file: %v", d.Problem)
		}
	}
}

func TestLongFilesOfLinesComeInRuns(t *testing.T) {
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintln(&b, envelope("web", fmt.Sprint("s", i)))
	}
	b.WriteString("{broken\n" + envelope("web", "last"))
	whole := sha256.Sum256([]byte(b.String()))
	root := repo(t, map[string]string{"a.jsonl": b.String(), "empty.jsonl": ""})
	s, err := Open(root, "", []Entry{{Path: "*.jsonl"}}, kinds(), Options{Boundary: []string{"web"}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var items []evidence.Item
	for {
		it, err := s.Next(context.Background())
		if err == io.EOF {
			break
		}
		items = append(items, it)
	}
	if len(items) < 5 {
		t.Errorf("%d items: they cannot be read side by side", len(items))
	}
	// Items may be read in any order, by several workers.
	var mu sync.Mutex
	var group sync.WaitGroup
	lines, problems := map[int]string{}, 0
	for w := range 4 {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := len(items) - 1 - w; i >= 0; i -= 4 {
				err := items[i].Documents(context.Background(), func(d *evidence.Document) error {
					mu.Lock()
					defer mu.Unlock()
					if d.Problem != nil {
						problems++
						if d.Path == "a.jsonl" && d.Problem.Place.Line != 20_001 {
							t.Errorf("line %d", d.Problem.Place.Line)
						}
						return nil
					}
					lines[d.Line] = strings.Clone(d.Subject)
					if d.File.Digest != whole {
						t.Error("the file's digest is not complete")
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		}()
	}
	group.Wait()
	if len(lines) != 20_001 || lines[5000] != "s4999" || lines[20_002] != "last" || problems != 2 {
		t.Errorf("%d lines, %d problems", len(lines), problems)
	}
}

func TestCancelAndYieldErrors(t *testing.T) {
	root := repo(t, map[string]string{"a.json": envelope("web", "a"), "b.jsonl": envelope("web", "b")})
	stop := errors.New("stop")
	for _, pattern := range []string{"a.json", "b.jsonl"} {
		s, err := Open(root, "", []Entry{{Path: pattern}}, kinds(), Options{Boundary: []string{"web"}})
		if err != nil {
			t.Fatal(err)
		}
		it, err := s.Next(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if err := it.Documents(context.Background(), func(*evidence.Document) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("%s: yield's error became %v", pattern, err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := it.Documents(ctx, func(*evidence.Document) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", pattern, err)
		}
		if _, err := s.Next(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: Next gave %v", pattern, err)
		}
		s.Close()
	}
}

// Every real file of another format than ours says so, and none is silent.
func TestRealFiles(t *testing.T) {
	root := testkit.SharedData(t)
	docs := all(t, root, Options{}, Entry{Path: "evidence/**", Component: "web"})
	files, read := map[string]bool{}, 0
	for _, d := range docs {
		files[d.Path] = true
		if d.Problem == nil {
			read++
			if p := kinds().Check(&d); p != nil {
				t.Errorf("%v", p)
			}
			if o, ok := d.Payload.(ast.Object); !ok || o.Len() == 0 {
				t.Errorf("%s: empty payload", d.Path)
			}
		} else if !strings.Contains(d.Problem.What, "not recognised") {
			t.Errorf("%v", d.Problem)
		}
	}
	if read != 4 || len(files) != 12 {
		t.Errorf("%d files, %d read", len(files), read)
	}
}
