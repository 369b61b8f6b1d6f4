package ssp_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
	"github.com/assay-compliance/assay/oscal/ssp"
	"github.com/assay-compliance/assay/oscal/validate"
)

var modified = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

// framework is an embedded profile as a draft takes it.
func framework(t *testing.T, id string) ssp.Profile {
	t.Helper()
	resolved, err := frameworks.Open(id)
	if err != nil {
		t.Fatal(err)
	}
	index, err := frameworks.OpenIndex(resolved.Catalog)
	if err != nil {
		t.Fatal(err)
	}
	return ssp.Profile{Resolved: resolved, Href: frameworks.Scheme + id, Index: index}
}

// system is a system of two components of which the first claims some controls.
func system(claims ...ssp.Claim) ssp.System {
	return ssp.System{
		ID: "meridian", Title: "Meridian", Modified: modified,
		Components: []ssp.Component{
			{UUID: oscal.ID("web"), Key: "web", Type: "application", Title: "Portal", Targets: []string{"registry.example/web:1", "host1"}, Claims: claims},
			{UUID: oscal.ID("idp"), Key: "idp", Type: "identity provider", Title: "Sign-in", Description: "Signs staff in.", Status: "operational", Assets: []string{"host1"}},
		},
	}
}

// text drafts and marshals.
func text(t *testing.T, sys ssp.System, p ssp.Profile) ([]byte, []ssp.Count) {
	t.Helper()
	plan, gaps := ssp.Draft(sys, p)
	out, err := oscal.Marshal(oscal.Models{SystemSecurityPlan: plan})
	if err != nil {
		t.Fatal(err)
	}
	return out, gaps
}

// Whatever the framework, a draft has one implemented requirement for each of its
// controls and is valid as far as NIST's constraints; the same input gives the
// same bytes.
func TestDraftIsValid(t *testing.T) {
	for _, id := range frameworks.IDs() {
		t.Run(id, func(t *testing.T) {
			p := framework(t, id)
			first := p.Controls[slices.IndexFunc(p.Controls, func(c frameworks.Control) bool { return !c.Withdrawn })].ID
			sys := system(ssp.Claim{Control: first, Status: "planned"})
			out, gaps := text(t, sys, p)
			if again, _ := text(t, sys, p); string(again) != string(out) {
				t.Error("drafted twice, the bytes differ")
			}
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "ssp.json"), out, 0o644); err != nil {
				t.Fatal(err)
			}
			doc, found := validate.File(os.DirFS(dir), "ssp.json", validate.DefaultLayer)
			if doc == nil {
				t.Fatalf("not read: %v", found)
			}
			for _, f := range found {
				t.Errorf("%s %s: %s", f.Rule, f.Place, f.What)
			}
			var want []string
			for _, c := range p.Controls {
				if !c.Withdrawn {
					want = append(want, c.ID)
				}
			}
			read, err := oscal.Read("ssp.json", out)
			if err != nil {
				t.Fatal(err)
			}
			plan := read.SystemSecurityPlan
			var got []string
			for _, r := range plan.ControlImplementation.ImplementedRequirements {
				got = append(got, r.ControlId)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%d requirements for %d controls", len(got), len(want))
			}
			n := 0
			for _, g := range gaps {
				n += g.Count
			}
			if marked := strings.Count(string(out), `"name": "gap"`); marked != n || n == 0 {
				t.Errorf("%d gaps counted, %d marked", n, marked)
			}
			if strings.Contains(string(out), `"state": "implemented"`) {
				t.Error("a draft says that something is implemented")
			}
		})
	}
}

// requirement finds what a plan says of a control.
func requirement(t *testing.T, plan *oscal.SystemSecurityPlan, control string) oscal.ImplementedRequirement {
	t.Helper()
	for _, r := range plan.ControlImplementation.ImplementedRequirements {
		if r.ControlId == control {
			return r
		}
	}
	t.Fatalf("nothing of %s", control)
	return oscal.ImplementedRequirement{}
}

// told is the status and the description of what each component does for a
// statement.
func told(t *testing.T, r oscal.ImplementedRequirement, statement string) []string {
	t.Helper()
	for _, s := range *r.Statements {
		if s.StatementId != statement {
			continue
		}
		var out []string
		for _, b := range *s.ByComponents {
			state := "none"
			if b.ImplementationStatus != nil {
				state = b.ImplementationStatus.State
			}
			out = append(out, state+": "+b.Description)
		}
		return out
	}
	t.Fatalf("no statement %s", statement)
	return nil
}

// What is claimed is carried as claimed; what nobody described is a gap and never
// implemented.
func TestDraftCarriesClaims(t *testing.T) {
	for _, row := range []struct {
		name      string
		claims    []ssp.Claim
		statement string
		want      string
	}{
		{"nothing is claimed", nil, "ac-2_smt.a", "none: TO BE COMPLETED: how ac-2_smt.a is satisfied, and by what"},
		{"a claim without words", []ssp.Claim{{Control: "ac-2"}}, "ac-2_smt.a", "none: TO BE COMPLETED: how Portal satisfies ac-2_smt.a"},
		{"planned", []ssp.Claim{{Control: "ac-2", Status: "planned"}}, "ac-2_smt.b", "planned: TO BE COMPLETED: how Portal satisfies ac-2_smt.b"},
		{"implemented without words", []ssp.Claim{{Control: "ac-2", Status: "implemented"}}, "ac-2_smt.a", "none: TO BE COMPLETED: how Portal satisfies ac-2_smt.a"},
		{"implemented, described", []ssp.Claim{{Control: "ac-2", Status: "implemented", Description: "Groups."}}, "ac-2_smt.a", "implemented: Groups."},
		{"a status of nobody's", []ssp.Claim{{Control: "ac-2", Status: "done", Description: "Groups."}}, "ac-2_smt.a", "none: Groups."},
		{"the statement before the control", []ssp.Claim{{Control: "ac-2", Description: "All."}, {Control: "ac-2", Statement: "ac-2_smt.a", Status: "partial", Description: "Some."}}, "ac-2_smt.a", "partial: Some."},
		{"another statement's claim", []ssp.Claim{{Control: "ac-2", Statement: "ac-2_smt.a", Description: "Some."}}, "ac-2_smt.b", "none: TO BE COMPLETED: how ac-2_smt.b is satisfied, and by what"},
		{"a statement that stands deeper", []ssp.Claim{{Control: "ac-2", Statement: "ac-2_smt.d.1", Description: "Deep."}}, "ac-2_smt.d.1", "none: Deep."},
	} {
		t.Run(row.name, func(t *testing.T) {
			plan, _ := ssp.Draft(system(row.claims...), framework(t, "fedramp-low"))
			if got := told(t, requirement(t, plan, "ac-2"), row.statement); len(got) != 1 || got[0] != row.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

// What is claimed of a statement that the control has not is not lost.
func TestDraftKeepsLooseClaims(t *testing.T) {
	plan, _ := ssp.Draft(system(ssp.Claim{Control: "ac-2", Statement: "ac-3_smt", Status: "partial", Description: "Loose."}), framework(t, "fedramp-low"))
	r := requirement(t, plan, "ac-2")
	if r.ByComponents == nil || (*r.ByComponents)[0].Description != "Loose." {
		t.Errorf("by components %+v", r.ByComponents)
	}
	if got := told(t, r, "ac-2_smt.a"); !strings.HasPrefix(got[0], "none: "+ssp.Mark) {
		t.Errorf("the statement says %q", got)
	}
}

// What a system inherits and which roles its users have is carried.
func TestDraftCarriesInheritanceAndRoles(t *testing.T) {
	sys := system(ssp.Claim{Control: "ac-2", Statement: "ac-2_smt.a", Inherits: []string{oscal.ID("provided")}})
	sys.Users = []ssp.User{{Title: "Clerk", Roles: []string{"clerk", "system-owner", "no token"}}}
	plan, _ := ssp.Draft(sys, framework(t, "fedramp-low"))
	in := (*(*(*requirement(t, plan, "ac-2").Statements)[0].ByComponents)[0].Inherited)[0]
	if in.ProvidedUuid != oscal.ID("provided") || !strings.HasPrefix(in.Description, ssp.Mark) {
		t.Errorf("inherited %+v", in)
	}
	if got := *(*plan.SystemImplementation.Users)[0].RoleIds; !slices.Equal(got, []string{"clerk", "system-owner"}) {
		t.Errorf("roles of the user %v", got)
	}
	n := 0
	for _, r := range *plan.Metadata.Roles {
		if r.ID == "clerk" || r.ID == "system-owner" {
			n++
		}
	}
	if n != 2 {
		t.Errorf("%d of the user's roles are defined: %+v", n, *plan.Metadata.Roles)
	}
}

// Known values of parameters are written, the system's before the profile's; one
// that nobody gave is a gap with its id.
func TestDraftSetsParameters(t *testing.T) {
	sys := system(ssp.Claim{Control: "ac-7"})
	sys.Parameters = []ssp.Parameter{{ID: "ac-07_odp.02", Values: []string{"15"}}, {ID: "ac-07_odp.01", Component: "web", Values: []string{"5"}}}
	plan, _ := ssp.Draft(sys, framework(t, "fedramp-low"))
	r := requirement(t, plan, "ac-7")
	set := map[string]string{}
	for _, s := range *r.SetParameters {
		set[s.ParamId] = strings.Join(s.Values, "|")
	}
	if len(set) != 2 || set["ac-07_odp.01"] != "100" || set["ac-07_odp.02"] != "15" {
		t.Errorf("set %v", set)
	}
	var gaps []string
	for _, p := range *r.Props {
		if p.Name == ssp.Gap && p.Value == "set-parameter" && strings.HasPrefix(p.Remarks, ssp.Mark) {
			gaps = append(gaps, p.Class)
		}
	}
	if strings.Join(gaps, " ") != "ac-07_odp.04" {
		t.Errorf("gaps %v", gaps)
	}
	for _, b := range *(*r.Statements)[0].ByComponents {
		if b.SetParameters == nil || (*b.SetParameters)[0].ParamId != "ac-07_odp.01" {
			t.Errorf("the component's own value is not written: %+v", b)
		}
	}
	if r = requirement(t, plan, "ac-2"); (*r.SetParameters)[0].Values[0] != "24 hours" {
		t.Errorf("a value without its unit: %v", (*r.SetParameters)[0])
	}
}

// The system as a whole is a component of every draft, once; what scanners call a
// component, and what an inventory lists, is an inventory item each.
func TestDraftImplementation(t *testing.T) {
	plan, _ := ssp.Draft(system(), framework(t, "hipaa"))
	var types []string
	for _, c := range plan.SystemImplementation.Components {
		types = append(types, c.Type)
	}
	if got := strings.Join(types, " "); got != "this-system application identity-provider" {
		t.Errorf("components %s", got)
	}
	if n := len(*plan.SystemImplementation.InventoryItems); n != 3 {
		t.Errorf("%d inventory items", n)
	}
	sys := system()
	sys.Components[0].Type = "this-system"
	plan, _ = ssp.Draft(sys, framework(t, "hipaa"))
	if n := len(plan.SystemImplementation.Components); n != 2 {
		t.Errorf("%d components where the system has one for the whole", n)
	}
}

// Whatever the words of a system are, the draft is valid: they come from files.
func FuzzDraft(f *testing.F) {
	f.Add("meridian", "Portal", "application", "ac-2", "ac-2_smt.a", "planned", "Words.\n\n* more", "host1")
	f.Add("", " ", "\x00", "", "_smt", "", "\xff\n", "")
	resolved, err := frameworks.Open("fedramp-li-saas")
	if err != nil {
		f.Fatal(err)
	}
	index, err := frameworks.OpenIndex(resolved.Catalog)
	if err != nil {
		f.Fatal(err)
	}
	resolved.Controls = slices.DeleteFunc(resolved.Controls, func(c frameworks.Control) bool { return c.ID != "ac-2" })
	f.Fuzz(func(t *testing.T, id, title, kind, control, statement, status, words, target string) {
		sys := system(ssp.Claim{Control: control, Status: status, Description: words}, ssp.Claim{Control: "ac-2", Statement: statement, Status: status})
		sys.ID, sys.Title, sys.Description, sys.Components[0].Title, sys.Components[0].Type, sys.Components[0].Targets = id, title, words, title, kind, []string{target}
		sys.Users = []ssp.User{{Title: title, Roles: []string{kind}}}
		plan, _ := ssp.Draft(sys, ssp.Profile{Resolved: resolved, Href: "assay:fedramp-li-saas", Index: index})
		out, err := oscal.Marshal(oscal.Models{SystemSecurityPlan: plan})
		if err != nil {
			t.Fatal(err)
		}
		doc, err := oscal.Read("draft.json", out)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate.Err(validate.Schema(doc)); err != nil {
			t.Fatal(err)
		}
	})
}
