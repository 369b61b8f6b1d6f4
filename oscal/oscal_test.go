package oscal

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"pgregory.net/rapid"
)

// The identities of recorded POA&Ms rest on these: they may never change.
func TestIDStaysTheSame(t *testing.T) {
	rows := []struct {
		id    string
		parts []string
	}{
		{"9a4c78a4-97ea-55be-9be2-f6be3226f3d4", nil},
		{"d7529e88-1519-5b00-aa75-f29e8632fe31", []string{""}},
		{"77370e53-3c24-5376-8e3a-8c92153af537", []string{"meridian", "hipaa"}},
	}
	for _, r := range rows {
		if got := ID(r.parts...); got != r.id {
			t.Errorf("%q: %s, was %s", r.parts, got, r.id)
		}
	}
}

// No text inside a part can imitate a boundary between parts.
func TestIDTellsPartsApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.StringN(0, 6, -1), 0, 4)
		a, b := parts.Draw(t, "a"), parts.Draw(t, "b")
		if (ID(a...) == ID(b...)) != slices.Equal(a, b) {
			t.Fatalf("%q and %q", a, b)
		}
	})
}

func TestMarshalIsStable(t *testing.T) {
	title := "R&D <prod> \u2013 a"
	m := Models{Catalog: &Catalog{UUID: ID("a"), Metadata: Metadata{Title: title, Version: "1", OscalVersion: Version}}}
	first, err := Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	text := string(first)
	for _, want := range []string{"{\n  \"catalog\": {\n", title, "\n}\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	if second, _ := Marshal(m); string(second) != text {
		t.Error("two runs differ")
	}
}

func TestMappingsAreOneOrAList(t *testing.T) {
	one, two := `{"uuid":"a"}`, `[{"uuid":"a"},{"uuid":"b"}]`
	for text, n := range map[string]int{one: 1, "[" + one + "]": 1, two: 2} {
		var m Mappings
		if err := json.Unmarshal([]byte(text), &m); err != nil || len(m) != n {
			t.Errorf("%s: %d mappings, %v", text, len(m), err)
			continue
		}
		out, err := Marshal(m)
		if err != nil || (out[0] == '[') != (n > 1) {
			t.Errorf("%s: %s, %v", text, out, err)
		}
	}
}
