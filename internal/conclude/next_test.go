package conclude

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/assessment"
)

func TestNextSteps(t *testing.T) {
	for _, row := range []struct {
		name string
		situation
		want []Step
	}{
		{"the kind that answers most comes first", situation{
			bind: []string{"decides mfa", "t.b: decides mfa", "t.b: decides tls"}},
			[]Step{{[]string{"accounts"}, []string{"idp"}, 2}, {[]string{"tls-config"}, []string{"web"}, 1}}},
		{"a joint set needs all its kinds", situation{
			bind: []string{"decides mfa+tls"}},
			[]Step{{[]string{"accounts", "tls-config"}, []string{"idp", "web"}, 1}}},
		{"a joint set needs only what is not declared", situation{
			bind: []string{"decides mfa+tls"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"}},
			[]Step{{[]string{"tls-config"}, []string{"web"}, 1}}},
		{"a check content with either kind gives two ways", situation{
			bind: []string{"decides either"}},
			[]Step{{[]string{"sbom"}, []string{"web"}, 1}, {[]string{"scan"}, []string{"web"}, 1}}},
		{"a check that joins kinds needs them together", situation{
			bind: []string{"decides join"}, declare: []string{"accounts idp"}},
			[]Step{{[]string{"hr"}, []string{"idp"}, 1}}},
		{"a source for one component more closes a hole", situation{
			bind: []string{"decides both"}, declare: []string{"logs idp"}, seen: []string{"both idp pass"}},
			[]Step{{[]string{"logs"}, []string{"web"}, 1}}},
		{"stale evidence is not mended by another source", situation{
			bind: []string{"decides both"}, declare: []string{"logs idp"}, seen: []string{"both idp undecided stale"}}, []Step{}},
		{"what is answered needs nothing", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp fail"}}, []Step{}},
		{"a set that can never be whole is no step", situation{bind: []string{"decides mfa+db"}}, []Step{}},
		{"what only supports is no step", situation{bind: []string{"supports mfa"}}, []Step{}},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := row.conclude(t)
			if diff := cmp.Diff(row.want, NextSteps([]assessment.Results{r})); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
			// Two frameworks that wait for the same kind add up.
			twice := NextSteps([]assessment.Results{r, r})
			for i := range twice {
				if i >= len(row.want) || twice[i].Answers != 2*row.want[i].Answers {
					t.Errorf("over two frameworks: %+v", twice)
				}
			}
		})
	}
}

// A step keeps its word: once the kinds are declared, nothing waits for them.
func TestAStepOnceTakenIsGone(t *testing.T) {
	s := situation{bind: []string{"decides mfa+tls", "t.b: decides both"}}
	steps := NextSteps([]assessment.Results{s.conclude(t)})
	for _, step := range steps {
		for _, k := range step.Kinds {
			for _, c := range step.Components {
				s.declare = append(s.declare, k+" "+c)
			}
		}
	}
	r := s.conclude(t)
	if left := NextSteps([]assessment.Results{r}); len(left) > 0 || len(r.Unassessed) > 0 {
		t.Errorf("still to do: %+v; unassessed %+v", left, r.Unassessed)
	}
}
