package evaluate_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/evaluate"
)

// A module of either version of Rego reads in its new package as it did.
func TestMove(t *testing.T) {
	for name, tt := range map[string]struct {
		src, want string
		rules     []string
		defaults  []string
	}{
		"version 0": {
			"# METADATA\n# title: theirs\npackage validate\n\nimport future.keywords.every\n\n# why\ndefault validate = false\n\nvalidate {\n  every pod in input.pods { data.validate.ok(pod) }\n}\n\nok(pod) { pod.a == 1 }\n",
			"package local.lula.x\n\n# why\ndefault validate := false\n\nvalidate if {\n\tevery pod in input.pods { data.local.lula.x.ok(pod) }\n}\n\nok(pod) if pod.a == 1\n",
			[]string{"validate"}, []string{"validate"},
		},
		"version 1": {
			"package a.b\n\nimport rego.v1\nimport data.a.b as own\n\nresult if own.x == 1\n\nx := 1\n",
			"package local.lula.x\n\nimport data.local.lula.x as own\n\nresult if own.x == 1\n\nx := 1\n",
			[]string{"result", "x"}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := evaluate.Move("f.yaml", []byte(tt.src), "local.lula.x")
			if err != nil {
				t.Fatal(err)
			}
			if string(got.Text) != tt.want || !slices.Equal(got.Rules, tt.rules) || !slices.Equal(got.Defaults, tt.defaults) {
				t.Errorf("got %q, rules %v, defaults %v", got.Text, got.Rules, got.Defaults)
			}
		})
	}
}

// What cannot be read is a problem with its line, however large or deep.
func TestMoveRefuses(t *testing.T) {
	for name, tt := range map[string]struct{ src, want string }{
		"no package":  {"default validate = false\n", "f.yaml:1"},
		"syntax":      {"package validate\n\nvalidate if {\n", "f.yaml:"},
		"nothing":     {"", "empty module"},
		"huge":        {"package a\n" + strings.Repeat("# x\n", 100_000), "larger than 256 KiB"},
		"deep":        {"package a\nx := " + strings.Repeat("[", 100_000), "nests more than 200"},
		"not text":    {"package a\n\x00", "f.yaml"},
		"old builtin": {"package a\nvalidate { re_match(\"a\", input.x) }\n", "f.yaml:2"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := evaluate.Move("f.yaml", []byte(tt.src), "local.lula.x")
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

// Whatever is moved parses again, and in the package it was moved to.
func FuzzMove(f *testing.F) {
	for _, s := range []string{
		"package validate\n\nvalidate { input.x }\n", "package a.b\n\nimport rego.v1\n\nx contains y if some y in input.z\n",
		"package a\n\nx[y] = z { z := input[y] }\n", "package a[\"b c\"]\n\nx = data.a[\"b c\"].y\n", "package validate\n\nvalidate = true { not input.a } else = false\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		m, err := evaluate.Move("f.yaml", src, "local.lula.x")
		if err != nil {
			return
		}
		again, err := evaluate.Move("g.rego", m.Text, "local.lula.x")
		if err != nil {
			t.Fatalf("%q moved to %q: %v", src, m.Text, err)
		}
		if again.Package != "local.lula.x" || !slices.Equal(again.Rules, m.Rules) {
			t.Fatalf("%q moved to %q", src, m.Text)
		}
	})
}
