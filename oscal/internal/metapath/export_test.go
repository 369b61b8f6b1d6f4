package metapath

import (
	"strings"

	"github.com/assay-compliance/assay/oscal/internal/metaschema"
)

// Object is what stands in JSON where a definition makes an object.
type Object = map[string]any

// Make puts into obj, made by def, what the expression gives nodes for, and sets
// the value of each to value. It knows the forms that constraints use, and gives
// the number of nodes it made.
func Make(e *Expr, def *metaschema.Definition, obj Object, value any) int {
	return make1(e.root, def, obj, value)
}

func make1(e expr, def *metaschema.Definition, obj Object, value any) int {
	switch e := e.(type) {
	case union:
		return make1(e[0], def, obj, value)
	case path:
		return makePath(e, def, obj, value, func(any) {})
	}
	return 0
}

// makePath makes what the steps name; set replaces the value that obj stands for
// in its parent, where it is no object.
func makePath(p path, def *metaschema.Definition, obj Object, value any, set func(any)) int {
	if len(p) == 0 {
		switch {
		case def.ValueKey != "":
			obj[def.ValueKey] = value
		case def.Kind != metaschema.Assembly:
			set(value)
		}
		return 1
	}
	s := p[0]
	switch s.axis {
	case self, root:
		satisfy(s.filters, def, obj)
		return makePath(p[1:], def, obj, value, set)
	case inner:
		if inside, ok := s.inner.(union); ok {
			s.inner = inside[0]
		}
		inside, _ := s.inner.(path)
		satisfy(s.filters, def, obj)
		return makePath(append(append(path{}, inside...), p[1:]...), def, obj, value, set)
	case flag:
		if def.Flag(s.name) == nil {
			return 0
		}
		if v := obj[s.name]; v == nil || len(s.filters) == 0 {
			obj[s.name] = value
		}
		if len(s.filters) > 0 {
			obj[s.name] = filtered(s.filters, value)
		}
		return 1
	case within:
		return makeWithin(p, def, obj, value, map[*metaschema.Definition]bool{})
	}
	m := def.ByXML(s.name)
	if m == nil {
		return 0
	}
	child := Object{}
	satisfy(s.filters, m.Definition(), child)
	var plain any = child
	made := makePath(p[1:], m.Definition(), child, value, func(v any) { plain = v })
	if m.List {
		list, _ := obj[m.JSON].([]any)
		obj[m.JSON] = append(list, plain)
	} else {
		obj[m.JSON] = plain
	}
	return made
}

// makeWithin makes the rest of the path at the node, or where it can stand below.
func makeWithin(p path, def *metaschema.Definition, obj Object, value any, seen map[*metaschema.Definition]bool) int {
	if alternatives, ok := p[1].inner.(union); ok && p[1].axis == inner {
		p = append(path{p[0]}, append(append(path{}, alternatives[0].(path)...), p[2:]...)...)
	}
	if def.ByXML(p[1].name) != nil {
		return makePath(p[1:], def, obj, value, func(any) {})
	}
	if seen[def] {
		return 0
	}
	seen[def] = true
	for i := range def.Model {
		m := &def.Model[i]
		child := Object{}
		if made := makeWithin(p, m.Definition(), child, value, seen); made > 0 {
			if m.List {
				obj[m.JSON] = []any{child}
			} else {
				obj[m.JSON] = child
			}
			return made
		}
	}
	return 0
}

// satisfy makes predicates hold.
func satisfy(filters []expr, def *metaschema.Definition, obj Object) {
	for _, f := range filters {
		switch f := f.(type) {
		case both:
			satisfy(f, def, obj)
		case comparison:
			if texts, ok := f.right.(literals); ok && f.op == "=" {
				make1(f.left, def, obj, texts[0])
			}
		case namespace:
			if f[0] != oscal {
				obj["ns"] = f[0]
			}
		case prefix:
			make1(f.of, def, obj, f.with.(literals)[0]+"nowhere")
		case negation:
			if inner, ok := f.of.(prefix); ok {
				make1(inner.of, def, obj, "nowhere")
			}
		case path:
			make1(f, def, obj, "x")
		}
	}
}

// filtered is a value of a flag that its own predicates hold of.
func filtered(filters []expr, value any) any {
	if p, ok := filters[0].(prefix); ok {
		if text, is := value.(string); is && !strings.HasPrefix(text, p.with.(literals)[0]) {
			return p.with.(literals)[0] + text
		}
	}
	return value
}
