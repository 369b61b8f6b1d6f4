package resolve

import (
	"slices"
	"strconv"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal"
)

// modify sets parameters and alters controls, in the order of the profile.
func (t *task) modify(out *oscal.Catalog) {
	if t.profile.Modify == nil {
		return
	}
	b := &body{controls: map[string][]*oscal.Control{}, params: map[string][]*oscal.Parameter{}}
	b.add(out)
	for i, set := range each(t.profile.Modify.SetParameters) {
		for _, p := range b.params[set.ParamId] {
			setParameter(p, &set)
		}
		if b.params[set.ParamId] == nil {
			t.settings = append(t.settings, pending{i, set})
		}
	}
	for i := range each(t.profile.Modify.Alters) {
		a := &(*t.profile.Modify.Alters)[i]
		if !t.spend((1 + len(each(a.Adds)) + len(each(a.Removes))) * (1 + len(b.controls[a.ControlId]))) {
			t.problems.Join(problem.Place{}, t.tooMuch("/profile/modify/alters/"+strconv.Itoa(i)))
			return
		}
		t.alter(b, a, "/profile/modify/alters/"+strconv.Itoa(i))
	}
}

// pending is a setting of a parameter that no selected control declares; it may
// come back as a loose one.
type pending struct {
	at  int
	set oscal.ParameterSetting
}

// body is the controls and parameters of a catalog, by id.
type body struct {
	controls map[string][]*oscal.Control
	params   map[string][]*oscal.Parameter
}

func (b *body) add(cat *oscal.Catalog) {
	b.declare(cat.Params)
	b.inside(cat.Controls)
	b.groups(cat.Groups)
}

func (b *body) groups(list *[]oscal.Group) {
	for i := range each(list) {
		g := &(*list)[i]
		b.declare(g.Params)
		b.inside(g.Controls)
		b.groups(g.Groups)
	}
}

func (b *body) inside(list *[]oscal.Control) {
	for i := range each(list) {
		c := &(*list)[i]
		b.controls[c.ID] = append(b.controls[c.ID], c)
		b.declare(c.Params)
		b.inside(c.Controls)
	}
}

func (b *body) declare(list *[]oscal.Parameter) {
	for i := range each(list) {
		p := &(*list)[i]
		b.params[p.ID] = append(b.params[p.ID], p)
	}
}

// setParameter changes a parameter as a setting says: label, usage, class and the
// choice of values or selection are replaced, the rest is added.
func setParameter(p *oscal.Parameter, set *oscal.ParameterSetting) {
	replace(&p.Label, set.Label)
	replace(&p.Usage, set.Usage)
	replace(&p.Class, set.Class)
	replace(&p.DependsOn, set.DependsOn)
	if set.Values != nil || set.Select != nil {
		p.Values, p.Select = cloneList(set.Values), set.Select
	}
	p.Props = joined(p.Props, set.Props)
	p.Links = joined(p.Links, set.Links)
	p.Constraints = joined(p.Constraints, set.Constraints)
	p.Guidelines = joined(p.Guidelines, set.Guidelines)
}

func replace(text *string, with string) {
	if with != "" {
		*text = with
	}
}

// joined is both lists, in a list of its own.
func joined[T any](a, b *[]T) *[]T { return optional(slices.Concat(each(a), each(b))) }

// alter changes every control of the id: first it removes, then it adds.
func (t *task) alter(b *body, a *oscal.Alteration, pointer string) {
	controls := b.controls[a.ControlId]
	if controls == nil {
		t.note(pointer+"/control-id", "control "+strictyaml.Quote(a.ControlId)+" is not selected: this changes nothing", "select the control, or leave the alteration out")
		return
	}
	for i, r := range each(a.Removes) {
		removed := 0
		for _, c := range controls {
			removed += remove(c, &r)
		}
		if removed == 0 {
			t.note(pointer+"/removes/"+strconv.Itoa(i), "there is nothing of this kind in control "+strictyaml.Quote(a.ControlId)+" to remove", "")
		}
	}
	for i := range each(a.Adds) {
		for _, c := range controls {
			if !add(c, &(*a.Adds)[i]) {
				t.note(pointer+"/adds/"+strconv.Itoa(i)+"/by-id", "nothing in control "+strictyaml.Quote(a.ControlId)+" has the id "+strictyaml.Quote((*a.Adds)[i].ById)+": nothing is added", "")
			}
		}
	}
}

// remove takes what a removal means out of a control, wherever in it, but not out
// of the controls inside it, and counts it. All that the removal names must fit.
func remove(c *oscal.Control, r *oscal.Removal) int {
	d := remover{Removal: r}
	c.Params = without(&d, c.Params, func(p *oscal.Parameter) item { return item{"param", "", p.Class, p.ID, ""} })
	for i := range each(c.Params) {
		p := &(*c.Params)[i]
		p.Props, p.Links = d.props(p.Props), d.links(p.Links)
	}
	c.Props, c.Links, c.Parts = d.props(c.Props), d.links(c.Links), d.parts(c.Parts)
	return d.count
}

// item is what a removal may know of something.
type item struct{ kind, name, class, id, ns string }

type remover struct {
	*oscal.Removal
	count int
}

func (d *remover) fits(it item) bool {
	one := func(want, have string) bool { return want == "" || want == have }
	something := d.ByName != "" || d.ByClass != "" || d.ById != "" || d.ByItemName != "" || d.ByNs != ""
	if !something || !one(d.ByItemName, it.kind) || !one(d.ByName, it.name) || !one(d.ByClass, it.class) || !one(d.ById, it.id) || !one(d.ByNs, it.ns) {
		return false
	}
	d.count++
	return true
}

func without[T any](d *remover, list *[]T, of func(*T) item) *[]T {
	return optional(slices.DeleteFunc(each(list), func(one T) bool { return d.fits(of(&one)) }))
}

// nist is the namespace of what has none.
const nist = "http://csrc.nist.gov/ns/oscal"

func inNamespace(ns string) string {
	if ns == "" {
		return nist
	}
	return ns
}

func (d *remover) props(list *[]oscal.Property) *[]oscal.Property {
	return without(d, list, func(p *oscal.Property) item { return item{"prop", p.Name, p.Class, p.UUID, inNamespace(p.Ns)} })
}

func (d *remover) links(list *[]oscal.Link) *[]oscal.Link {
	return without(d, list, func(*oscal.Link) item { return item{kind: "link"} })
}

func (d *remover) parts(list *[]oscal.Part) *[]oscal.Part {
	list = without(d, list, func(p *oscal.Part) item { return item{"part", p.Name, p.Class, p.ID, inNamespace(p.Ns)} })
	for i := range each(list) {
		p := &(*list)[i]
		p.Props, p.Links, p.Parts = d.props(p.Props), d.links(p.Links), d.parts(p.Parts)
	}
	return list
}

// add puts new content into a control: into itself, or inside or beside the
// parameter, part or control in it that the addition names. It gives false where
// nothing has that id.
func add(c *oscal.Control, a *oscal.Addition) bool {
	if a.ById == "" || a.ById == c.ID {
		starting := a.Position == "starting" || a.Position == "before"
		replace(&c.Title, a.Title)
		c.Params = inserted(c.Params, a.Params, starting)
		c.Props = inserted(c.Props, a.Props, starting)
		c.Links = inserted(c.Links, a.Links, starting)
		c.Parts = inserted(c.Parts, parts(a), starting)
		return true
	}
	if at := slices.IndexFunc(each(c.Params), func(p oscal.Parameter) bool { return p.ID == a.ById }); at >= 0 {
		addAtParam(c, at, a)
		return true
	}
	list, around, done := addAtPart(c.Parts, a)
	if c.Parts = list; done {
		if around {
			c.Props, c.Links, c.Params = inserted(c.Props, a.Props, false), inserted(c.Links, a.Links, false), inserted(c.Params, a.Params, false)
		}
		return true
	}
	for i := range each(c.Controls) {
		if add(&(*c.Controls)[i], a) {
			return true
		}
	}
	return false
}

// parts are those of an addition, for one place: the same addition may change
// several controls.
func parts(a *oscal.Addition) *[]oscal.Part { return cloneParts(a.Parts) }

// addAtParam adds to a parameter of a control, or beside it.
func addAtParam(c *oscal.Control, at int, a *oscal.Addition) {
	p := &(*c.Params)[at]
	switch a.Position {
	case "before":
		c.Params = optional(slices.Insert(each(c.Params), at, each(a.Params)...))
	case "after":
		c.Params = optional(slices.Insert(each(c.Params), at+1, each(a.Params)...))
	default:
		starting := a.Position == "starting"
		p.Props, p.Links = inserted(p.Props, a.Props, starting), inserted(p.Links, a.Links, starting)
		replace(&p.Label, a.Title)
		c.Params, c.Parts = inserted(c.Params, a.Params, starting), inserted(c.Parts, parts(a), starting)
		return
	}
	c.Props, c.Links, c.Parts = inserted(c.Props, a.Props, false), inserted(c.Links, a.Links, false), inserted(c.Parts, parts(a), false)
}

// addAtPart finds the part an addition names, at any depth. Around says that what
// is no part belongs to what holds the list.
func addAtPart(list *[]oscal.Part, a *oscal.Addition) (out *[]oscal.Part, around, done bool) {
	for i := range each(list) {
		p := &(*list)[i]
		if p.ID == a.ById {
			switch a.Position {
			case "before":
				return optional(slices.Insert(each(list), i, each(parts(a))...)), true, true
			case "after":
				return optional(slices.Insert(each(list), i+1, each(parts(a))...)), true, true
			}
			starting := a.Position == "starting"
			replace(&p.Title, a.Title)
			p.Props, p.Links, p.Parts = inserted(p.Props, a.Props, starting), inserted(p.Links, a.Links, starting), inserted(p.Parts, parts(a), starting)
			return list, false, true
		}
		inner, around, done := addAtPart(p.Parts, a)
		if p.Parts = inner; done {
			if around {
				p.Props, p.Links = inserted(p.Props, a.Props, false), inserted(p.Links, a.Links, false)
			}
			return list, false, true
		}
	}
	return list, false, false
}

// inserted is a list with more at its start or its end.
func inserted[T any](list, more *[]T, starting bool) *[]T {
	if starting {
		return joined(more, list)
	}
	return joined(list, more)
}
