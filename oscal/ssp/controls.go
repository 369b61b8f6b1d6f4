package ssp

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// controls has one implemented requirement for each control.
func (d *draft) controls() oscal.ControlImplementation {
	out := oscal.ControlImplementation{
		Description: "Drafted from what is claimed of the system. Each property " + Gap + " of the namespace " + oscal.NS + " says what a person must still write.",
	}
	items := d.items()
	for i := range d.profile.Controls {
		if c := &d.profile.Controls[i]; !c.Withdrawn {
			out.ImplementedRequirements = append(out.ImplementedRequirements, d.requirement(c, items[c.ID]))
		}
	}
	return out
}

// items gives the statements that each control is answered by: the items of its
// statement, else the statement as a whole; none where the catalog is not known.
func (d *draft) items() map[string][]string {
	out := map[string][]string{}
	whole := map[string]string{}
	for _, id := range d.profile.Index.IDs() {
		control, part, ok := strings.Cut(id, "_smt")
		e, known := d.profile.Index.Find(id)
		if !ok || !known || e.Kind != frameworks.StatementEntry || e.Control != control || len(e.Profiles) > 0 && !slices.Contains(e.Profiles, d.profile.ID) {
			continue
		}
		switch {
		case part == "":
			whole[control] = id
		case strings.Count(part, ".") == 1:
			out[control] = append(out[control], id)
		}
	}
	for control, id := range whole {
		if len(out[control]) == 0 {
			out[control] = []string{id}
		}
	}
	return out
}

// requirement is what is claimed for a control, statement by statement, and the
// values of its parameters.
func (d *draft) requirement(c *frameworks.Control, statements []string) oscal.ImplementedRequirement {
	out := oscal.ImplementedRequirement{UUID: d.id("requirement", c.ID), ControlId: c.ID}
	var set []oscal.SetParameter
	var props []oscal.Property
	for _, p := range c.Params {
		switch values, ok := d.known(p); {
		case ok:
			set = append(set, oscal.SetParameter{ParamId: p.ID, Values: values})
		default:
			gap := d.gap("set-parameter", "a value for "+p.ID+": "+line(cmp.Or(p.Label, "see the catalog")))
			gap.Class = p.ID
			props = append(props, gap)
		}
	}
	claims := d.claims[c.ID]
	if len(claims) == 0 {
		props = append(props, d.gap("claim", "which components satisfy "+c.ID+", and whether it is implemented, partial, planned, alternative or not-applicable"))
	}
	for _, id := range statements {
		out.Statements = appendTo(out.Statements, oscal.Statement{
			StatementId: id, UUID: d.id("statement", id), ByComponents: d.byComponents(c.ID, id, d.about(claims, id, statements)),
		})
	}
	// What is claimed of a statement that stands deeper keeps it; of one that the
	// control has not, and where no statement is known, it stands at the control.
	var others []string
	var loose []claimed
	for _, cl := range claims {
		switch {
		case cl.Statement == "" && len(statements) == 0, cl.Statement != "" && !d.has(c.ID, cl.Statement):
			loose = append(loose, cl)
		case cl.Statement != "" && !slices.Contains(statements, cl.Statement) && !slices.Contains(others, cl.Statement):
			others = append(others, cl.Statement)
		}
	}
	slices.Sort(others)
	for _, id := range others {
		out.Statements = appendTo(out.Statements, oscal.Statement{
			StatementId: id, UUID: d.id("statement", id), ByComponents: d.byComponents(c.ID, id, d.about(claims, id, nil)),
		})
	}
	if len(loose) > 0 || out.Statements == nil {
		out.ByComponents = d.byComponents(c.ID, "", once(loose))
	}
	if set != nil {
		out.SetParameters = &set
	}
	if props != nil {
		out.Props = &props
	}
	return out
}

// has says whether a control has a statement; where the statements of its catalog
// are not known, any that could be one is taken.
func (d *draft) has(control, statement string) bool {
	if e, ok := d.profile.Index.Find(statement); ok {
		return e.Kind == frameworks.StatementEntry && e.Control == control
	}
	return !slices.Contains(frameworks.Catalogs(), d.profile.Catalog) && token(statement, "") == statement
}

// about gives the claims that speak of a statement, one for each component: those
// that name it and, for one of statements, those for the control as a whole.
func (d *draft) about(claims []claimed, statement string, statements []string) []claimed {
	var out []claimed
	for _, c := range claims {
		if c.Statement == statement || c.Statement == "" && statements != nil {
			out = append(out, c)
		}
	}
	return once(out)
}

// once leaves one claim for each component: the first that names a statement,
// else the first.
func once(claims []claimed) []claimed {
	var out []claimed
	for _, c := range claims {
		at := slices.IndexFunc(out, func(o claimed) bool { return o.UUID == c.UUID })
		switch {
		case at < 0:
			out = append(out, c)
		case out[at].Statement == "" && c.Statement != "":
			out[at] = c
		}
	}
	return out
}

// byComponents says what each component does for a statement. Where nothing is
// claimed the system as a whole has the gap.
func (d *draft) byComponents(control, statement string, claims []claimed) *[]oscal.ByComponent {
	at := cmp.Or(statement, control)
	if len(claims) == 0 {
		say := "how " + at + " is satisfied, and by what"
		return &[]oscal.ByComponent{{
			UUID: d.id("by-component", at, d.system.UUID), ComponentUuid: d.system.UUID, Description: Mark + say,
			Props: &[]oscal.Property{d.gap("implementation", say)},
		}}
	}
	var out []oscal.ByComponent
	for _, c := range claims {
		one := oscal.ByComponent{UUID: d.id("by-component", at, c.UUID), ComponentUuid: c.UUID, Description: prose(c.Claim.Description)}
		missing := one.Description == ""
		if missing {
			say := "how " + c.name() + " satisfies " + at
			one.Description = Mark + say
			one.Props = &[]oscal.Property{d.gap("implementation", say)}
		}
		// What nobody described is not written as implemented, whoever claims it.
		if state := status(c.Claim.Status); state != "" && !(missing && state == "implemented") {
			one.ImplementationStatus = &oscal.ImplementationStatus{State: state}
		} else {
			one.Props = appendTo(one.Props, d.gap("implementation-status", "implemented, partial, planned, alternative or not-applicable"))
		}
		for _, provided := range c.Inherits {
			const say = "what is inherited, and what this system must do for it"
			one.Inherited = appendTo(one.Inherited, oscal.InheritedControlImplementation{
				UUID: d.id("inherited", at, c.UUID, provided), ProvidedUuid: provided, Description: Mark + say, Props: &[]oscal.Property{d.gap("inherited", say)},
			})
		}
		for _, p := range d.sys.Parameters {
			if p.Component != "" && p.Component == c.Key && d.declares(control, p.ID) {
				one.SetParameters = appendTo(one.SetParameters, oscal.SetParameter{ParamId: p.ID, Values: p.Values})
			}
		}
		out = append(out, one)
	}
	return &out
}

// status is a claimed status in NIST's words; empty for anything else.
func status(claimed string) string {
	if slices.Contains([]string{"implemented", "partial", "planned", "alternative", "not-applicable"}, claimed) {
		return claimed
	}
	return ""
}

func (d *draft) declares(control, param string) bool {
	c, ok := d.profile.Control(control)
	return ok && slices.ContainsFunc(c.Params, func(p frameworks.Param) bool { return p.ID == param })
}

// known is the value of a parameter: the system's own, else the profile's.
func (d *draft) known(p frameworks.Param) ([]string, bool) {
	for _, own := range d.sys.Parameters {
		if own.ID == p.ID && own.Component == "" {
			return own.Values, true
		}
	}
	if p.Set && strings.TrimSpace(p.Value) != "" {
		if slices.Contains([]string{"minutes", "hours", "days"}, p.Unit) {
			return []string{line(p.Value + " " + p.Unit)}, true
		}
		return []string{line(p.Value)}, true
	}
	return nil, false
}

func appendTo[T any](list *[]T, v T) *[]T {
	if list == nil {
		return &[]T{v}
	}
	out := append(*list, v)
	return &out
}

// line is text as one line without white space at its ends.
func line(s string) string { return strings.Join(strings.Fields(printable(s)), " ") }

// prose is text as OSCAL's markup may hold it.
func prose(s string) string { return strings.TrimSpace(printable(s)) }

// printable is text without control characters but tabs and line ends.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// tokens are those of a list that are OSCAL tokens, each once.
func tokens(list []string) []string {
	var out []string
	for _, s := range list {
		if token(s, "") == s && s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// token is text as an OSCAL token, or otherwise where it is empty.
func token(s, otherwise string) string {
	out := strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == '.' || r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return '-'
	}, s)
	if out == "" {
		return otherwise
	}
	if r := out[0]; r == '-' || r == '.' || r >= '0' && r <= '9' {
		return "_" + out
	}
	return out
}
