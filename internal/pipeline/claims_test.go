package pipeline

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/ssp"
)

// What a plan says of a control is read for each component; a draft's marks are
// nobody's words.
func TestClaimsOfASecurityPlan(t *testing.T) {
	by := func(component, words string) oscal.ByComponent {
		return oscal.ByComponent{ComponentUuid: component, Description: words}
	}
	done := by("A", "By keys.")
	done.ImplementationStatus = &oscal.ImplementationStatus{State: "implemented"}
	plan := &oscal.SystemSecurityPlan{
		ImportProfile:        oscal.ImportProfile{Href: "assay:fedramp-low"},
		SystemImplementation: oscal.SystemImplementation{Components: []oscal.SystemComponent{{UUID: "a", Title: "Web"}}},
		ControlImplementation: oscal.ControlImplementation{ImplementedRequirements: []oscal.ImplementedRequirement{{
			ControlId: "ac-2", ByComponents: &[]oscal.ByComponent{done, by("b", ssp.Mark+"say how")},
			Statements: &[]oscal.Statement{{StatementId: "ac-2_smt.a", ByComponents: &[]oscal.ByComponent{by("a", "Weekly.")}}},
		}}},
	}
	got := planClaims(plan)
	want := []assessment.Claimed{
		{Component: "Web", ControlID: "ac-2", Source: "assay:fedramp-low", Status: "implemented", Description: "By keys."},
		{Component: "Web", ControlID: "ac-2", Statement: "ac-2_smt.a", Source: "assay:fedramp-low", Description: "Weekly."},
	}
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("it claims %+v", got)
	}
}

// A description that is not the one that the results cite claims nothing.
func TestClaimsAreOfTheCitedBytes(t *testing.T) {
	dir := t.TempDir()
	text := `{"component-definition": {"uuid": "1f0a1a51-7a6b-4f5d-9a2e-3f1f6f0f3c11", "metadata": {"title": "t", "last-modified": "2026-01-01T00:00:00Z", "version": "1", "oscal-version": "1.1.3"}}}`
	if err := os.WriteFile(filepath.Join(dir, "c.json"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, a := range map[string]assessment.Artifact{
		"changed": {Place: "c.json", Digest: strings.Repeat("a", 64)},
		"gone":    {Place: "d.json", Digest: strings.Repeat("a", 64)},
	} {
		if _, err := claimsIn(dir, a); err == nil {
			t.Errorf("a description that is %s is read", name)
		}
	}
}
