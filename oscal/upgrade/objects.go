package upgrade

import "slices"

// rmf is the namespace of names that NIST's risk management framework owns.
const rmf = "http://csrc.nist.gov/ns/rmf"

// object looks at what OSCAL has deprecated by name: parts and properties of
// controls, and fields without a replacement.
func (l *lifter) object(n *node) {
	for _, field := range []struct{ name, under, what, why string }{
		{"depends-on", "params/*", "the parameter's depends-on", "deprecated since OSCAL 1.0.1, with no replacement"},
		{"depends-on", "set-parameters/*", "the parameter's depends-on", "deprecated since OSCAL 1.0.1, with no replacement"},
		{"urls", "locations/*", "the location's urls", "deprecated since OSCAL 1.1.0 for a link, whose rel a person must choose"},
	} {
		if at := slices.Index(n.names, field.name); at >= 0 && l.under(field.under) {
			l.keep(&n.items[at], field.what, field.why)
		}
	}
	switch {
	case l.under("controls/*/props/*"):
		l.status(n)
	case l.under("parts/*") && l.aboutControls():
		l.part(n)
	case l.under("removes/*"):
		if name := n.member("by-name"); name != nil && slices.Contains([]string{"objective", "assessment", "objects"}, l.string(name)) {
			l.keep(name, "the removal of parts named "+l.string(name), "the name is deprecated since OSCAL 1.0.1; whether it still matches is for the catalog to say")
		}
	}
}

// aboutControls says whether parts here are those of controls: of a catalog, of
// what a profile adds to one, or of a plan's own objectives and methods. Other
// parts have other names.
func (l *lifter) aboutControls() bool {
	return slices.ContainsFunc(l.path, func(s string) bool {
		return s == "controls" || s == "adds" || s == "objectives-and-methods"
	})
}

// status writes a control's status in lower case.
func (l *lifter) status(n *node) {
	if !l.nist(n) || l.string(n.member("name")) != "status" || l.string(n.member("value")) != "Withdrawn" {
		return
	}
	l.replace(n.member("value"), "withdrawn", "the status is withdrawn", deprecated("Withdrawn", "1.0.0"))
}

// part renames a part, and what hangs on the old name of a method's part.
func (l *lifter) part(n *node) {
	if !l.nist(n) {
		return
	}
	name := n.member("name")
	switch l.string(name) {
	case "objective":
		l.rename(name, "assessment-objective")
	case "assessment":
		l.rename(name, "assessment-method")
		l.method(n)
	case "assessment-method":
		l.method(n)
	}
}

// method renames the objects of a method's part, and puts the method into the
// namespace that owns its name.
func (l *lifter) method(n *node) {
	if parts := n.member("parts"); parts != nil {
		for i := range parts.items {
			if p := &parts.items[i]; l.nist(p) && l.string(p.member("name")) == "objects" {
				l.rename(p.member("name"), "assessment-objects")
			}
		}
	}
	props := n.member("props")
	if props == nil {
		return
	}
	for i := range props.items {
		p := &props.items[i]
		if !l.nist(p) || l.string(p.member("name")) != "method" {
			continue
		}
		const what, why = "the property method is in the namespace " + rmf, "without it, the name is deprecated since OSCAL 1.0.1"
		if ns := p.member("ns"); ns != nil {
			l.replace(ns, rmf, what, why)
			continue
		}
		name := p.member("name")
		l.edits = append(l.edits, edit{name.end, name.end, append([]byte(`, "ns": `), quote(rmf)...)})
		l.change(p.start, what, why)
	}
}

func (l *lifter) rename(n *node, to string) {
	l.replace(n, to, "the part is named "+to, deprecated(l.string(n), "1.0.1"))
}

// nist says whether a name is OSCAL's own: without a namespace, or with NIST's.
func (l *lifter) nist(n *node) bool {
	ns := n.member("ns")
	return n.kind == '{' && (ns == nil || l.string(ns) == "http://csrc.nist.gov/ns/oscal")
}

// string is the value of a string; "" for anything else.
func (l *lifter) string(n *node) string {
	if n == nil || n.kind != '"' {
		return ""
	}
	return unquote(l.text[n.start:n.end])
}
