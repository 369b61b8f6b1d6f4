package resolve

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/oscal"
)

// Profiles that double at every step, patterns without number and notes without
// end: all of them end, and say so.
func TestBounds(t *testing.T) {
	if testing.Short() {
		t.Skip("slow; left to the full run")
	}
	const all = `{"href": "abc.json", "include-all": {}}`
	many := func(n int, text string) string { return strings.TrimSuffix(strings.Repeat(text+",", n), ",") }
	t.Run("a chain that multiplies", func(t *testing.T) {
		var files []string
		for i := range 9 {
			next := fmt.Sprintf("q%d.json", i+1)
			if i == 8 {
				next = "abc.json"
			}
			files = append(files, fmt.Sprintf("q%d.json", i), profile(many(10, `{"href": "`+next+`", "include-all": {}}`), ""))
		}
		refused(t, profile(`{"href": "q0.json", "include-all": {}}`, ""), "more than 20000 controls", files...)
	})
	t.Run("a structure that multiplies", func(t *testing.T) {
		refused(t, profile(all, `"merge": {"custom": {"insert-controls": [`+many(4000, `{"include-all": {}}`)+`]}}`), "more work than is done")
	})
	t.Run("patterns without number", func(t *testing.T) {
		var controls strings.Builder
		for i := range 10_000 {
			fmt.Fprintf(&controls, `{"id": "c%d", "title": "C"},`, i)
		}
		big := strings.Replace(abc, `"groups": [`, `"controls": [`+strings.TrimSuffix(controls.String(), ",")+`], "groups": [`, 1)
		refused(t, profile(`{"href": "big.json", "include-controls": [{"matching": [`+many(1001, `{"pattern": "c1*"}`)+`]}]}`, ""), "more work than is done", "big.json", big)
	})
	t.Run("notes without end", func(t *testing.T) {
		got, err := run(t, profile(`{"href": "abc.json", "include-controls": [{"with-ids": ["a1", `+many(500, `"zz"`)+`]}]}`, ""))
		if err != nil {
			t.Fatal(err)
		}
		if last := got.Notes[len(got.Notes)-1]; len(got.Notes) != maxNotes+1 || last.What != "300 more notes are not shown" {
			t.Errorf("%d notes, the last %q", len(got.Notes), last.What)
		}
	})
}

func refused(t *testing.T, text, want string, more ...string) {
	t.Helper()
	_, err := run(t, text, more...)
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q", err, want)
	}
}

// A profile that includes everything, as it is, and changes nothing has the
// controls of its catalog, in their order and in their groups: over random
// catalogs.
func TestEverythingAsItIs(t *testing.T) {
	if testing.Short() {
		t.Skip("slow; left to the full run")
	}
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 0))
		n := 0
		var controls func(depth int) *[]oscal.Control
		controls = func(depth int) *[]oscal.Control {
			var out []oscal.Control
			for range r.IntN(4) {
				n++
				c := oscal.Control{ID: fmt.Sprintf("c%d", n), Title: "C"}
				if depth > 0 {
					c.Controls = controls(depth - 1)
				}
				out = append(out, c)
			}
			return optional(out)
		}
		cat := oscal.Catalog{UUID: "11111111-1111-4111-8111-111111111111", Controls: controls(2)}
		cat.Metadata = oscal.Metadata{Title: "T", Version: "1", OscalVersion: oscal.Version}
		var groups []oscal.Group
		for i := range r.IntN(4) {
			// A group without controls is left out, as the specification has it.
			g := oscal.Group{ID: fmt.Sprintf("g%d", i), Title: "G", Controls: controls(2)}
			if g.Controls == nil {
				continue
			}
			groups = append(groups, g)
		}
		cat.Groups = optional(groups)
		text, err := oscal.Marshal(oscal.Models{Catalog: &cat})
		if err != nil {
			t.Fatal(err)
		}
		root := fstest.MapFS{"c.json": {Data: text}, "p.json": {Data: []byte(profile(`{"href": "c.json", "include-all": {}}`, `"merge": {"as-is": true}`))}}
		got, err := Profile(root, "p.json", Options{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(outline(&cat), outline(got.Catalog)); diff != "" {
			t.Fatalf("seed %d (-catalog +resolved):\n%s", seed, diff)
		}
	}
}

// NIST's published High catalog is of the edition that its smaller baselines were
// published from. Resolved over it, they are equal to what is published in every
// parameter and every part, prose and all.
func TestPublishedToTheLetter(t *testing.T) {
	if testing.Short() {
		t.Skip("slow; left to the full run")
	}
	dir := filepath.Join(shared(t), "nist")
	const high = "NIST_SP-800-53_rev5_HIGH-baseline-resolved-profile_catalog.json"
	data, err := os.ReadFile(filepath.Join(dir, high))
	if err != nil {
		t.Fatal(err)
	}
	options := Options{Source: func(string) (string, []byte, bool) { return high, data, true }}
	known, _, _ := flatten(catalog(t, filepath.Join(dir, high)))
	for _, level := range []string{"LOW", "MODERATE", "HIGH"} {
		got, err := Profile(os.DirFS(dir), "NIST_SP-800-53_rev5_"+level+"-baseline_profile.json", options)
		if err != nil {
			t.Fatal(err)
		}
		controls, params, parts := flatten(got.Catalog)
		want, wantParams, wantParts := flatten(catalog(t, filepath.Join(dir, "NIST_SP-800-53_rev5_"+level+"-baseline-resolved-profile_catalog.json")))
		for id := range want {
			if _, ok := known[id]; !ok {
				t.Errorf("%s: control %s is not in High", level, id)
			}
		}
		for what, diff := range map[string]string{
			"controls": cmp.Diff(want, controls), "parameters": cmp.Diff(wantParams, params), "parts": cmp.Diff(wantParts, parts),
		} {
			if diff != "" {
				t.Errorf("%s: %s (-published +mine):\n%.3000s", level, what, diff)
			}
		}
		t.Logf("%s: %d controls, %d parameters, %d parts are equal", level, len(controls), len(params), len(parts))
	}
}
