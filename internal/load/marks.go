package load

import (
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// marks lists what a profile says of a control, in the order of its properties: what
// FedRAMP says in its own namespace, old or new, and what our profiles say in ours.
func marks(c *frameworks.Control) (out []assessment.Mark) {
	for _, p := range c.Props {
		name := ""
		switch _, ns, _ := strings.Cut(p.NS, "://"); {
		case ns == "fedramp.gov/ns/oscal" && p.Name == "CORE":
			name = "core"
		case ns == "fedramp.gov/ns/oscal" && p.Name == "method":
			name = "tailoring"
		case p.NS != oscal.NS:
		case p.Name == "condition", p.Name == "assessment-cycle", p.Name == "class-a", p.Name == "class-b", p.Name == "class-c":
			name = p.Name
		}
		if name != "" {
			out = append(out, assessment.Mark{Name: name, Value: p.Value})
		}
	}
	return out
}
