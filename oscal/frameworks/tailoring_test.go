package frameworks

import (
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/oscal"
)

// conditions gives by control what LI-SaaS makes its answer depend on, in our words.
func conditions(t *testing.T) map[string]string {
	t.Helper()
	r, err := Open("fedramp-li-saas")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, c := range r.Controls {
		if v := c.Prop(oscal.NS, "condition"); v != "" {
			out[c.ID] = v
		}
	}
	return out
}

// Every control that LI-SaaS marks as conditional says on what, but IA-2(12), of which
// FedRAMP does not say it; so do the two that it asks of some users only. No other does.
func TestConditionalControlsSayOnWhat(t *testing.T) {
	r, err := Open("fedramp-li-saas")
	if err != nil {
		t.Fatal(err)
	}
	has, n := conditions(t), 0
	for _, c := range r.Controls {
		var marks []string
		for _, p := range c.Props {
			if p.Name == "method" {
				marks = append(marks, p.Value)
			}
		}
		want := slices.Contains(marks, "CONDITIONAL") && c.ID != "ia-2.12" || len(marks) > 1 && slices.Contains(marks, "NSO")
		if want != (has[c.ID] != "") {
			t.Errorf("%s, marked %s: condition %q", c.ID, strings.Join(marks, ", "), has[c.ID])
		}
		if want {
			n++
		}
	}
	if n != 22 {
		t.Errorf("%d controls with a condition, want 22", n)
	}
}

// The published profile gives a condition for the same controls, and the same one for
// the same of them.
func TestConditionsAreWhereFedRAMPHasThem(t *testing.T) {
	var doc struct {
		Profile struct {
			Modify struct {
				Alters []struct {
					Control string `json:"control-id"`
					Adds    []struct {
						Parts []struct{ Name, Prose string }
					}
				}
			}
		}
	}
	readPublished(t, &doc, "fedramp", "FedRAMP_rev5_LI-SaaS-baseline_profile.json")
	ours, theirs := conditions(t), map[string]string{}
	for _, a := range doc.Profile.Modify.Alters {
		for _, add := range a.Adds {
			for _, p := range add.Parts {
				if p.Name == "guidance" && (strings.HasPrefix(p.Prose, "Condition: ") || strings.HasPrefix(p.Prose, "NSO for ")) {
					theirs[a.Control], _, _ = strings.Cut(p.Prose, " - ")
				}
			}
		}
	}
	theirs["ia-2"], theirs["ac-7"] = strings.TrimSuffix(theirs["ia-2"], "."), strings.TrimSuffix(theirs["ac-7"], ".")
	for id, words := range theirs {
		for other, same := range theirs {
			if (ours[id] == ours[other]) != (words == same) {
				t.Errorf("%s and %s: FedRAMP's conditions are the same: %v, ours: %q and %q", id, other, words == same, ours[id], ours[other])
			}
		}
	}
	if len(theirs) != len(ours) || len(theirs) != 22 {
		t.Errorf("%d conditions of FedRAMP, %d of ours", len(theirs), len(ours))
	}
}
