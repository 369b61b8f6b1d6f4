package strictyaml_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/strictyaml"
)

func TestLeaves(t *testing.T) {
	got, err := strictyaml.Leaves("x.yaml", []byte(`
a: 1
b: {c: [x, y], d: {}, e: []}
sources:
  - {path: one, kinds: [k]}
  - {path: two}
twice:
  - {id: x, v: 1}
  - {id: x, v: 2}
mixed: [1, {v: 2}, [3]]
"q.r": s
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []strictyaml.Leaf{
		{"a", "1"}, {"b.c", "[x, y]"}, {"b.d", "{}"}, {"b.e", "[]"},
		{"sources[one].path", "one"}, {"sources[one].kinds", "[k]"}, {"sources[two].path", "two"},
		{"twice[1].id", "x"}, {"twice[1].v", "1"}, {"twice[2].id", "x"}, {"twice[2].v", "2"},
		{"mixed[1]", "1"}, {"mixed[2].v", "2"}, {"mixed[3]", "[3]"}, {"q.r", "s"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if _, err := strictyaml.Leaves("x.yaml", []byte("a: &x 1")); err == nil {
		t.Error("an anchor was read")
	}
}

// No two leaves have one key, so that each can be compared with that of another text.
func FuzzLeaves(f *testing.F) {
	f.Add([]byte("a: {b: [1, {id: x}, {id: y}]}\na.b: 2"))
	f.Add([]byte("- 1\n- {name: ''}\n- []"))
	f.Fuzz(func(t *testing.T, text []byte) {
		all, err := strictyaml.Leaves("x.yaml", text)
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, l := range all {
			if seen[l.Key] {
				t.Errorf("%q comes twice", l.Key)
			}
			seen[l.Key] = true
		}
	})
}
