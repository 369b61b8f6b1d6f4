package emit

import (
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// inheritedProps name the controls that a system security plan calls inherited:
// one property for each system they are inherited from, whose title its remarks
// are, and one for each statement where it is not the whole control.
func inheritedProps(list []assessment.Inherited) []oscal.Property {
	var out []oscal.Property
	for _, in := range list {
		from := in.From
		if len(from) == 0 {
			from = []string{""}
		}
		for _, title := range from {
			p := prop("inherited", in.ControlID)
			if title != "" {
				p.Remarks = prose(title)
			}
			out = append(out, p)
		}
		for _, statement := range in.Statements {
			p := prop("inherited-statement", statement)
			p.Class = token(in.ControlID)
			out = append(out, p)
		}
	}
	return out
}

// inheritedOf reads what inheritedProps wrote.
func inheritedOf(props *[]oscal.Property) []assessment.Inherited {
	at := map[string]int{}
	var out []assessment.Inherited
	of := func(control string) *assessment.Inherited {
		i, known := at[control]
		if !known {
			i = len(out)
			at[control] = i
			out = append(out, assessment.Inherited{ControlID: control})
		}
		return &out[i]
	}
	for _, p := range deref(props) {
		switch {
		case p.Ns != oscal.NS:
		case p.Name == "inherited":
			in := of(p.Value)
			if p.Remarks != "" {
				in.From = append(in.From, p.Remarks)
			}
		case p.Name == "inherited-statement":
			in := of(p.Class)
			in.Statements = append(in.Statements, p.Value)
		}
	}
	slices.SortFunc(out, func(a, b assessment.Inherited) int { return strings.Compare(a.ControlID, b.ControlID) })
	return out
}
