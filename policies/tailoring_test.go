package policies_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// FedRAMP marks each control of LI-SaaS with how it is answered. What it asks of nobody
// (only NSO, only FED) is not covered and says so; everything else is asked; what a
// provider attests to is decided by no check. No other baseline leaves a control out.
func TestLISaaSIsAskedAsItIsTailored(t *testing.T) {
	profile, err := frameworks.Open("fedramp-li-saas")
	if err != nil {
		t.Fatal(err)
	}
	answered, open, decides := map[string]bool{}, map[string]bool{}, map[string]string{}
	for _, s := range joined(t, checks(t)).Scopes {
		if s.Framework.Family == "fedramp" && s.Framework.ID != "fedramp-li-saas" {
			for _, n := range s.NotCovered {
				t.Errorf("%s leaves %s open: only LI-SaaS is tailored", s.Framework.ID, n.Target)
			}
		}
		if s.Framework.ID != "fedramp-li-saas" {
			continue
		}
		for _, n := range s.NotCovered {
			open[n.Target] = true
			if !strings.Contains(n.Reason, "marked NSO") && !strings.Contains(n.Reason, "marked FED") {
				t.Errorf("%s: the reason names no mark of FedRAMP: %s", n.Target, n.Reason)
			}
		}
		for _, a := range s.Asked {
			answered[a.Target] = true
		}
		for _, b := range s.Bindings {
			if b.Strength == assessment.Decides {
				decides[b.Target] = b.Runs[0].Check
			}
		}
	}
	count := map[string]int{}
	for _, c := range profile.Controls {
		var marks []string
		for _, p := range c.Props {
			if p.Name == "method" && p.NS == "https://fedramp.gov/ns/oscal" {
				marks = append(marks, p.Value)
			}
		}
		slices.Sort(marks)
		all := strings.Join(marks, "+")
		count[all]++
		nobody := all == "NSO" || all == "FED"
		for _, target := range c.Targets {
			if open[target.ID] != nobody || answered[target.ID] == nobody {
				t.Errorf("%s, marked %s: not covered %v, asked %v", target.ID, all, open[target.ID], answered[target.ID])
			}
			if by := decides[target.ID]; by != "" && slices.Contains(marks, "ATTEST") {
				t.Errorf("%s is the provider's to attest, and %s decides it", target.ID, by)
			}
		}
	}
	for marks, n := range map[string]int{"ASSESS": 44, "ATTEST": 75, "ASSESS+CONDITIONAL": 21, "NSO": 11, "FED": 3, "ASSESS+NSO": 1, "ATTEST+NSO": 1} {
		if count[marks] != n {
			t.Errorf("%d controls are marked %s, want %d", count[marks], marks, n)
		}
	}
}
