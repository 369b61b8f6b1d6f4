package content

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
)

// catalog is made up: no sentence of it is anybody's.
const catalog = `{"catalog": {"uuid": "5bd8a1a5-7ab4-4e31-9e34-5fb21c13ef5a",
 "metadata": {"title": "Rules of the house", "last-modified": "2026-01-01T00:00:00Z", "version": "1", "oscal-version": "1.1.3"},
 "params": [{"id": "days", "label": "number of days"}],
 "groups": [{"id": "kt", "title": "Kitchen", "controls": [
  {"id": "kt-1", "title": "Dishes", "params": [
    {"id": "kt-1_prm", "select": {"how-many": "one-or-more", "choice": ["by hand", "within {{ insert: param, days }}"]}},
    {"id": "ring", "select": {"choice": ["a {{ insert: param, ring }}"]}}],
   "parts": [
    {"id": "kt-1_smt", "name": "statement", "prose": "Whoever eats:", "parts": [
      {"id": "kt-1_smt.a", "name": "item", "props": [{"name": "label", "value": "a."}], "prose": "washes up {{ insert: param, kt-1_prm }};"},
      {"id": "kt-1_smt.b", "name": "item", "props": [{"name": "label", "value": "b."}], "prose": "dries {{insert: param,days}}, {{ other }} and {{ open"}]},
    {"id": "kt-1_obj", "name": "assessment-objective", "prose": "See whether", "parts": [
      {"id": "kt-1_obj.a", "name": "assessment-objective", "prose": "dishes are washed {{ insert: param, kt-1_prm }}"},
      {"id": "kt-1_obj.b", "name": "assessment-objective", "prose": "the ring is {{ insert: param, ring }}"}]}]}]}]}}`

func workspace(t *testing.T) *config.Config {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "assay.yaml")
	text := "system-id: x\nsystem: [{key: a, type: host, title: A}]\nframeworks: [hipaa]\n"
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func add(t *testing.T, cfg *config.Config, id, text string) Entry {
	t.Helper()
	s, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	e, err := Identify(id, "house.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	e, _, err = s.Add(e, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAnImportIsReadBack(t *testing.T) {
	cfg := workspace(t)
	e := add(t, cfg, "", catalog)
	if e.ID != "rules-of-the-house" || e.Model != "catalog" || e.Version != "1" || e.Path != "catalogs/rules-of-the-house."+Digest([]byte(catalog))+".json" {
		t.Errorf("got %+v", e)
	}
	s, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	got, ok := s.Get(e.ID)
	got.Place = problem.Place{}
	if d := cmp.Diff(e, got); !ok || d != "" {
		t.Errorf("the index says otherwise (-added +read):\n%s", d)
	}
	if data, err := s.Read(got); err != nil || string(data) != catalog {
		t.Errorf("read: %v", err)
	}
	before := index(t, cfg)
	add(t, cfg, "", catalog)
	if again := index(t, cfg); again != before {
		t.Errorf("the same import again gives another index:\n%s", again)
	}
}

func index(t *testing.T, cfg *config.Config) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(cfg.Root, Dir, IndexFile))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestAnImportOfTheSameIDTakesItsPlace(t *testing.T) {
	cfg := workspace(t)
	old := add(t, cfg, "house", catalog)
	now := add(t, cfg, "house", strings.Replace(catalog, `"version": "1"`, `"version": "2"`, 1))
	files, err := filepath.Glob(filepath.Join(cfg.Root, Dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 2 || old.Path == now.Path {
		t.Errorf("files %v", files)
	}
}

// What was reviewed is the file with this digest, and no other.
func TestAChangedFileIsRefused(t *testing.T) {
	cfg := workspace(t)
	e := add(t, cfg, "", catalog)
	file := filepath.Join(cfg.Root, e.Path)
	if err := os.WriteFile(file, []byte(strings.Replace(catalog, "Dishes", "Wishes", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Words(s.Entries()[0]); err == nil || !strings.Contains(err.Error(), e.Digest) || !strings.Contains(err.Error(), "the imported file changed") {
		t.Errorf("words: %v", err)
	}
	files := s.Files()
	if _, err := files.Open(e.Path); err == nil || files.Err() == nil {
		t.Errorf("open: %v", err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Words(s.Entries()[0]); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("without the file: %v", err)
	}
}

func TestIdentifyRefuses(t *testing.T) {
	for _, row := range []struct{ name, id, text, want string }{
		{"no OSCAL", "", `{"a": 1}`, "not an OSCAL document"},
		{"cut off", "", catalog[:len(catalog)-9], "house.json"},
		{"against the schema", "", strings.Replace(catalog, `"uuid": "5bd8a1a5-7ab4-4e31-9e34-5fb21c13ef5a"`, `"uuid": "x"`, 1), "uuid"},
		{"an id with a slash", "a/b", catalog, "not an id"},
		{"an id that climbs", "../x", catalog, "not an id"},
		{"an embedded framework", "hipaa", catalog, "embedded framework"},
		{"words of another catalog", "nist-800-53", catalog, "no control of nist-800-53"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if _, err := Identify(row.id, "house.json", []byte(row.text)); err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want %s", err, row.want)
			}
		})
	}
}

func TestIndexRefuses(t *testing.T) {
	d := strings.Repeat("a", 64)
	good := "imports:\n  - {id: a, model: catalog, title: T, version: v, oscal-version: o, sha256: " + d + ", source: s, file: a." + d + ".json}\n"
	if _, err := decodeIndex("index.yaml", []byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ name, old, new, want string }{
		{"a path that climbs", "file: a." + d + ".json", "file: ../../etc/passwd", "named by its id and its sha256"},
		{"an id that climbs", "id: a,", "id: ../a,", "not an id"},
		{"no digest", "sha256: " + d, "sha256: zz", "not a sha256"},
		{"another model", "model: catalog", "model: profil", "catalog or profile"},
		{"an unknown key", "title: T", "titel: T", "titel"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if _, err := decodeIndex("index.yaml", []byte(strings.Replace(good, row.old, row.new, 1))); err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want %s", err, row.want)
			}
		})
	}
	if _, err := decodeIndex("index.yaml", []byte(good+strings.SplitAfter(good, "\n")[1])); err == nil || !strings.Contains(err.Error(), "comes twice") {
		t.Errorf("twice: %v", err)
	}
}

func words(t testing.TB, text string) *Words {
	w, err := readWords(Entry{ID: "house", Path: "house.json"}, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestWords(t *testing.T) {
	w := words(t, catalog)
	none := func(string) string { return "" }
	three := func(id string) string { return map[string]string{"days": "3 days"}[id] }
	for _, row := range []struct{ name, got, want string }{
		{"title", w.Title("kt-1"), "Dishes"},
		{"no such control", w.Title("kt-2") + w.Statement("kt-2", none) + w.Objective("kt-2_obj", none), ""},
		{"objective with its lead-in", w.Objective("kt-1_obj.a", three), "See whether dishes are washed [select one or more: by hand; within 3 days]"},
		{"label where nothing is set", w.Objective("kt-1_obj.a", none), "See whether dishes are washed [select one or more: by hand; within [number of days]]"},
		{"parameter that inserts itself ends", w.Objective("kt-1_obj.b", none)[:20], "See whether the ring"},
		{"statement", w.Statement("kt-1", three), "Whoever eats:\n  a. washes up [select one or more: by hand; within 3 days];\n  b. dries 3 days, {{ other }} and {{ open"},
		{"parameter", w.Param("days", none), "number of days"},
	} {
		if row.got != row.want {
			t.Errorf("%s:\ngot  %q\nwant %q", row.name, row.got, row.want)
		}
	}
}

// FuzzIndex: an index that is accepted is written and read again as the same.
func FuzzIndex(f *testing.F) {
	d := strings.Repeat("a", 64)
	f.Add([]byte("imports:\n  - {id: a, model: catalog, title: T, version: v, oscal-version: o, sha256: " + d + ", source: s, file: a." + d + ".json}\n"))
	f.Add([]byte("imports: []\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		entries, err := decodeIndex("catalogs/index.yaml", in)
		if err != nil {
			if len(problem.All(err)) == 0 {
				t.Fatalf("an error without a problem: %v", err)
			}
			return
		}
		again, err := decodeIndex("catalogs/index.yaml", encodeIndex(entries))
		if err != nil {
			t.Fatalf("wrote what it does not read: %v\n%s", err, encodeIndex(entries))
		}
		for i := range entries {
			entries[i].Place, again[i].Place = problem.Place{}, problem.Place{}
		}
		if d := cmp.Diff(entries, again); d != "" {
			t.Fatal(d)
		}
	})
}

// FuzzWords: whatever prose says, the text that comes of it is bounded.
func FuzzWords(f *testing.F) {
	f.Add("{{ insert: param, ring }} {{ insert: param, kt-1_prm }}")
	f.Add("{{ insert: param,")
	f.Add("{{}} }} {{ insert: param, }}")
	f.Fuzz(func(t *testing.T, prose string) {
		w := words(t, catalog)
		w.params["ring"].Select.Choice = []string{prose, prose}
		w.prose["kt-1_obj.a"] = prose
		if got := w.Objective("kt-1_obj.a", nil); len(got) > 4*maxText+8*len(prose)*maxInserts {
			t.Fatalf("%d bytes of %d", len(got), len(prose))
		}
	})
}

// The index is committed, and the query of an address may be a key.
func TestTheQueryOfAnAddressIsNotKept(t *testing.T) {
	for source, want := range map[string]string{
		"https://example.org/house.json?token=abc": "https://example.org/house.json",
		"https://example.org/house.json":           "https://example.org/house.json",
		"a?b/house.json":                           "a?b/house.json",
	} {
		e, err := Identify("house", source, []byte(catalog))
		if err != nil || e.Source != want {
			t.Errorf("%s: kept as %q, %v", source, e.Source, err)
		}
	}
}
