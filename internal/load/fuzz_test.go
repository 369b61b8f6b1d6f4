package load

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
)

// wantLines fails when an error has a problem without a place that leads there.
func wantLines(t *testing.T, err error, path string) {
	t.Helper()
	all := problem.All(err)
	if len(all) == 0 {
		t.Fatalf("an error without a problem: %v", err)
	}
	for _, p := range all {
		if p.Place.Path != path || p.Place.Line < 1 {
			t.Fatalf("a problem without a line: %v", p)
		}
	}
}

// FuzzBindings holds: what is accepted binds at least one check to at least one
// target in every entry, and every disabled pair has owner, reason and date.
func FuzzBindings(f *testing.F) {
	for _, s := range []string{
		"bindings:\n  - {check: common.a, decides: [ac-2_obj.a]}\n  - {checks: [a, b], decides: [x], frameworks: [f], params: {n: 1}, why: because}\n",
		"disable:\n  - {check: a, target: b, owner: c, reason: d, review: 2027-01-31}\nparameters: {n: [1, 2]}\nframeworks: {f: {parameters: {n: 1}}}\n",
		"bindings: []\n", "bindings:\n  - {}\n", "bindings: &a [*a]\n", "disable:\n  - {check: a, target: b, owner: \"\", reason: d, review: 2027-02-30}\n",
		"\xef\xbb\xbf", "bindings:\n  - {check: a, checks: [a, a], supports: [x]}\n", "",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		b, err := index{}.bindings("b.yaml", in)
		if err != nil {
			wantLines(t, err, "b.yaml")
			return
		}
		for _, e := range b.Bindings {
			if len(e.checks()) == 0 || len(e.Decides)+len(e.Supports)+len(e.Informs) == 0 {
				t.Fatalf("an entry that binds nothing: %q", in)
			}
		}
		for _, d := range b.Disable {
			if d.Owner.Value == "" || d.Reason.Value == "" || len(d.Review.Value) != 10 {
				t.Fatalf("coverage lost without a word: %q", in)
			}
		}
	})
}

// FuzzFamily holds: in what is accepted, every deadline and age is positive and
// no default is looser than its own bound.
func FuzzFamily(f *testing.F) {
	for _, s := range []string{
		"title: T\nframeworks: [a]\nlevels: {critical: {likelihood: high, impact: high}}\ndeadlines: {critical: 30}\nparameters: {max-days: {default: 35, max: 90, source: x}}\nmax-age: {k: 7d, l: 12h}\n",
		"title: T\nframeworks: []\n", "title: T\nframeworks: [a]\nparameters: {x: {min: 1e308, default: -1}}\n", "title: T\nframeworks: [a]\nmax-age: {k: 99999d}\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		fam, err := index{}.family("f", "f.yaml", in)
		if err != nil {
			wantLines(t, err, "f.yaml")
			return
		}
		for _, d := range fam.Deadlines {
			if d <= 0 {
				t.Fatalf("deadline %d: %q", d, in)
			}
		}
		for _, a := range fam.MaxAge {
			if a <= 0 {
				t.Fatalf("age %v: %q", a, in)
			}
		}
		for _, p := range fam.parameters {
			if p.Default.JSON != "" && p.looser(p.Default.JSON) != "" {
				t.Fatalf("default beyond its bound: %q", in)
			}
		}
	})
}

// FuzzSystem holds: a component definition that is accepted gives every
// component a key of its own, and a boundary of these keys that is not empty.
func FuzzSystem(f *testing.F) {
	head := `{"component-definition": {"uuid": "11111111-1111-4111-8111-111111111111", "metadata": {"title": "T", "last-modified": "2026-01-05T09:00:00Z", "version": "1", "oscal-version": "1.2.2"}`
	one := `{"uuid": "11111111-1111-4111-8111-111111111112", "type": "software", "title": "A b", "description": "x"`
	for _, s := range []string{
		head + `, "components": [` + one + `, "props": [{"name": "Rule_Id", "value": "r", "remarks": "rule_set_0"}, {"name": "Check_Id", "value": "c", "remarks": "rule_set_0"}, {"name": "Parameter_Id_1", "value": "p", "remarks": "rule_set_0"}, {"name": "Parameter_Value_Default_1", "value": "1", "remarks": "rule_set_0"}], "control-implementations": [{"uuid": "11111111-1111-4111-8111-111111111113", "source": "trestle://p", "description": "x", "implemented-requirements": [{"uuid": "11111111-1111-4111-8111-111111111114", "control-id": "c-1", "description": "x", "props": [{"name": "Rule_Id", "value": "r"}]}]}]}]}}`,
		head + `, "components": [` + one + `}]}}`,
		head + `, "components": [` + one + `, "props": [{"name": "key", "ns": "https://assay-compliance.dev/ns/oscal", "value": "k"}], "control-implementations": [{"uuid": "11111111-1111-4111-8111-111111111113", "source": "assay:hipaa", "description": "x", "implemented-requirements": [{"uuid": "11111111-1111-4111-8111-111111111114", "control-id": "hipaa-164.312.d", "description": "x"}]}]}]}}`,
		head + `, "import-component-definitions": [{"href": "system.json"}, {"href": "#x"}, {"href": "%zz"}], "capabilities": [{"uuid": "11111111-1111-4111-8111-111111111115", "name": "n", "description": "x", "incorporates-components": [{"component-uuid": "11111111-1111-4111-8111-111111111112", "description": "x"}]}]}}`,
		"component-definition: {uuid: x}", "{", "",
	} {
		f.Add([]byte(s))
	}
	root := f.TempDir()
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(root, name), []byte(content), 0o644); err != nil {
			f.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(root, ".git"), 0o755); err != nil {
		f.Fatal(err)
	}
	write("assay.yaml", "system-id: x\nsystem: system.json\nframeworks: [hipaa]\n")
	write("system.json", "{}")
	cfg, err := config.Load(filepath.Join(root, "assay.yaml"))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		write("system.json", string(in))
		sys, err := System(cfg)
		if err != nil {
			if len(problem.All(err)) == 0 {
				t.Fatalf("an error without a problem: %v", err)
			}
			return
		}
		keys := componentKeys(sys)
		if len(slices.Compact(slices.Clone(keys))) != len(keys) || len(sys.Boundary) == 0 {
			t.Fatalf("keys %v, boundary %v", keys, sys.Boundary)
		}
		for _, k := range sys.Boundary {
			if !slices.Contains(keys, k) {
				t.Fatalf("boundary %v is not of %v", sys.Boundary, keys)
			}
		}
	})
}
