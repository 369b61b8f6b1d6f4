package conclude

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// asOf is the assessment time of every test here; evidence is from seen.
var (
	asOf = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	seen = time.Date(2026, 11, 10, 9, 30, 0, 0, time.UTC)
)

// cast are the checks of the tests. The boundary has idp, an identity
// provider, and web, an application; no database.
func cast() []*assessment.Check {
	return []*assessment.Check{
		{ID: "mfa", Kinds: []string{"accounts"}, AppliesTo: []string{"identity-provider"}, Severity: assessment.LevelHigh, Title: "MFA", Description: "d", Remediation: "r", Formerly: []string{"old.mfa"}},
		{ID: "strict", Kinds: []string{"strict-cfg"}, AppliesTo: []string{"identity-provider"}, Severity: assessment.LevelLow},
		{ID: "tls", Kinds: []string{"tls-config"}, AppliesTo: []string{"application"}, Severity: assessment.LevelModerate},
		{ID: "both", Kinds: []string{"logs"}, AppliesTo: []string{"application", "identity-provider"}, Severity: assessment.LevelModerate},
		{ID: "any", Kinds: []string{"documents"}, Severity: assessment.LevelLow},
		{ID: "db", Kinds: []string{"db-config"}, AppliesTo: []string{"database"}, Severity: assessment.LevelHigh},
		{ID: "join", Kinds: []string{"accounts", "hr"}, AppliesTo: []string{"identity-provider"}, SystemScope: true, Severity: assessment.LevelHigh},
		{ID: "either", Kinds: []string{"sbom", "scan"}, AppliesTo: []string{"application"}, Severity: assessment.LevelHigh},
		{ID: "register", Kinds: []string{"inventory"}, AppliesTo: []string{"identity-provider"}, Severity: assessment.LevelLow},
		{ID: "kindless", AppliesTo: []string{"identity-provider"}},
	}
}

// situation is a row in words: what is bound, declared and seen.
//
//	bind     "decides mfa", "supports tls", "decides mfa+tls" (joint), "disabled decides mfa"
//	declare  "accounts idp"
//	seen     "mfa idp pass", "mfa idp fail stale" (outcome, then reason)
//
// A binding is for target t.a unless a target comes first: "t.b: decides mfa".
type situation struct {
	bind, declare, seen []string
	change              func(*assessment.Plan, *assessment.Observations)
}

func (s situation) conclude(t *testing.T) assessment.Results {
	t.Helper()
	scope, plan, obs := s.build(t)
	return Results([]assessment.Scope{scope}, plan, obs)[0]
}

func (s situation) build(t *testing.T) (assessment.Scope, *assessment.Plan, *assessment.Observations) {
	t.Helper()
	scope := assessment.Scope{
		System: &assessment.System{
			ID:         "meridian",
			Components: []assessment.Component{{Key: "idp", Type: "identity-provider"}, {Key: "web", Type: "application"}, {Key: "outside", Type: "identity-provider"}},
			Boundary:   []string{"idp", "web"},
		},
		Framework: assessment.Framework{
			ID:        "hipaa",
			Deadlines: map[assessment.Level]int{assessment.LevelHigh: 30, assessment.LevelModerate: 90, assessment.LevelLow: 180},
			Ratings:   map[assessment.Level]assessment.Rating{assessment.LevelHigh: {Likelihood: "high", Impact: "high"}},
		},
		Controls: []assessment.Control{{ID: "t", Label: "T", Targets: []assessment.Target{
			{ID: "t.a", ControlID: "t", Kind: assessment.Objective}, {ID: "t.b", ControlID: "t", Kind: assessment.Objective},
		}}},
	}
	plan := &assessment.Plan{System: scope.System, AsOf: asOf, Declared: assessment.Declared{}}
	for _, c := range cast() {
		plan.Runs = append(plan.Runs, assessment.Run{Key: assessment.RunKey{Check: c.ID}, Check: c})
	}
	for _, line := range s.bind {
		scope.Bindings = append(scope.Bindings, binding(t, line))
	}
	for _, line := range s.declare {
		f := strings.Fields(line)
		plan.Declared.Add(f[0], f[1])
	}
	obs := &assessment.Observations{Complete: true, Sets: map[string]assessment.EvidenceSet{}}
	for _, line := range s.seen {
		obs.All = append(obs.All, observation(t, line))
	}
	slices.SortStableFunc(obs.All, func(a, b assessment.Observation) int {
		return strings.Compare(fmt.Sprint(a.Run, a.Component, a.Outcome, a.Reason), fmt.Sprint(b.Run, b.Component, b.Outcome, b.Reason))
	})
	if s.change != nil {
		s.change(plan, obs)
	}
	return scope, plan, obs
}

func binding(t *testing.T, line string) assessment.Binding {
	t.Helper()
	b := assessment.Binding{Target: "t.a"}
	if target, rest, ok := strings.Cut(line, ": "); ok {
		b.Target, line = target, rest
	}
	words := strings.Fields(line)
	if words[0] == "disabled" {
		b.Disabled = &assessment.Disabled{Owner: "ana", Reason: "noisy", Review: "2027-01-31"}
		words = words[1:]
	}
	switch words[0] {
	case "decides":
		b.Strength = assessment.Decides
	case "supports":
		b.Strength = assessment.Supports
	case "informs":
	default:
		t.Fatalf("binding %q", line)
	}
	if len(words) == 4 && words[2] == "for" {
		b.Components = strings.Split(words[3], ",")
	}
	for _, id := range strings.Split(words[1], "+") {
		b.Runs = append(b.Runs, assessment.RunKey{Check: id})
	}
	return b
}

func observation(t *testing.T, line string) assessment.Observation {
	t.Helper()
	f := strings.Fields(line)
	o := assessment.Observation{Run: assessment.RunKey{Check: f[0]}, Component: f[1], Count: 1, First: seen, Last: seen, EvidenceSet: f[0] + f[1]}
	switch f[2] {
	case "pass":
		o.Outcome = assessment.Pass
	case "fail":
		o.Outcome = assessment.Fail
	case "skip":
		o.Outcome = assessment.Skip
	case "undecided":
	default:
		t.Fatalf("observation %q", line)
	}
	if len(f) > 3 {
		o.Reason = assessment.Reason(f[3])
		if o.Reason == assessment.ReasonMissing {
			o.EvidenceSet, o.First, o.Last = "", time.Time{}, time.Time{}
		}
	}
	return o
}

// verdictOf says what a situation concludes of a target, in words.
func verdictOf(r assessment.Results, target string) string {
	for _, f := range r.Findings {
		if f.Target.ID == target {
			if f.Reason != "" {
				return f.Verdict.String() + " " + string(f.Reason)
			}
			return f.Verdict.String()
		}
	}
	for _, u := range r.Unassessed {
		if u.Target.ID == target {
			if u.Supported {
				return "supported"
			}
			return "not-assessed"
		}
	}
	return "lost"
}
