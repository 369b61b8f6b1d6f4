package raw

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
)

// yamlOf reads a text as YAML.
func yamlOf(text string) ([]YAMLDocument, error) {
	var docs []YAMLDocument
	f := Format{Name: "t", Text: true, Read: func(ctx context.Context, s *Source) (err error) {
		docs, err = YAML(ctx, s)
		return err
	}}
	var bad error
	err := Read(context.Background(), f, strings.NewReader(text), Options{Path: "f.yaml", Component: "web"}, func(d *evidence.Document) error {
		bad = d.Problem
		return nil
	})
	if err != nil {
		return nil, err
	}
	return docs, bad
}

func TestYAML(t *testing.T) {
	for text, want := range map[string]string{
		"a: 1\nb: [x, ~, true, 1.5]\n":                      `1: {"a": 1, "b": ["x", null, true, 1.5]}`,
		"# nothing\n---\na: 1\n---\n---\nb: 2\n":            `3: {"a": 1} 6: {"b": 2}`,
		"a: &x {k: v}\nb: *x\nc: {<<: *x, d: 2026-01-31}\n": `1: {"a": {"k": "v"}, "b": {"k": "v"}, "c": {"d": "2026-01-31", "k": "v"}}`,
		"a: {<<: [{k: 1, l: 1}, {k: 2}], l: 3}":             `1: {"a": {"k": 1, "l": 3}}`,
		"n: [0x1F, 0o17, 1_000, .inf, 1e3]":                 `1: {"n": [31, 15, 1000, ".inf", 1000]}`,
		"a: !Ref bucket\n1: one":                            `1: {"1": "one", "a": "bucket"}`,
		"plain":                                             `1: "plain"`,
	} {
		docs, err := yamlOf(text)
		var got []string
		for _, d := range docs {
			got = append(got, fmt.Sprintf("%d: %v", d.Line, d.Value))
		}
		if g := strings.Join(got, " "); g != want || err != nil {
			t.Errorf("%q: %s, %v; want %s", text, g, err, want)
		}
	}
}

func TestYAMLRefuses(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for i := range 9 {
		c := string(rune('b' + i))
		bomb += c + ": &" + c + " [" + strings.Repeat("*"+string(rune('a'+i))+",", 8) + "*" + string(rune('a'+i)) + "]\n"
	}
	for name, tc := range map[string]struct{ text, want string }{
		"a key twice":          {"patient: 1\npatient: 2", "f.yaml:2:1: an object has the same key twice"},
		"bad grammar":          {"a: [1, 2\nb: patient", "not well-formed"},
		"a bomb of aliases":    {bomb, ""},
		"its own alias":        {"a: &a [*a]", ""},
		"a deep one":           {strings.Repeat("[", 600) + strings.Repeat("]", 600), "nested too deeply"},
		"a giant number":       {"a: " + strings.Repeat("9", 70), "beyond measure"},
		"control character":    {"a: \x01", "not well-formed"},
		"not UTF-8":            {"a: \xff", "UTF-8"},
		"nothing":              {" \n", "empty"},
		"too many values":      {strings.Repeat("- a\n", 2_100_000), "too large"},
		"a key that is a list": {"? [patient]\n: 1", "another type"},
	} {
		docs, err := yamlOf(tc.text)
		if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "patient") {
			t.Errorf("%s: %d documents, %v", name, len(docs), err)
		}
	}
}

func FuzzYAML(f *testing.F) {
	f.Add("a: &x {k: v}\nb: *x\nc: {<<: *x}\n---\n- 0x1F\n")
	f.Add("{a: [1, .nan], ? b : !!binary x}")
	f.Fuzz(func(t *testing.T, text string) {
		docs, err := yamlOf(text)
		if err == nil {
			for _, d := range docs {
				_ = d.Value.String()
			}
		}
	})
}
