package shape

import (
	"strings"
	"testing"
)

// Every definition of every version compiles: no keyword, pattern or form of
// alternative is outside what the program knows.
func TestEverySchemaCompiles(t *testing.T) {
	for _, version := range Files() {
		t.Run(version, func(t *testing.T) {
			s, err := Open(version)
			if err != nil {
				t.Fatal(err)
			}
			for name := range s.definitions {
				if _, err := s.node(name); err != nil {
					t.Error(err)
				}
			}
			for _, model := range s.Models() {
				if n, err := s.root(model); err != nil || n.child(model).fields == nil {
					t.Errorf("%s: %v", model, err)
				}
			}
		})
	}
}

func TestVersions(t *testing.T) {
	rows := []struct {
		version, file string
		same, ok      bool
	}{
		{"1.0.0", "1.0.4", false, true},
		{"1.0.3", "1.0.4", false, true},
		{"1.0.4", "1.0.4", true, true},
		{"1.1.1", "1.1.0", true, true},
		{"1.2.0", "1.2.2", false, true},
		{"1.2.1", "1.2.2", true, true},
		{"1.2.2", "1.2.2", true, true},
		{"1.2.3", "1.2.3", false, false},
		{"0.9.0", "0.9.0", false, false},
		{"", "", false, false},
		{"1.1", "1.1", false, false},
	}
	for _, r := range rows {
		file, same, ok := ForVersion(r.version)
		if file != r.file || same != r.same || ok != r.ok {
			t.Errorf("version %q: %s %t %t", r.version, file, same, ok)
		}
		if _, err := Open(file); (err == nil) != r.ok {
			t.Errorf("version %q: open: %v", r.version, err)
		}
	}
}

func TestPathsIntoDefinitions(t *testing.T) {
	s, err := Open("1.2.2")
	if err != nil {
		t.Fatal(err)
	}
	rows := []struct{ at, wrong string }{
		{"metadata:back-matter/resources/*", ""},
		{"assessment-common:risk/risk-log/entries/*", ""},
		{"metadata:back-matter/sources", "leads nowhere"},
		{"metadata:nothing", "no definition"},
		{"metadata:title/*/x", "no definition"},
	}
	for _, r := range rows {
		_, err := s.Element(r.at, []byte(`{}`), 1)
		switch {
		case r.wrong == "" && err != nil:
			t.Errorf("%s: %v", r.at, err)
		case r.wrong != "" && (err == nil || !strings.Contains(err.Error(), r.wrong)):
			t.Errorf("%s: %v, want %s", r.at, err, r.wrong)
		}
	}
}
