package frameworks

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
)

const ns = oscal.NS

// setParameters gives parameters the values of a profile. One that no selected
// control declares is kept as an orphan: lean catalogs declare few.
func (t *taken) setParameters(set []setting) {
	if len(set) == 0 {
		return
	}
	type where struct{ node, param int }
	declared := map[string]where{}
	for i := range t.nodes {
		for j, p := range t.nodes[i].params {
			declared[p.ID] = where{i, j}
		}
	}
	copied := map[int]bool{}
	for _, s := range set {
		at, ok := declared[s.id]
		if !ok {
			t.setOrphan(s)
			continue
		}
		n := &t.nodes[at.node]
		if !copied[at.node] {
			n.params = slices.Clone(n.params)
			copied[at.node] = true
		}
		n.params[at.param] = s.apply(n.params[at.param])
	}
}

// setOrphan keeps what is said of a parameter that no selected control
// declares; the outer profile has the last word.
func (t *taken) setOrphan(s setting) {
	for i := range t.orphans {
		if t.orphans[i].ID == s.id {
			t.orphans[i] = s.apply(t.orphans[i])
			return
		}
	}
	t.orphans = append(t.orphans, s.apply(Param{ID: s.id}))
}

// apply gives p with what s says of it; what s does not say stays.
func (s *setting) apply(p Param) Param {
	if s.label != "" {
		p.Label = s.label
	}
	if len(s.values) > 0 {
		p.Value, p.Set = strings.Join(s.values, ", "), true
		p.Verification = s.verification
	}
	if len(s.constraints) > 0 {
		p.Constraint = strings.Join(s.constraints, "; ")
	}
	return p
}

// alter removes from controls and adds to them. An alteration of a control that
// is offered and not selected has no effect; one of an unknown control is a
// problem.
func (t *taken) alter(s *source, offered map[string]bool, problems *problem.List) {
	index := make(map[string]int, len(t.nodes))
	for i := range t.nodes {
		index[t.nodes[i].control.ID] = i
	}
	for k := range s.alters {
		a := &s.alters[k]
		pointer := "/profile/modify/alters/" + strconv.Itoa(k)
		i, selected := index[a.control]
		if !selected {
			if !offered[a.control] {
				problems.Add(s.place(pointer+"/control-id"), fmt.Sprintf("control %q is in none of the imports", a.control), oneOf(a.control, ids(t.nodes)))
			}
			continue
		}
		n := &t.nodes[i]
		n.own()
		for _, r := range a.removes {
			n.remove(r)
		}
		for j := range a.adds {
			if !n.add(&a.adds[j]) {
				problems.Add(s.place(pointer+"/adds/"+strconv.Itoa(j)+"/by-id"), fmt.Sprintf("control %q has no part %q to add parts to", a.control, a.adds[j].id), "")
			}
		}
		n.control.Label = labelOf(n.control.Props)
		if n.control.Label == "" {
			n.control.Label = n.control.ID
		}
		n.control.Withdrawn = withdrawn(n.control.Props)
	}
}

// withdrawn says whether a control is marked so.
func withdrawn(props []Prop) bool { return strings.EqualFold(value(props, "", "status"), "withdrawn") }

// own copies what an alteration may change, because catalogs are shared.
func (n *node) own() {
	n.params = slices.Clone(n.params)
	n.control.Props = slices.Clone(n.control.Props)
	n.parts = cloneParts(n.parts)
}

func cloneParts(parts []part) []part {
	parts = slices.Clone(parts)
	for i := range parts {
		parts[i].props = slices.Clone(parts[i].props)
		parts[i].parts = cloneParts(parts[i].parts)
	}
	return parts
}

// remove takes away everything that matches all that r names.
func (n *node) remove(r removal) {
	if r == (removal{}) {
		return
	}
	n.params = slices.DeleteFunc(n.params, func(p Param) bool { return r.matches("param", "", "", p.ID, "") })
	n.control.Props = r.props(n.control.Props)
	n.parts = r.parts(n.parts)
}

func (r removal) props(props []Prop) []Prop {
	return slices.DeleteFunc(props, func(p Prop) bool { return r.matches("prop", p.Name, p.Class, "", p.NS) })
}

func (r removal) parts(parts []part) []part {
	parts = slices.DeleteFunc(parts, func(p part) bool { return r.matches("part", p.name, p.class, p.id, p.ns) })
	for i := range parts {
		parts[i].props = r.props(parts[i].props)
		parts[i].parts = r.parts(parts[i].parts)
	}
	return parts
}

func (r removal) matches(item, name, class, id, ns string) bool {
	fits := func(want, have string) bool { return want == "" || want == have }
	return fits(r.item, item) && fits(r.name, name) && fits(r.class, class) && fits(r.id, id) && fits(r.ns, ns)
}

// add puts new content into the control, or inside or beside the part it names.
// It gives false when parts have no place to go; other content for a part that
// is not there is passed over, because lean catalogs do not have every item.
func (n *node) add(a *addition) bool {
	starting := a.position == "starting"
	if a.id == "" || a.id == n.control.ID {
		if a.title != "" {
			n.control.Title = a.title
		}
		n.params = insert(n.params, a.params, starting)
		n.control.Props = insert(n.control.Props, a.props, starting)
		n.parts = insert(n.parts, a.parts, starting)
		return true
	}
	parts, done := addToParts(n.parts, a)
	n.parts = parts
	return done || len(a.parts) == 0
}

// addToParts finds the part a names, at any depth.
func addToParts(parts []part, a *addition) ([]part, bool) {
	for i := range parts {
		p := &parts[i]
		if p.id == a.id {
			switch a.position {
			case "before":
				return slices.Insert(parts, i, a.parts...), true
			case "after":
				return slices.Insert(parts, i+1, a.parts...), true
			}
			starting := a.position == "starting"
			if a.title != "" {
				p.title = a.title
			}
			p.props = insert(p.props, a.props, starting)
			p.parts = insert(p.parts, a.parts, starting)
			return parts, true
		}
		if inner, done := addToParts(p.parts, a); done {
			p.parts = inner
			return parts, true
		}
	}
	return parts, false
}

func insert[T any](list, added []T, starting bool) []T {
	if starting {
		return slices.Insert(list, 0, added...)
	}
	return append(list, added...)
}
