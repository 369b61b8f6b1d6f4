package cli

import (
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
)

// shownClaim is what the description of the system claims of a control: the
// provider's word, never a verdict.
type shownClaim struct {
	Component        string   `json:"component"`
	Status           string   `json:"status,omitempty"`    // as claimed
	Statement        string   `json:"statement,omitempty"` // empty: the control as a whole
	Description      string   `json:"description,omitempty"`
	Inherits         []string `json:"inherits,omitempty"`         // uuids of what a leveraged system provides
	Satisfies        []string `json:"satisfies,omitempty"`        // uuids of responsibilities that it leaves
	Provides         int      `json:"provides,omitempty"`         // what it offers to systems that build on it
	Responsibilities int      `json:"responsibilities,omitempty"` // what it leaves to them
}

// claimsOn lists what is claimed of a control, component by component, where the
// claims speak of its catalog.
func claimsOn(s *assessment.Scope, control string) []shownClaim {
	if s.System == nil {
		return nil
	}
	var out []shownClaim
	for _, c := range s.System.Components {
		for _, cl := range c.Claims {
			if cl.ControlID == control {
				out = append(out, shownClaim{c.Key, cl.Status, cl.Statement, cl.Description, cl.Inherits, cl.Satisfies, cl.Provides, cl.Responsibilities})
			}
		}
	}
	return out
}

// inheritedFrom says from whom a control is inherited, by the system security plan.
func inheritedFrom(s *assessment.Scope, control string) string {
	in, ok := assessment.InheritedOf(s.Inherited, control)
	if !ok {
		return ""
	}
	return in.Words()
}

// mostClaims is how many claims of a control are printed.
const mostClaims = 20

// showClaims prints what is claimed: as claimed, and not what is so.
func (f *factory) showClaims(claims []shownClaim, inherited string) {
	if inherited != "" {
		f.sayf("  inherited from %s, by the system security plan: decides nothing", problem.Plain(inherited))
	}
	for i, c := range claims {
		if i == mostClaims {
			f.sayf("  and %d more claims; -o json lists them", len(claims)-i)
			return
		}
		said := "claimed"
		if c.Status != "" {
			said += " " + c.Status
		}
		if c.Statement != "" {
			said += " for " + c.Statement
		}
		var more []string
		if len(c.Inherits) > 0 {
			more = append(more, "inherits")
		}
		if len(c.Satisfies) > 0 {
			more = append(more, "satisfies what a leveraged system leaves to it")
		}
		if c.Provides+c.Responsibilities > 0 {
			more = append(more, "provides to systems that build on it")
		}
		if more != nil {
			said += " (" + strings.Join(more, ", ") + ")"
		}
		f.sayf("  %s: %s", problem.Plain(c.Component), problem.Plain(said))
	}
}
