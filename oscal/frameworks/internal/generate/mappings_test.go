package generate

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestSameTablesSameMappings(t *testing.T) {
	first, err := Mappings(tables(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	second, err := Mappings(tables(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("two runs differ:\n%.500s", diff)
	}
}

// A fact that names what no catalog has is refused, not written.
func TestMappingsOfNothingAreRefused(t *testing.T) {
	for name, c := range map[string]struct{ table, from, to, want string }{
		"an unknown control":     {"mapping_hipaa.csv", ",ra-1,", ",ra-99,", "not both in their catalogs"},
		"an unknown citation":    {"mapping_hipaa.csv", "164.308(a)(1)(i),", "164.308(z)(1)(i),", "not both in their catalogs"},
		"an unknown requirement": {"mapping_cmmc.csv", "AC.L2-3.1.1,", "AC.L2-3.1.99,", "not both in their catalogs"},
		"an unknown source":      {"mappings.csv", ",catalog,hipaa,", ",catalog,soc2,", "no table describes soc2"},
		"a renamed column":       {"fedramp_indicators.csv", "indicator,", "ksi,", "its columns must be"},
	} {
		t.Run(name, func(t *testing.T) {
			change := func(s string) string {
				if !strings.Contains(s, c.from) {
					t.Fatalf("the table no longer has %q", c.from)
				}
				return strings.Replace(s, c.from, c.to, 1)
			}
			_, err := Mappings(tables(t, map[string]func(string) string{c.table: change}))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	if _, err := Mappings(fstest.MapFS{}); err == nil {
		t.Error("no tables, and no error")
	}
}

func TestInverse(t *testing.T) {
	for word, want := range map[string]string{"subset-of": "superset-of", "superset-of": "subset-of", "intersects-with": "intersects-with", "equal-to": "equal-to"} {
		if got := inverse(word); got != want {
			t.Errorf("%s backwards is %s, want %s", word, got, want)
		}
	}
}
