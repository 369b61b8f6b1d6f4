package cli

import (
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
)

// jsonMark is something that a profile says of a control: whether it is core, how it is
// tailored, how often it is assessed.
type jsonMark struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func marksOf(c *assessment.Control) (out []jsonMark) {
	for _, m := range c.Marks {
		out = append(out, jsonMark{m.Name, m.Value})
	}
	return out
}

// isCore says whether a baseline marks a control as core.
func isCore(c *assessment.Control) bool {
	return slices.Contains(c.Marks, assessment.Mark{Name: "core", Value: "true"})
}

// tailoring says in words what a mark of LI-SaaS means.
var tailoring = map[string]string{
	"ASSESS":      "the provider describes it, and it is assessed",
	"ATTEST":      "the provider attests to it",
	"CONDITIONAL": "only where its condition holds",
	"NSO":         "does not bear on the security of such a service, by FedRAMP",
	"FED":         "a matter of the agency",
}

// showMarks prints the marks of a control, a line each.
func (f *factory) showMarks(marks []jsonMark) {
	for _, m := range marks {
		switch words := tailoring[m.Value]; {
		case m.Name == "core":
			f.sayf("  core")
		case m.Name == "tailoring" && words != "":
			f.sayf("  tailoring: %s, %s", m.Value, words)
		default:
			f.sayf("  %s: %s", strings.ReplaceAll(m.Name, "-", " "), problem.Plain(m.Value))
		}
	}
}

// named is what a framework is called in a message; empty stands for all.
func named(framework string) string {
	if framework == "" {
		return "any framework here"
	}
	return framework
}
