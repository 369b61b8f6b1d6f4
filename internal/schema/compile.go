package schema

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/jsonast"
	"github.com/assay-compliance/assay/internal/problem"
)

// Compile reads a schema. name is the file's path and appears in problems; raw
// must not change while the program is in use.
//
// The error holds every problem of the file at once, as a problem.List does:
// text that is not JSON, a keyword outside the subset, a keyword with a value of
// the wrong type, a required key that properties does not know, a reference to
// nowhere or to itself.
func Compile(name string, raw []byte) (*Program, error) {
	v, err := jsonast.New(jsonast.Limits{}).Decode(raw)
	if err != nil {
		var se *jsonast.SyntaxError
		if !errors.As(err, &se) {
			return nil, err
		}
		at := problem.Place{Path: name, Line: se.Line, Column: se.Column}
		return nil, problem.New(at, se.Code.Text(), "write the schema as strict JSON")
	}
	c := &compiler{name: name, doc: v, refs: map[string]*node{}, open: map[string]bool{}}
	root := c.ref("#", "")
	c.definitions()
	c.flatMaps()
	if err := c.problems.Err(); err != nil {
		return nil, err
	}
	return &Program{Name: name, Title: words(v, "title"), Description: words(v, "description"), root: root}, nil
}

// words is the text of an annotation at the root of a schema.
func words(v ast.Value, key string) string {
	if o, ok := v.(ast.Object); ok {
		if t := o.Get(ast.StringTerm(key)); t != nil {
			s, _ := t.Value.(ast.String)
			return string(s)
		}
	}
	return ""
}

// compiler is the state of one Compile.
type compiler struct {
	name     string
	doc      ast.Value
	problems problem.List
	refs     map[string]*node // by reference; may still be being filled
	open     map[string]bool  // references being followed through references
	maps     []mapping
}

// mapping is the schema of an object's unnamed keys.
type mapping struct {
	node *node
	at   string
}

func (c *compiler) bad(at, what, remedy string) {
	c.problems.Add(problem.Place{Path: c.name, Pointer: at}, what, remedy)
}

// schema compiles the schema v that stands at pointer at.
func (c *compiler) schema(v ast.Value, at string) *node {
	if r := reference(v); r != nil {
		c.besideReference(v.(ast.Object), at)
		if s, ok := r.(ast.String); ok {
			return c.ref(string(s), at+"/$ref")
		}
		c.bad(at+"/$ref", "$ref must be a string", "")
		return &node{}
	}
	n := &node{}
	c.fill(n, v, at)
	return n
}

// reference is the value of v's $ref, nil without one.
func reference(v ast.Value) ast.Value {
	if o, ok := v.(ast.Object); ok {
		if r := o.Get(ast.InternedTerm("$ref")); r != nil {
			return r.Value
		}
	}
	return nil
}

// besideReference refuses assertions beside a $ref: drafts of JSON Schema
// disagree about whether they count.
func (c *compiler) besideReference(o ast.Object, at string) {
	o.Foreach(func(k, _ *ast.Term) {
		s := keyOf(k)
		if s != "$ref" && !ignored(s) && !strings.HasPrefix(s, "x-") && s != "$defs" && s != "definitions" {
			c.bad(at+"/"+jsonast.Escape(s), strconv.Quote(s)+" stands beside $ref, where readers of JSON Schema disagree about it",
				"move it into the referenced schema")
		}
	})
}

// ref gives the node that a reference names, compiling it at first use. A
// recursive schema meets its own node again while it is being filled.
func (c *compiler) ref(ref, at string) *node {
	if n := c.refs[ref]; n != nil {
		return n
	}
	target := c.lookup(ref)
	switch {
	case target == nil:
		c.bad(at, "the reference leads to no schema of this file", "use #/$defs/NAME")
		return &node{}
	case c.open[ref]:
		c.bad(at, "the reference leads back to itself", "")
		return &node{}
	case reference(target) != nil:
		c.open[ref] = true
		n := c.schema(target, strings.TrimPrefix(ref, "#"))
		c.refs[ref] = n
		return n
	}
	n := &node{}
	c.refs[ref] = n
	c.fill(n, target, strings.TrimPrefix(ref, "#"))
	return n
}

// lookup finds what "#", "#/$defs/NAME" or "#/definitions/NAME" names.
func (c *compiler) lookup(ref string) ast.Value {
	if ref == "#" {
		return c.doc
	}
	rest, ok := strings.CutPrefix(ref, "#/")
	if !ok {
		return nil
	}
	group, name, ok := strings.Cut(rest, "/")
	if !ok || group != "$defs" && group != "definitions" || strings.Contains(name, "/") {
		return nil
	}
	o, _ := c.doc.(ast.Object)
	if o == nil {
		return nil
	}
	defs := o.Get(ast.StringTerm(group))
	if defs == nil {
		return nil
	}
	d, _ := defs.Value.(ast.Object)
	if d == nil {
		return nil
	}
	t := d.Get(ast.StringTerm(strings.NewReplacer("~1", "/", "~0", "~").Replace(name)))
	if t == nil {
		return nil
	}
	return t.Value
}

// definitions compiles what nothing refers to as well, for its problems.
func (c *compiler) definitions() {
	o, ok := c.doc.(ast.Object)
	if !ok {
		return
	}
	for _, group := range []string{"$defs", "definitions"} {
		t := o.Get(ast.StringTerm(group))
		if t == nil {
			continue
		}
		d, ok := t.Value.(ast.Object)
		if !ok {
			c.bad("/"+group, group+" must be an object of schemas", "")
			continue
		}
		d.Foreach(func(k, _ *ast.Term) {
			ref := "#/" + group + "/" + jsonast.Escape(keyOf(k))
			c.ref(ref, ref[1:])
		})
	}
}

// flatMaps refuses structure below unnamed keys, once all references are known:
// OPA's type check takes such values for anything, so a misspelt field of theirs
// would be an empty result instead of an error.
func (c *compiler) flatMaps() {
	for _, m := range c.maps {
		if len(m.node.props) > 0 || m.node.items != nil || m.node.additional != nil {
			c.bad(m.at, "values of unnamed keys have a structure, which OPA's type check does not see",
				"use an array of objects that carry the key as a property")
		}
	}
}

// fill compiles the schema v, which is no reference, into n.
func (c *compiler) fill(n *node, v ast.Value, at string) {
	n.maxItems, n.maxLength = -1, -1
	if b, ok := v.(ast.Boolean); ok && bool(b) {
		return
	}
	o, ok := v.(ast.Object)
	if !ok {
		c.bad(at, "a schema must be an object", "")
		return
	}
	var required []string
	o.Foreach(func(k, v *ast.Term) {
		key := keyOf(k)
		here := at + "/" + jsonast.Escape(key)
		switch {
		case ignored(key):
		case strings.HasPrefix(key, "x-"):
			n.notes = append(n.notes, Annotation{Pointer: key, Value: v.Value})
			if key == uniqueBy {
				name, _ := v.Value.(ast.String)
				n.uniqueBy = ast.InternedTerm(string(name))
			}
			n.derived = n.derived || key == derived && v.Value.Compare(ast.Boolean(true)) == 0
		case key == "required":
			required = c.names(v.Value, here)
		case c.forObjects(n, key, v.Value, here), c.forArrays(n, key, v.Value, here),
			c.forStrings(n, key, v.Value, here), c.forNumbers(n, key, v.Value, here),
			c.forAll(n, key, v.Value, here):
		case (key == "$defs" || key == "definitions") && at == "":
		default:
			c.bad(here, "keyword "+strconv.Quote(key)+" is not among those an evidence schema may use",
				"it would be skipped by the check or would switch the policies' type check off; say it with "+
					"type, properties, required, additionalProperties, items, enum, const, pattern, format, ranges and $ref")
		}
	})
	c.require(n, required, at+"/required")
	if n.uniqueBy != nil && (n.items == nil || !n.items.knows(keyOf(n.uniqueBy))) {
		c.bad(at+"/"+uniqueBy, uniqueBy+" names a property that the elements do not have", "name one of the properties under items")
	}
}

// uniqueBy is the keyword of an array that names the property by which checks
// tell its elements apart. JSON Schema has no word for it. Two elements of one
// name would be one subject, and what is said of the one would hide that nothing
// is said of the other.
const uniqueBy = "x-unique"

// derived is the keyword of a property that checks read and evidence may not
// have: assay derives it from other evidence.
const derived = "x-derived"

// require marks the properties that must be there.
func (c *compiler) require(n *node, names []string, at string) {
	for _, name := range names {
		i, ok := slices.BinarySearchFunc(n.props, name, func(p property, s string) int { return strings.Compare(p.name, s) })
		if !ok {
			c.bad(at, "required names "+strconv.Quote(name)+", which properties does not know", "add it to properties, or correct it")
			continue
		}
		n.props[i].required = true
	}
}

// ignored says whether a keyword asserts nothing.
func ignored(key string) bool {
	switch key {
	case "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly",
		"$schema", "$id", "$comment", "$anchor":
		return true
	}
	return false
}

func keyOf(k *ast.Term) string {
	s, _ := k.Value.(ast.String)
	return string(s)
}
