package resolve

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/oscal"
)

// shared gives a directory of the files that nobody here wrote.
func shared(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(cmp.Or(os.Getenv("ASSAY_SHARED_DATA"), "../../../shared/data"), "oscal")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the real documents are not here")
	}
	return dir
}

// catalog reads a published catalog.
func catalog(t testing.TB, path string) *oscal.Catalog {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := oscal.Read(path, data)
	if err != nil {
		t.Fatal(err)
	}
	return doc.Catalog
}

// nist800 stands for every import: the real profiles name the catalog by links
// that lead elsewhere.
func nist800(t testing.TB, dir string) Options {
	name := filepath.Join(dir, "nist", "NIST_SP-800-53_rev5_catalog.json")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return Options{Source: func(href string) (string, []byte, bool) { return name, data, strings.HasPrefix(href, "#") }}
}

// flatten gives what a catalog has by id: the controls with their parents and
// groups, the parameters, and the parts without the parts in them.
func flatten(cat *oscal.Catalog) (controls map[string]string, params map[string]oscal.Parameter, parts map[string]oscal.Part) {
	controls, params, parts = map[string]string{}, map[string]oscal.Parameter{}, map[string]oscal.Part{}
	var part func(list []oscal.Part)
	part = func(list []oscal.Part) {
		for _, p := range list {
			inner := each(p.Parts)
			if p.Parts = nil; p.ID != "" {
				parts[p.ID] = p
			}
			part(inner)
		}
	}
	var control func(parent string, list []oscal.Control)
	control = func(parent string, list []oscal.Control) {
		for i := range list {
			c := &list[i]
			controls[c.ID] = parent
			for _, p := range each(c.Params) {
				params[p.ID] = p
			}
			part(each(c.Parts))
			control(c.ID, each(c.Controls))
		}
	}
	var group func(parent string, list []oscal.Group)
	group = func(parent string, list []oscal.Group) {
		for i := range list {
			control(parent+"/"+list[i].ID, each(list[i].Controls))
			group(parent+"/"+list[i].ID, each(list[i].Groups))
		}
	}
	control("", each(cat.Controls))
	group("", each(cat.Groups))
	return controls, params, parts
}

// The baselines of NIST and FedRAMP resolve to the control sets of the catalogs
// that are published for them, in the same groups and under the same parents, with
// the parameters and parts that the catalog at hand has. It is an older one, of
// 5.0.1: what only the published ones have is counted.
func TestPublishedBaselines(t *testing.T) {
	if testing.Short() {
		t.Skip("slow; left to the full run")
	}
	dir := shared(t)
	options := nist800(t, dir)
	source := catalog(t, filepath.Join(dir, "nist", "NIST_SP-800-53_rev5_catalog.json"))
	_, known, knownParts := flatten(source)
	for _, row := range []struct{ profile, published string }{
		{"nist/NIST_SP-800-53_rev5_LOW-baseline_profile.json", "nist/NIST_SP-800-53_rev5_LOW-baseline-resolved-profile_catalog.json"},
		{"nist/NIST_SP-800-53_rev5_MODERATE-baseline_profile.json", "nist/NIST_SP-800-53_rev5_MODERATE-baseline-resolved-profile_catalog.json"},
		{"nist/NIST_SP-800-53_rev5_HIGH-baseline_profile.json", "nist/NIST_SP-800-53_rev5_HIGH-baseline-resolved-profile_catalog.json"},
		{"fedramp/FedRAMP_rev5_LI-SaaS-baseline_profile.json", "fedramp/FedRAMP_rev5_LI-SaaS-baseline-resolved-profile_catalog.json"},
		{"fedramp/FedRAMP_rev5_MODERATE-baseline_profile.json", "fedramp/FedRAMP_rev5_MODERATE-baseline-resolved-profile_catalog.xml"},
	} {
		t.Run(filepath.Base(row.profile), func(t *testing.T) {
			got, err := Profile(os.DirFS(dir), row.profile, options)
			if err != nil {
				t.Fatal(err)
			}
			controls, params, parts := flatten(got.Catalog)
			want, wantParams, wantParts := flatten(catalog(t, filepath.Join(dir, row.published)))
			for id, parent := range want {
				if mine, ok := controls[id]; !ok || mine != parent {
					t.Errorf("control %s stands in %q, not in %q", id, mine, parent)
				}
			}
			for id := range controls {
				if _, ok := want[id]; !ok {
					t.Errorf("control %s is not in the published catalog", id)
				}
			}
			compared, only := 0, 0
			for id, p := range wantParams {
				if _, there := known[id]; !there {
					only++
					continue
				}
				compared++
				sameParam(t, params[id], p)
			}
			for id, p := range wantParts {
				if _, there := knownParts[id]; !there {
					only++
					continue
				}
				compared++
				if mine := parts[id]; mine.Name != p.Name || !equal(t, mine.Props, p.Props) || !equal(t, mine.Links, p.Links) {
					t.Errorf("part %s\nmine      %+v\npublished %+v", id, mine, p)
				}
			}
			t.Logf("%d controls; %d parameters and parts compared, %d only in the published edition", len(controls), compared, only)
			if compared < 800 {
				t.Errorf("only %d were compared", compared)
			}
			if a, b := len(each(got.Catalog.BackMatter.Resources)), len(each(catalog(t, filepath.Join(dir, row.published)).BackMatter.Resources)); a != b {
				t.Errorf("%d resources, published are %d", a, b)
			}
		})
	}
}

// sameParam compares what a profile can change of a parameter. The edition at hand
// has depends-on, the later one the property aggregates and other spaces in
// choices.
func sameParam(t *testing.T, mine, want oscal.Parameter) {
	t.Helper()
	aggregates := func(p oscal.Property) bool { return p.Name == "aggregates" }
	want.Props, mine.Props = optional(slices.DeleteFunc(each(want.Props), aggregates)), optional(slices.DeleteFunc(each(mine.Props), aggregates))
	mine.DependsOn, want.DependsOn = "", ""
	for _, p := range []*oscal.Parameter{&mine, &want} {
		if p.Select == nil {
			continue
		}
		trimmed := *p.Select
		trimmed.Choice = cloneList(p.Select.Choice)
		for i := range each(trimmed.Choice) {
			(*trimmed.Choice)[i] = strings.TrimSpace((*trimmed.Choice)[i])
		}
		p.Select = &trimmed
	}
	if !equal(t, mine, want) {
		a, _ := json.Marshal(mine)
		b, _ := json.Marshal(want)
		t.Errorf("parameter %s\nmine      %s\npublished %s", want.ID, a, b)
	}
}

func equal(t *testing.T, a, b any) bool {
	t.Helper()
	x, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return string(x) == string(y)
}

// The High baseline is the largest: 410 controls of a catalog of 1.7 MB, a profile
// of 1.4 MB.
func BenchmarkResolveFedRAMPHigh(b *testing.B) {
	dir := shared(b)
	options := nist800(b, dir)
	for b.Loop() {
		if _, err := Profile(os.DirFS(dir), "fedramp/FedRAMP_rev5_HIGH-baseline_profile.json", options); err != nil {
			b.Fatal(err)
		}
	}
}
