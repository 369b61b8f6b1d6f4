package policies_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/assessment"
)

// The days by severity of the Rev. 5 baselines are not the times of the classes, which
// go by impact, reach and exploitability: no check that counts by them answers there.
func TestTimesOfTheBaselinesAnswerNoClass(t *testing.T) {
	bySeverity := map[string]bool{}
	for _, c := range checks(t) {
		bySeverity[c.ID] = slices.ContainsFunc(c.Params, func(p assessment.Param) bool { return p.Name == "remediation-moderate-days" })
	}
	answers := map[string]int{}
	for _, s := range joined(t, checks(t)).Scopes {
		for _, b := range s.Bindings {
			if b.Strength < assessment.Supports || !slices.ContainsFunc(b.Runs, func(k assessment.RunKey) bool { return bySeverity[k.Check] }) {
				continue
			}
			answers[s.Framework.ID]++
			if strings.HasPrefix(s.Framework.ID, "fedramp-class-") || strings.HasPrefix(s.Framework.ID, "fedramp-20x") {
				t.Errorf("%s %s: answered by days by severity; limit the binding at %s:%d to the baselines", s.Framework.ID, b.Target, b.Source.Path, b.Source.Line)
			}
		}
	}
	for _, id := range []string{"fedramp-li-saas", "fedramp-low", "fedramp-moderate", "fedramp-high"} {
		if answers[id] == 0 {
			t.Errorf("%s: nothing answers by the days of the POA&M playbook", id)
		}
	}
}
