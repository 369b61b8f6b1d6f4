package generate

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// tables gives our tables with some of them changed.
func tables(t *testing.T, change map[string]func(string) string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	entries, err := os.ReadDir("../../tables")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile("../../tables/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if f := change[e.Name()]; f != nil {
			data = []byte(f(string(data)))
		}
		out[e.Name()] = &fstest.MapFile{Data: data}
	}
	return out
}

func TestSameTablesSameBytes(t *testing.T) {
	first, err := Files(tables(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	second, err := Files(tables(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("two runs differ:\n%.500s", diff)
	}
}

func TestContradictionsAreRefused(t *testing.T) {
	replace := func(from, to string) func(string) string {
		return func(s string) string {
			if !strings.Contains(s, from) {
				t.Fatalf("the table no longer has %q", from)
			}
			return strings.Replace(s, from, to, 1)
		}
	}
	for name, c := range map[string]struct {
		table  string
		change func(string) string
		want   string
	}{
		"a renamed column":                      {"nist_controls.csv", replace("control,title", "id,title"), "its columns must be"},
		"no rows":                               {"nist_families.csv", func(string) string { return "family,title\n" }, "must have rows"},
		"an open quote":                         {"cmmc_domains.csv", func(s string) string { return s + "\"x" }, "read table cmmc_domains.csv"},
		"a document no table describes":         {"documents.csv", func(s string) string { return s + "soc2,profile,soc2,SOC 2,1\n" }, "no table describes profile soc2"},
		"a specification before its standard":   {"hipaa_security.csv", replace("164.308(a)(1)(ii)(A),specification,164.308(a)(1)(i)", "164.308(a)(1)(ii)(A),specification,164.308(a)(2)"), "does not follow its standard"},
		"a citation of an unknown section":      {"hipaa_security.csv", replace("164.308(a)(1)(i)", "164.399(a)(1)(i)"), "in no section"},
		"a breach paragraph of no section":      {"hipaa_breach.csv", replace("164.404(b)", "164.499(b)"), "in no section"},
		"a parameter of a control not selected": {"fedramp_parameters.csv", replace("ac-02.03_odp.02,ac-2.3", "ac-02.03_odp.02,ac-2.99"), "which has no ac-2.99"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Files(tables(t, map[string]func(string) string{c.table: c.change}))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	missing := tables(t, nil)
	delete(missing, "cmmc_objectives.csv")
	if _, err := Files(missing); err == nil || !strings.Contains(err.Error(), "cmmc_objectives.csv") {
		t.Errorf("a missing table: got %v", err)
	}
}

func TestHIPAAIdentifiers(t *testing.T) {
	for citation, want := range map[string]string{
		"164.312(d)":           "hipaa-164.312.d",
		"164.312(a)(2)(iv)":    "hipaa-164.312.a.2.iv",
		"164.308(a)(1)(ii)(A)": "hipaa-164.308.a.1.ii.a",
		"164.406(a)-(b)":       "hipaa-164.406.a-b",
		"164.404":              "hipaa-164.404",
	} {
		if got := hipaaID(citation); got != want {
			t.Errorf("%s is %s, want %s", citation, got, want)
		}
	}
}

func TestNISTLabels(t *testing.T) {
	for id, want := range map[string]string{"ac-2": "AC-2", "ac-2.1": "AC-2(1)", "si-10.12": "SI-10(12)"} {
		if got := nistLabel(id); got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
}

func TestLayoutKeepsTheValueAndTheWidth(t *testing.T) {
	long := strings.Repeat("x", 90)
	for name, v := range map[string]any{
		"scalar":             "a \"quoted\" <tag> & é",
		"empty":              map[string]any{"a": []any{}, "b": map[string]any{}},
		"numbers":            []any{1, -2.5, true, nil},
		"filled":             strings.Split(strings.Repeat("word ", 200), " "),
		"broken":             []any{map[string]any{"k": long, "l": long, "m": []any{long, map[string]any{"n": long}}}},
		"longer than a line": map[string]any{"k": strings.Repeat("y", 400)},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := layout(v)
			if err != nil {
				t.Fatal(err)
			}
			want, _ := json.Marshal(v)
			var got bytes.Buffer
			if err := json.Compact(&got, out); err != nil {
				t.Fatalf("%v in\n%s", err, out)
			}
			var a, b any
			_ = json.Unmarshal(want, &a)
			_ = json.Unmarshal(got.Bytes(), &b)
			if diff := cmp.Diff(a, b); diff != "" {
				t.Errorf("the value changed:\n%s", diff)
			}
			for line := range strings.Lines(string(out)) {
				if len(line) > width+2 && !strings.Contains(line, strings.Repeat("y", 100)) {
					t.Errorf("%d bytes on a line: %.60s…", len(line), line)
				}
			}
		})
	}
}
