package strictyaml_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

func seeds(f *testing.F) {
	for _, s := range []string{
		"name: a\n", "name: a\ncount: 1\ntags: [x, \"y z\"]\n", "name: \"\\u0085\\u2028\\x7f\"\n",
		"name: |\n  two\n  lines\nparams: {a: {b: [1, 2.5, true, \"x\"]}, \"c d\": -0}\n",
		"name: &a b\nwords: [*a]\n", "{name: a, words: b}", "name: 'it''s'\nwords: []\nparams: {}\ninner: {}\n",
		"name: \"\"\nshare: 1e5\n", "name: - a\n", "? name\n: b\n", "\xff\xfe", "\xef\xbb\xbf", "name: \"\\ud800\"",
		"name: a\nparams: {x: \"\\U0001F600\\u007f\"}\n", "name: \"true\"\nwords: \"~\"\n", "%TAG ! !x\n---\nname: a\n",
	} {
		f.Add([]byte(s))
	}
}

// FuzzDecode holds: a refused file has a line for every problem; an accepted
// one means the same after it was written and read again.
func FuzzDecode(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, in []byte) {
		var s sample
		if err := strictyaml.Decode("f.yaml", in, &s); err != nil {
			wantPlaces(t, err)
			return
		}
		out := strictyaml.Encode(s)
		var again sample
		if err := strictyaml.Decode("f.yaml", out, &again); err != nil {
			t.Fatalf("wrote what it does not read: %v\n%q\nfrom %q", err, out, in)
		}
		if d := cmp.Diff(s, again, ignorePlaces); d != "" {
			t.Fatalf("changed on the way: %s\n%s", d, out)
		}
	})
}

var ignorePlaces = cmp.FilterPath(func(p cmp.Path) bool {
	return p.Last().Type() == reflect.TypeFor[problem.Place]()
}, cmp.Ignore())

// FuzzToJSON holds: the JSON is valid, and every value in it has a place.
func FuzzToJSON(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, in []byte) {
		out, places, err := strictyaml.ToJSON("f.yaml", in)
		if err != nil {
			wantPlaces(t, err)
			return
		}
		var v any
		if err := json.Unmarshal(out, &v); err != nil {
			t.Fatalf("%v: %q from %q", err, out, in)
		}
		if n := count(v); n != len(places) {
			t.Fatalf("%d values, %d places: %q", n, len(places), out)
		}
	})
}

func count(v any) int {
	n := 1
	switch v := v.(type) {
	case map[string]any:
		for _, e := range v {
			n += count(e)
		}
	case []any:
		for _, e := range v {
			n += count(e)
		}
	}
	return n
}

func wantPlaces(t *testing.T, err error) {
	t.Helper()
	all := problem.All(err)
	if len(all) == 0 {
		t.Fatalf("an error without a problem: %v", err)
	}
	for _, p := range all {
		if p.Place.Path == "" || p.Place.Line < 1 || p.Place.Column < 1 {
			t.Fatalf("a problem without a place: %v", p)
		}
	}
}

func TestToJSON(t *testing.T) {
	out, places, err := strictyaml.ToJSON("cd.yaml", []byte(`component-definition:
  metadata:
    last-modified: 2026-01-05T09:00:00Z
    a/b~c: [1, 2.50, true, null]
`))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"component-definition":{"metadata":{"last-modified":"2026-01-05T09:00:00Z","a/b~c":[1,2.50,true,null]}}}`
	if string(out) != want {
		t.Errorf("got  %s\nwant %s", out, want)
	}
	for pointer, at := range map[string]string{
		"":                               "cd.yaml:1:1",
		"/component-definition/metadata": "cd.yaml:2:3",
		"/component-definition/metadata/last-modified": "cd.yaml:3:5",
		"/component-definition/metadata/a~1b~0c/1":     "cd.yaml:4:16",
	} {
		if got := places[pointer].String(); got != at {
			t.Errorf("%s is at %s, want %s", pointer, got, at)
		}
	}
}

func TestToJSONRefusesAmbiguousNumbers(t *testing.T) {
	for _, n := range []string{"010", "0x1f", "1_000", ".5", "+1", ".inf", "1e400", strings.Repeat("9", 65)} {
		if out, _, err := strictyaml.ToJSON("a.yaml", []byte("a: "+n+"\n")); err == nil {
			t.Errorf("%s became %s", n, out)
		}
	}
}

// Any JSON file is YAML too and keeps its values.
func TestToJSONReadsJSON(t *testing.T) {
	in := `{"a": [1, -2.5e3, "x\n\u00e9\\", {"b": {}}, []], "c": false, "d": "2026-01-05"}`
	out, _, err := strictyaml.ToJSON("a.json", []byte(in))
	if err != nil {
		t.Fatal(err)
	}
	var want, got any
	if err := json.Unmarshal([]byte(in), &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
