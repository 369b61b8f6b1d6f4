package load

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/assessment"
)

// A system is held to what it was in all that says which rules apply to it, and what
// it would have altered is told.
func TestHold(t *testing.T) {
	rule := []assessment.Rule{{ID: "r", ControlID: "ac-2", Check: "c"}}
	before := &assessment.System{
		ID: "m",
		Components: []assessment.Component{
			{Key: "same", UUID: "1", Type: "application", Rules: rule},
			{Key: "gone", UUID: "2", Type: "host", Category: "cui"},
			{Key: "typed", UUID: "3", Type: "host", Leveraged: "cloud", Claims: []assessment.Claim{{ControlID: "ac-1", Satisfies: []string{"u"}}}},
		},
		SSP: &assessment.SecurityPlan{
			Parameters: []assessment.PlanParameter{{ID: "p", Values: []string{"30"}}}, Inherited: []assessment.Inherited{{ControlID: "pe-3"}},
			Inventory: []assessment.PlanAsset{{Component: "same", Asset: "a"}, {Component: "same", Asset: "b"}},
		},
	}
	sys := &assessment.System{
		ID: "m", Source: assessment.Source{Path: "system.json"},
		Components: []assessment.Component{
			{Key: "same", UUID: "1", Type: "application", Title: "New title", Rules: []assessment.Rule{{ID: "r", ControlID: "ac-2", Check: "c", Source: assessment.Source{Line: 9}}}},
			{Key: "renamed", UUID: "2", Type: "host", Rules: rule},
			{Key: "typed", UUID: "3", Type: "policy", Targets: []string{"img"}, Claims: []assessment.Claim{{ControlID: "ac-1"}}},
		},
		SSP: &assessment.SecurityPlan{
			Title: "New", Parameters: []assessment.PlanParameter{{ID: "p", Values: []string{"90"}}}, Inherited: []assessment.Inherited{{ControlID: "pe-3"}, {ControlID: "pe-6"}},
			Inventory: []assessment.PlanAsset{{Component: "same", Asset: "b"}, {Component: "same", Asset: "c"}},
		},
	}
	h := &holding{before: before}
	h.hold(sys)
	type brief struct{ key, typ, lev string }
	var got []brief
	uuids := map[string]bool{}
	for _, c := range sys.Components {
		got = append(got, brief{c.Key, c.Type, c.Leveraged})
		if uuids[c.UUID] {
			t.Errorf("uuid %s is there twice", c.UUID)
		}
		uuids[c.UUID] = true
	}
	if d := cmp.Diff([]brief{{"same", "application", ""}, {"renamed", "host", ""}, {"typed", "host", "cloud"}, {"gone", "host", ""}}, got, cmp.AllowUnexported(brief{})); d != "" {
		t.Error(d)
	}
	c := sys.Components
	if c[0].Title != "New title" || len(c[0].Rules) != 1 || c[1].Rules != nil || c[2].Targets == nil || len(c[2].Claims[0].Satisfies) != 1 || c[3].Category != "" {
		t.Errorf("held otherwise: %+v", c)
	}
	p := sys.SSP
	if p.Title != "New" || p.Parameters[0].Values[0] != "30" || len(p.Inherited) != 1 || len(p.Inventory) != 3 {
		t.Errorf("the plan is held otherwise: %+v", p)
	}
	var told []string
	for _, a := range h.altered {
		told = append(told, a.Key+" "+a.What+" "+a.Before+" "+a.After)
	}
	if d := cmp.Diff([]string{
		"component renamed: rules added  r", "component typed: type changed host policy", "component typed: leveraged authorization changed cloud ", "component gone removed host ",
		"system security plan: set-parameters changed  ", "system security plan: inherited controls changed  ",
	}, told); d != "" {
		t.Error(d)
	}
}

// A plan that a change takes away stays; one that it adds says nothing of rules.
func TestHoldPlan(t *testing.T) {
	plan := &assessment.SecurityPlan{Source: assessment.Source{Path: "ssp.json", Digest: "d"}, Parameters: []assessment.PlanParameter{{ID: "p"}}}
	sys := &assessment.System{}
	(&holding{before: &assessment.System{SSP: plan}}).hold(sys)
	if sys.SSP != plan || len(sys.Sources) != 1 {
		t.Errorf("the plan is gone: %+v", sys)
	}
	sys = &assessment.System{SSP: &assessment.SecurityPlan{Parameters: plan.Parameters, Inventory: []assessment.PlanAsset{{Asset: "a"}}}}
	(&holding{before: &assessment.System{}}).hold(sys)
	if sys.SSP.Parameters != nil || len(sys.SSP.Inventory) != 1 {
		t.Errorf("an added plan counts for rules: %+v", sys.SSP)
	}
}
