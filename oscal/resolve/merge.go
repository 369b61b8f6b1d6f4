package resolve

import (
	"reflect"
	"slices"
	"strconv"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal"
)

// The methods by which controls of one id are combined.
const (
	keep     = "keep"
	useFirst = "use-first"
	unite    = "merge"
)

// combine is the method of the profile; without one, all are kept.
func (t *task) combine() string {
	if t.profile.Merge == nil || t.profile.Merge.Combine == nil {
		return keep
	}
	if m, _ := (*t.profile.Merge.Combine)["method"].(string); m == useFirst || m == unite {
		return m
	}
	return keep
}

// merge puts the selections together: in the structure of their catalogs, in one
// of the profile's own, or in none.
func (t *task) merge(selections []selection) *oscal.Catalog {
	m := &merger{task: t, method: t.combine(), at: map[string]bool{}}
	out := &oscal.Catalog{}
	for _, s := range selections {
		controls, groups := each(out.Controls), each(out.Groups)
		m.controls(&controls, s.controls)
		m.groups(&groups, s.groups)
		out.Controls, out.Groups = optional(controls), optional(groups)
	}
	if t.profile.Merge != nil && t.profile.Merge.Custom != nil {
		return t.custom(out, t.profile.Merge.Custom)
	}
	return out
}

// merger adds selections to what is there.
type merger struct {
	*task
	method string
	at     map[string]bool // ids of controls that are there
	told   bool
}

// controls adds controls to a list; one whose id is there already is combined
// with it, wherever it stands in the list.
func (m *merger) controls(into *[]oscal.Control, list []oscal.Control) {
	for i := range list {
		c := &list[i]
		if !m.at[c.ID] {
			m.mark(c)
			*into = append(*into, *c)
			continue
		}
		if m.method == keep {
			m.clash(c.ID)
			*into = append(*into, *c)
			continue
		}
		if at := slices.IndexFunc(*into, func(o oscal.Control) bool { return o.ID == c.ID }); at >= 0 {
			m.unite(&(*into)[at], c)
		}
	}
}

// mark notes a control and all inside it as there.
func (m *merger) mark(c *oscal.Control) {
	m.at[c.ID] = true
	inner := each(c.Controls)
	for i := range inner {
		m.mark(&inner[i])
	}
}

// clash tells, once, that ids repeat.
func (m *merger) clash(id string) {
	if !m.told {
		m.told = true
		m.note("/profile/imports", "control "+strictyaml.Quote(id)+" comes from more than one import, and all of them are kept: ids repeat in the result", "import it once, or write a combine method in merge: use-first")
	}
}

// unite combines a control with one of the same id that comes later: the first
// stays, with what the method merge adds; those inside it are combined likewise.
func (m *merger) unite(first, later *oscal.Control) {
	if m.method == unite {
		first.Params = distinct(first.Params, each(later.Params))
		first.Props = distinct(first.Props, each(later.Props))
		first.Links = distinct(first.Links, each(later.Links))
		first.Parts = distinct(first.Parts, each(later.Parts))
	}
	inner := each(first.Controls)
	m.controls(&inner, each(later.Controls))
	first.Controls = optional(inner)
}

// distinct adds what is not there yet.
func distinct[T any](list *[]T, more []T) *[]T {
	out := each(list)
	for _, one := range more {
		if !slices.ContainsFunc(out, func(o T) bool { return reflect.DeepEqual(o, one) }) {
			out = append(out, one)
		}
	}
	return optional(out)
}

// groups adds groups to a list; groups of one id become one.
func (m *merger) groups(into *[]oscal.Group, list []oscal.Group) {
	for i := range list {
		g := &list[i]
		at := slices.IndexFunc(*into, func(o oscal.Group) bool { return g.ID != "" && o.ID == g.ID })
		if at < 0 {
			fresh := *g
			fresh.Controls, fresh.Groups = nil, nil
			*into = append(*into, fresh)
			at = len(*into) - 1
		}
		to := &(*into)[at]
		controls, groups := each(to.Controls), each(to.Groups)
		m.controls(&controls, each(g.Controls))
		m.groups(&groups, each(g.Groups))
		to.Controls, to.Groups = optional(controls), optional(groups)
	}
}

// custom puts the controls of a flat catalog where the profile's own structure
// calls them; what nothing calls is left out.
func (t *task) custom(flat *oscal.Catalog, c *oscal.CustomGrouping) *oscal.Catalog {
	u := &custom{task: t, offer: index(flat), controls: map[string][]*oscal.Control{}, used: map[string]bool{}}
	u.note(each(flat.Controls))
	const pointer = "/profile/merge/custom"
	out := &oscal.Catalog{Controls: optional(u.inserts(each(c.InsertControls), pointer)), Groups: optional(u.groups(each(c.Groups), pointer))}
	if u.total > maxControls {
		u.refuse(t.tooMuch(pointer))
	}
	left := 0
	for _, id := range u.offer.order {
		if !u.used[id] {
			left++
		}
	}
	if left > 0 {
		t.note(pointer, strconv.Itoa(left)+" of the selected controls stand nowhere in the custom structure and are left out", "call them with insert-controls")
	}
	return out
}

type custom struct {
	*task
	offer    *offer
	controls map[string][]*oscal.Control // by id: several where all are kept
	used     map[string]bool
	total    int // controls that were inserted
}

// note remembers where controls are.
func (u *custom) note(list []oscal.Control) {
	for i := range list {
		u.controls[list[i].ID] = append(u.controls[list[i].ID], &list[i])
		u.note(each(list[i].Controls))
	}
}

func (u *custom) groups(list []oscal.CustomGroupingGroup, pointer string) []oscal.Group {
	var out []oscal.Group
	for i, g := range list {
		at := pointer + "/groups/" + strconv.Itoa(i)
		out = append(out, oscal.Group{
			ID: g.ID, Class: g.Class, Title: g.Title, Params: cloneList(g.Params), Props: cloneList(g.Props), Links: cloneList(g.Links), Parts: cloneParts(g.Parts),
			Controls: optional(u.inserts(each(g.InsertControls), at)), Groups: optional(u.groups(each(g.Groups), at)),
		})
	}
	return out
}

// inserts gives the controls that insert-controls call, in the order it asks for.
func (u *custom) inserts(list []oscal.InsertControls, pointer string) []oscal.Control {
	var out []oscal.Control
	for i, in := range list {
		at := pointer + "/insert-controls/" + strconv.Itoa(i)
		ids, nested, gone := u.called(in, at)
		switch in.Order {
		case "ascending":
			slices.Sort(ids)
		case "descending":
			slices.Sort(ids)
			slices.Reverse(ids)
		}
		for _, id := range ids {
			for _, c := range u.controls[id] {
				if u.total++; u.total > maxControls {
					return nil // refused when all is done
				}
				one := cloneControl(c)
				if one.Controls = nil; nested[id] {
					one.Controls = optional(u.inside(each(c.Controls), gone))
				}
				u.used[id] = true
				out = append(out, one)
			}
		}
	}
	return out
}

// inside gives the controls inside another, without those that are excluded.
func (u *custom) inside(list []oscal.Control, gone map[string]bool) []oscal.Control {
	var out []oscal.Control
	for i := range list {
		if u.total++; gone[list[i].ID] || u.total > maxControls {
			continue
		}
		one := cloneControl(&list[i])
		one.Controls = optional(u.inside(each(list[i].Controls), gone))
		u.used[one.ID] = true
		out = append(out, one)
	}
	return out
}

// refuse keeps what the profile cannot be resolved for.
func (u *custom) refuse(err error) {
	for _, p := range problem.Of(err) {
		u.problems.Add(p.Place, p.What, p.Remedy)
	}
}

// called gives the ids that one insert-controls means, which of them bring those
// inside them, and what is excluded.
func (u *custom) called(in oscal.InsertControls, pointer string) (ids []string, nested, gone map[string]bool) {
	nested = map[string]bool{}
	if in.IncludeAll != nil {
		inner := map[string]bool{}
		for _, children := range u.offer.children {
			for _, id := range children {
				inner[id] = true
			}
		}
		for _, id := range u.offer.order {
			if !inner[id] {
				ids, nested[id] = append(ids, id), true
			}
		}
	}
	for k, sel := range each(in.IncludeControls) {
		own := sel
		own.WithChildControls = ""
		list, err := u.selected(u.offer, own, pointer+"/include-controls/"+strconv.Itoa(k))
		if err != nil {
			u.refuse(err)
			continue
		}
		for _, id := range list {
			nested[id] = nested[id] || sel.WithChildControls == "yes"
			ids = append(ids, id)
		}
	}
	gone, err := u.wanted(u.offer, false, each(in.ExcludeControls), pointer+"/exclude-controls")
	if err != nil {
		u.refuse(err)
	}
	seen := map[string]bool{}
	ids = slices.DeleteFunc(ids, func(id string) bool {
		drop := gone[id] || seen[id]
		seen[id] = true
		return drop
	})
	return ids, nested, gone
}
