package collect

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/testkit"
)

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

func TestEnvelopeOfWhatItsSourceDoesNotDeclare(t *testing.T) {
	ours := []string{"iam-accounts"}
	misspelt := strings.Replace(envelope("web", "a"), "iam-accounts", "iam-acounts", 1)
	other := strings.Replace(envelope("web", "a"), "iam-accounts", "backups", 1)
	kept := strings.Replace(strings.Replace(envelope("web", "a"), "iam-accounts", "raw-records", 1), `{"accounts":[]}`, `{"format":"trivy","records":[]}`, 1)
	system := Options{Components: []string{"db", "log", "web"}}
	for what, tc := range map[string]struct {
		text            string
		entry           Entry
		opt             Options
		kind, component string // of the document; empty: it speaks for all its entry declares
		problem         string // empty: it is taken as it is
	}{
		"another component than the entry's":          {envelope("db", "a"), Entry{Component: "web"}, Options{}, "iam-accounts", "web", "another component"},
		"none of the entry's components":              {envelope("db", "a"), Entry{Components: []string{"log", "web"}}, Options{}, "iam-accounts", "", "another component"},
		"a component that the system does not have":   {envelope("wbe", "a"), Entry{}, system, "iam-accounts", "", "no component"},
		"a component outside of the boundary":         {envelope("log", "a"), Entry{}, system, "iam-accounts", "log", ""},
		"any component, the system's are not given":   {envelope("wbe", "a"), Entry{}, Options{}, "iam-accounts", "wbe", ""},
		"a kind that nobody knows":                    {misspelt, Entry{Component: "web", Kinds: ours}, Options{}, "", "web", "none of those known"},
		"a kind that nobody knows, entry of any kind": {misspelt, Entry{}, system, "", "web", "none of those known"},
		"a kind that nobody knows, and broken":        {strings.Replace(misspelt, `"payload":{"accounts":[]}`, `"payload":3`, 1), Entry{Component: "web"}, Options{}, "", "web", "must be an object"},
		"a kind that no source names":                 {other, Entry{Component: "web", Kinds: ours}, Options{}, "", "web", "no source declares"},
		"what an import kept raw":                     {kept, Entry{Component: "web", Kinds: ours}, Options{}, "raw-records", "web", ""},
		"a kind of an entry without kinds":            {other, Entry{Component: "web"}, Options{}, "backups", "web", ""},
	} {
		for name, file := range map[string]string{"a.json": tc.text, "b.json": "[" + tc.text + "]", "c.jsonl": tc.text + "\n"} {
			root := repo(t, map[string]string{name: file})
			tc.entry.Path = name
			d := all(t, root, tc.opt, tc.entry)[0]
			if d.Kind != tc.kind || d.Component != tc.component || (d.Problem == nil) != (tc.problem == "") {
				t.Errorf("%s, %s: kind %q, component %q, problem %v", what, name, d.Kind, d.Component, d.Problem)
			}
			if d.Problem != nil && (!strings.Contains(d.Problem.What, tc.problem) || strings.Contains(d.Problem.Error(), "wbe") || strings.Contains(d.Problem.Error(), "acounts")) {
				t.Errorf("%s, %s: %v", what, name, d.Problem)
			}
		}
	}
	// Two entries may overlap: a file is read for the first, and its kind is
	// what the second declares.
	root := repo(t, map[string]string{"a.json": other})
	if d := all(t, root, Options{}, Entry{Path: "*.json", Kinds: ours}, Entry{Path: "a.json", Kinds: []string{"backups"}})[0]; d.Problem != nil {
		t.Error(d.Problem)
	}
}

func TestFileOfLinesWithNothingInThem(t *testing.T) {
	for _, text := range []string{"", "\n", " \t\r\n\n"} {
		root := repo(t, map[string]string{"a.jsonl": text})
		equal(t, "lines", told(all(t, root, Options{}, Entry{Path: "*.jsonl"})), "a.jsonl! the file is empty")
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
		"another JSON":           {`{"anything":[]}`, "! " + unknown},
		"another list":           {`[{"a":1}]`, "! " + unknown},
		"a number":               {`7`, "! " + unknown},
		"another XML":            {`<html/>`, "! " + unknown},
		"empty":                  {``, "! the file or line is empty"},
		"broken JSON":            {`{"anything":[`, "! the text ends in the middle of a value"},
		"UTF-16":                 {"\xff\xfe{\x00}\x00", "! the text is UTF-16 or UTF-32, not UTF-8"},
		"byte order mark":        {"\ufeff" + envelope("web", "a"), "! the text begins with a byte order mark"},
		"gzip":                   {"\x1f\x8b\x08\x00\x00", "! the file is packed with gzip, and packed files are not read"},
		"zip":                    {"PK\x03\x04\x14\x00", "! the file is packed with zip, and packed files are not read"},
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
	if read < 4 || len(files) != 12 {
		t.Errorf("%d files, %d read", len(files), read)
	}
}

// Workers read while the walk goes on; directories close behind them.
func TestFilesAreReadSideBySide(t *testing.T) {
	files := map[string]string{}
	for i := range 300 {
		files[fmt.Sprintf("e/%d/%03d.json", i%3, i)] = envelope("web", fmt.Sprint("s", i))
	}
	s, err := Open(repo(t, files), "", []Entry{{Path: "e/**/*.json"}}, kinds(), Options{Boundary: []string{"web"}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	items := make(chan evidence.Item)
	var group sync.WaitGroup
	var mu sync.Mutex
	seen := map[string]bool{}
	for range 4 {
		group.Add(1)
		go func() {
			defer group.Done()
			for it := range items {
				err := it.Documents(context.Background(), func(d *evidence.Document) error {
					mu.Lock()
					defer mu.Unlock()
					if d.Problem != nil {
						t.Error(d.Problem)
					}
					seen[strings.Clone(d.Subject)] = true
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		}()
	}
	for {
		it, err := s.Next(context.Background())
		if err == io.EOF {
			break
		}
		items <- it
	}
	close(items)
	group.Wait()
	if len(seen) != 300 {
		t.Errorf("%d of 300 read", len(seen))
	}
}

// A tool that writes a record a line names its file .jsonl too: what the file
// begins with decides, and a file of envelopes stays one.
func TestLinesOfATool(t *testing.T) {
	report := `{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"name":"a"}]}`
	root := repo(t, map[string]string{"e/tool.jsonl": report, "e/ours.jsonl": envelope("web", "a") + "\n" + envelope("web", "b")})
	docs := all(t, root, Options{Boundary: []string{"web"}}, Entry{Path: "e/*.jsonl"})
	if len(docs) != 3 || docs[0].File.Format != Lines || docs[2].Kind != "sbom" {
		t.Errorf("%d documents: %+v", len(docs), docs)
	}
}

// Configuration is read by the names of its files, where the entry asks for it.
func TestConfigurationFiles(t *testing.T) {
	root := repo(t, map[string]string{"d/a.yaml": "a: 1\n---\nb: 2\n", "d/Dockerfile": "FROM x\n", "d/a.txt": "hello"})
	docs := all(t, root, Options{AsOf: testkit.Clock()}, Entry{Path: "d/*", Component: "web", Kinds: []string{"configuration-files"}, Live: true})
	var got []string
	for _, d := range docs {
		got = append(got, fmt.Sprint(d.Subject, " ", d.Problem == nil, " ", d.Collected.Equal(testkit.Clock())))
	}
	equal(t, "documents", got, "d/Dockerfile true true", " false true", "d/a.yaml true true", "d/a.yaml#2 true true")
}
