package resolve

import (
	"fmt"
	"path"
	"strconv"

	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal"
)

// selection is what one import gives: the catalog it comes from, cut down to what
// was chosen.
type selection struct {
	controls []oscal.Control
	groups   []oscal.Group
}

// choose cuts every source down to what its import selects.
func (t *task) choose(sources []*oscal.Catalog) ([]selection, error) {
	out := make([]selection, len(sources))
	total := 0
	asIs := t.profile.Merge != nil && t.profile.Merge.AsIs
	for i, cat := range sources {
		in := t.profile.Imports[i]
		o := index(cat)
		wanted, err := t.wanted(o, in.IncludeAll != nil, each(in.IncludeControls), importPointer(i)+"/include-controls")
		if err != nil {
			return nil, err
		}
		if in.IncludeAll == nil && in.IncludeControls == nil { // says nothing: all
			wanted = o.all()
		}
		excluded, err := t.wanted(o, false, each(in.ExcludeControls), importPointer(i)+"/exclude-controls")
		if err != nil {
			return nil, err
		}
		for id := range excluded {
			delete(wanted, id)
		}
		if len(wanted) == 0 {
			t.note(importPointer(i), "this import selects no control", "name controls in include-controls, or write include-all")
		}
		c := cut{wanted: wanted}
		if total += len(o.order); total > maxControls {
			return nil, t.fail("/profile/imports", "what is imported has more than "+strconv.Itoa(maxControls)+" controls", "import less, or each catalog once")
		}
		out[i] = selection{controls: c.controls(each(cat.Controls)), groups: c.groups(each(cat.Groups))}
		if !asIs {
			out[i].controls = append(out[i].controls, c.ungrouped(each(cat.Groups))...)
			out[i].groups = nil
		}
	}
	return out, nil
}

// offer is the controls of a catalog by id.
type offer struct {
	order    []string
	children map[string][]string
	known    map[string]bool
}

func index(cat *oscal.Catalog) *offer {
	o := &offer{children: map[string][]string{}, known: map[string]bool{}}
	var controls func(parent string, list []oscal.Control)
	controls = func(parent string, list []oscal.Control) {
		for i := range list {
			id := list[i].ID
			o.order = append(o.order, id)
			o.known[id] = true
			if parent != "" {
				o.children[parent] = append(o.children[parent], id)
			}
			controls(id, each(list[i].Controls))
		}
	}
	var groups func(list []oscal.Group)
	groups = func(list []oscal.Group) {
		for i := range list {
			controls("", each(list[i].Controls))
			groups(each(list[i].Groups))
		}
	}
	controls("", each(cat.Controls))
	groups(each(cat.Groups))
	return o
}

func (o *offer) all() map[string]bool {
	out := make(map[string]bool, len(o.order))
	for _, id := range o.order {
		out[id] = true
	}
	return out
}

// wanted is the controls that selectors mean.
func (t *task) wanted(o *offer, all bool, selectors []oscal.SelectControlById, pointer string) (map[string]bool, error) {
	out := map[string]bool{}
	if all {
		out = o.all()
	}
	for i, sel := range selectors {
		list, err := t.selected(o, sel, pointer+"/"+strconv.Itoa(i))
		if err != nil {
			return nil, err
		}
		for _, id := range list {
			out[id] = true
		}
	}
	return out, nil
}

// selected is what one selector means, in its own order: ids as they are named,
// then what patterns match in the order of the catalog, each with its children
// behind it where it says so.
func (t *task) selected(o *offer, sel oscal.SelectControlById, pointer string) ([]string, error) {
	var out []string
	for i, id := range each(sel.WithIds) {
		if o.known[id] {
			out = append(out, id)
			continue
		}
		remedy := "correct it, or leave it out"
		if len(t.notes) < maxNotes {
			if near := strictyaml.Near(id, o.order); len(near) > 0 {
				remedy = "did you mean " + near[0] + "?"
			}
		}
		t.note(pointer+"/with-ids/"+strconv.Itoa(i), "control "+strictyaml.Quote(id)+" is not in what is imported", remedy)
	}
	for i, m := range each(sel.Matching) {
		at := pointer + "/matching/" + strconv.Itoa(i) + "/pattern"
		if _, err := path.Match(m.Pattern, ""); err != nil {
			return nil, t.fail(at, "this is no pattern", "write a glob: ac-* matches every control whose id begins with ac-")
		}
		if !t.spend(len(o.order)) {
			return nil, t.tooMuch(at)
		}
		hits := 0
		for _, id := range o.order {
			if ok, _ := path.Match(m.Pattern, id); ok {
				out = append(out, id)
				hits++
			}
		}
		if hits == 0 {
			t.note(at, fmt.Sprintf("the pattern %s matches no control", strictyaml.Quote(m.Pattern)), "")
		}
	}
	if sel.WithChildControls != "yes" {
		return out, nil
	}
	seen := map[string]bool{}
	var with []string
	var add func(id string)
	add = func(id string) {
		if seen[id] {
			return
		}
		seen[id] = true
		with = append(with, id)
		for _, child := range o.children[id] {
			add(child)
		}
	}
	for _, id := range out {
		add(id)
	}
	return with, nil
}

// cut copies what is wanted of a catalog.
type cut struct {
	wanted map[string]bool
}

// controls gives the wanted of a list, each with the wanted below it. Those below
// one that is not wanted take its place: nothing that was not selected is in the
// result.
func (c cut) controls(list []oscal.Control) []oscal.Control {
	var out []oscal.Control
	for i := range list {
		inner := c.controls(each(list[i].Controls))
		if !c.wanted[list[i].ID] {
			out = append(out, inner...)
			continue
		}
		one := cloneControl(&list[i])
		one.Controls = optional(inner)
		out = append(out, one)
	}
	return out
}

// groups gives the groups that contain what is wanted.
func (c cut) groups(list []oscal.Group) []oscal.Group {
	var out []oscal.Group
	for i := range list {
		g := list[i]
		g.Controls, g.Groups = optional(c.controls(each(list[i].Controls))), optional(c.groups(each(list[i].Groups)))
		if g.Controls == nil && g.Groups == nil {
			continue
		}
		g.Params = nil // those that are needed come back when all is known
		g.Props, g.Links, g.Parts = cloneList(list[i].Props), cloneList(list[i].Links), cloneParts(list[i].Parts)
		out = append(out, g)
	}
	return out
}

// ungrouped gives the wanted controls of groups, without the groups.
func (c cut) ungrouped(list []oscal.Group) []oscal.Control {
	var out []oscal.Control
	for i := range list {
		out = append(out, c.controls(each(list[i].Controls))...)
		out = append(out, c.ungrouped(each(list[i].Groups))...)
	}
	return out
}

// cloneControl copies a control without those inside it, so that an alteration of
// the copy leaves the catalog as it is.
func cloneControl(c *oscal.Control) oscal.Control {
	out := *c
	out.Params, out.Props, out.Links, out.Parts = cloneList(c.Params), cloneList(c.Props), cloneList(c.Links), cloneParts(c.Parts)
	return out
}

func cloneList[T any](list *[]T) *[]T {
	if list == nil {
		return nil
	}
	return optional(append([]T(nil), *list...))
}

func cloneParts(list *[]oscal.Part) *[]oscal.Part {
	out := cloneList(list)
	for i := range each(out) {
		p := &(*out)[i]
		p.Props, p.Links, p.Parts = cloneList(p.Props), cloneList(p.Links), cloneParts(p.Parts)
	}
	return out
}
