package resolve_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/testkit"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
	"github.com/assay-compliance/assay/oscal/resolve"
)

// judged is what an assessment takes from a profile.
type judged struct {
	Controls   []string
	Titles     map[string]string
	Objectives []string // leaves, in order
	Params     map[string]string
}

// An assessment judges by the lean resolver of package frameworks, which reads
// targets and parameters and no prose. Over every built-in framework, and over
// every profile that NIST and FedRAMP publish, it sees the same controls, the same
// objectives and the same parameters as the whole resolution gives.
func TestTheLeanResolverAgrees(t *testing.T) {
	if testing.Short() {
		t.Skip("slow; left to the full run")
	}
	for _, id := range frameworks.IDs() {
		t.Run(id, func(t *testing.T) {
			agree(t, frameworks.FS, id+"/profile.json", frameworks.Scheme+id)
		})
	}
	t.Run("published", func(t *testing.T) {
		dir := filepath.Join(testkit.SharedData(t), "oscal")
		nist, err := os.ReadFile(filepath.Join(dir, "nist", "NIST_SP-800-53_rev5_catalog.json"))
		if err != nil {
			t.Fatal(err)
		}
		profiles, err := filepath.Glob(filepath.Join(dir, "*", "*-baseline_profile.json"))
		if err != nil || len(profiles) < 8 {
			t.Fatalf("%d profiles, %v", len(profiles), err)
		}
		for _, file := range profiles {
			t.Run(filepath.Base(file), func(t *testing.T) {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				doc, err := oscal.Read(file, text)
				if err != nil {
					t.Fatal(err)
				}
				href := `"` + doc.Profile.Imports[0].Href + `"`
				if len(doc.Profile.Imports) != 1 {
					t.Fatalf("%d imports", len(doc.Profile.Imports))
				}
				root := fstest.MapFS{
					"catalog.json": {Data: nist},
					"profile.json": {Data: []byte(strings.Replace(string(text), href, `"catalog.json"`, 1))},
				}
				agree(t, root, "profile.json", "profile.json")
			})
		}
	})
}

func agree(t *testing.T, root fs.FS, name, lean string) {
	t.Helper()
	builtin := func(href string) (string, []byte, bool) {
		at := strings.TrimPrefix(href, frameworks.Scheme)
		for _, file := range []string{at, at + "/profile.json", at + "/catalog.json"} {
			if data, err := fs.ReadFile(frameworks.FS, file); err == nil {
				return frameworks.Scheme + file, data, true
			}
		}
		return "", nil, false
	}
	whole, err := resolve.Profile(root, name, resolve.Options{Builtin: builtin})
	if err != nil {
		t.Fatal(err)
	}
	want := inCatalog(whole.Catalog)
	r, err := frameworks.ResolveFile(root, lean)
	if err != nil {
		// The lean one refuses what has no effect; the whole one must have told.
		if len(whole.Notes) == 0 {
			t.Fatalf("the lean resolver refuses it, and there is no note: %v", err)
		}
		t.Logf("refused by the lean resolver: %.300v", err)
		return
	}
	got := judged{Titles: map[string]string{}, Params: map[string]string{}}
	for _, c := range r.Controls {
		got.Controls = append(got.Controls, c.ID)
		got.Titles[c.ID] = c.Title
		for _, target := range c.Targets {
			if target.Kind == frameworks.Objective {
				got.Objectives = append(got.Objectives, target.ID)
			}
		}
		for _, p := range c.Params {
			got.Params[p.ID] = p.Label + "|" + p.Value + "|" + p.Constraint
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-whole +lean):\n%.3000s", diff)
	}
	t.Logf("%d controls, %d objectives, %d parameters agree", len(got.Controls), len(got.Objectives), len(got.Params))
}

func inCatalog(cat *oscal.Catalog) judged {
	out := judged{Titles: map[string]string{}, Params: map[string]string{}}
	var part func(p oscal.Part) bool
	part = func(p oscal.Part) bool {
		if p.Name != "assessment-objective" && p.Name != "objective" || p.ID == "" { // objective is the name before 1.0.1
			return false
		}
		leaf := true
		for _, inner := range list(p.Parts) {
			if part(inner) {
				leaf = false
			}
		}
		if leaf {
			out.Objectives = append(out.Objectives, p.ID)
		}
		return true
	}
	var controls func(cs []oscal.Control)
	controls = func(cs []oscal.Control) {
		for _, c := range cs {
			out.Controls = append(out.Controls, c.ID)
			out.Titles[c.ID] = c.Title
			for _, p := range list(c.Params) {
				var bounds []string
				for _, b := range list(p.Constraints) {
					bounds = append(bounds, b.Description)
				}
				out.Params[p.ID] = p.Label + "|" + strings.Join(list(p.Values), ", ") + "|" + strings.Join(bounds, "; ")
			}
			if !gone(c) {
				for _, p := range list(c.Parts) {
					part(p)
				}
			}
			controls(list(c.Controls))
		}
	}
	var groups func(gs []oscal.Group)
	groups = func(gs []oscal.Group) {
		for _, g := range gs {
			controls(list(g.Controls))
			groups(list(g.Groups))
		}
	}
	controls(list(cat.Controls))
	groups(list(cat.Groups))
	return out
}

func gone(c oscal.Control) bool {
	for _, p := range list(c.Props) {
		if p.Name == "status" && strings.EqualFold(p.Value, "withdrawn") {
			return true
		}
	}
	return false
}

func list[T any](of *[]T) []T {
	if of == nil {
		return nil
	}
	return *of
}
