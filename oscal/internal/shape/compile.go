package shape

import (
	"fmt"
	"maps"
	"math/bits"
	"reflect"
	"slices"
)

// raw is a schema as its file has it. These are all the keywords the schemas
// of OSCAL use; another one is an error when the definition is compiled.
type raw struct {
	Ref           string          `json:"$ref"`
	Type          string          `json:"type"`
	Properties    map[string]*raw `json:"properties"`
	Required      []string        `json:"required"`
	Additional    *bool           `json:"additionalProperties"`
	MaxProperties *int            `json:"maxProperties"`
	Items         *raw            `json:"items"`
	MinItems      int             `json:"minItems"`
	Pattern       string          `json:"pattern"`
	Format        string          `json:"format"`
	Enum          []string        `json:"enum"`
	Minimum       *int64          `json:"minimum"`
	MultipleOf    *float64        `json:"multipleOf"` // 1.0 beside type integer in 1.0.4: says nothing
	AllOf         []*raw          `json:"allOf"`
	AnyOf         []*raw          `json:"anyOf"`
}

// kinds is a set of JSON types; zero allows every one.
type kinds uint8

const (
	object kinds = 1 << iota
	array
	text
	integer
	number
	boolean
	null
)

// kindOf is the set of a schema's type. An integer is one written as digits
// alone: 1.0 and 1e0 are integers to JSON Schema, and no Go field could hold
// them.
func kindOf(name string) (kinds, bool) {
	switch name {
	case "object":
		return object, true
	case "array":
		return array, true
	case "string":
		return text, true
	case "integer":
		return integer, true
	case "number":
		return number | integer, true
	case "boolean":
		return boolean, true
	}
	return 0, name == ""
}

// node is the program of one schema.
type node struct {
	ready    bool // compiled; false only while a definition compiles itself
	kinds    kinds
	fields   *fields
	items    *node
	minItems int
	rules    []rule   // each must hold for a text
	enum     []string // nil: any
	minimum  *int64
}

// fields are the members of an object: at most 64, so that a set of them is a
// word.
type fields struct {
	label    string // what messages call the object
	index    map[string]int
	slots    []uint8  // by hash: the position of a name, and one; 0: none
	factor   uint32   // of the hash, so that no two names share a slot
	names    []string // sorted; position = bit
	nodes    []*node
	required uint64
	branches []branch // one of them must fit; none: nothing more is asked
}

// branch is one of several sets of members an object may have.
type branch struct{ required, allowed uint64 }

// child is the node of a field, or of an item for "*"; nil where there is none.
func (n *node) child(step string) *node {
	if step == "*" {
		return n.items
	}
	if n.fields == nil {
		return nil
	}
	if i, ok := n.fields.index[step]; ok {
		return n.fields.nodes[i]
	}
	return nil
}

// compile makes the node of r. Label names objects in messages.
func (s *Schema) compile(label string, r *raw) (*node, error) {
	switch {
	case r.Ref != "":
		return s.definition(r.Ref)
	case len(r.AllOf) > 0:
		return s.all(label, r.AllOf)
	case len(r.AnyOf) > 0:
		return s.any(label, r.AnyOf)
	}
	n := &node{ready: true, minItems: r.MinItems, enum: r.Enum, minimum: r.Minimum}
	var ok bool
	if n.kinds, ok = kindOf(r.Type); !ok {
		return nil, fmt.Errorf("OSCAL schema: %s: type %q", label, r.Type)
	}
	if n.kinds == 0 && r.Properties != nil {
		// The alternatives of 1.2 leave the type out. An object is meant:
		// no Go type and no other format of OSCAL could hold anything else.
		n.kinds = object
	}
	if n.kinds == 0 && r.Enum != nil {
		n.kinds = text
	}
	var err error
	if n.rules, err = rulesFor(r); err != nil {
		return nil, fmt.Errorf("OSCAL schema: %s: %w", label, err)
	}
	if r.Items != nil {
		if n.items, err = s.compile(label+" item", r.Items); err != nil {
			return nil, err
		}
	}
	if n.kinds == object {
		n.fields, err = s.object(label, r)
	}
	return n, err
}

func (s *Schema) object(label string, r *raw) (*fields, error) {
	if r.Additional != nil && *r.Additional || len(r.Properties) > 64 ||
		r.MaxProperties != nil && *r.MaxProperties < len(r.Properties) {
		return nil, fmt.Errorf("OSCAL schema: %s: an object of a form not known", label)
	}
	f := &fields{label: label, index: map[string]int{}, names: slices.Sorted(maps.Keys(r.Properties))}
	for i, name := range f.names {
		n, err := s.compile(name, r.Properties[name])
		if err != nil {
			return nil, err
		}
		f.index[name] = i
		f.nodes = append(f.nodes, n)
	}
	f.scatter()
	var err error
	f.required, err = f.set(r.Required)
	return f, err
}

// scatter finds a hash under which each name has a slot of its own, so that a
// name is found by one comparison. Names that no hash tells apart are left to the
// index.
func (f *fields) scatter() {
	for size := 16; size <= 1<<12; size *= 2 {
		for factor := uint32(1); factor < 400; factor += 2 {
			slots := make([]uint8, size)
			if !slices.ContainsFunc(f.names, func(name string) bool {
				slot := &slots[hashOf(name, factor)&uint32(size-1)]
				taken := *slot != 0
				*slot = uint8(f.index[name] + 1)
				return taken
			}) {
				f.slots, f.factor = slots, factor
				return
			}
		}
	}
}

// hashOf mixes the length of a name with three of its characters.
func hashOf[T string | []byte](name T, factor uint32) uint32 {
	n := len(name)
	if n == 0 {
		return 0
	}
	h := uint32(n) + uint32(name[0])*factor + uint32(name[n/2])*(factor+34) + uint32(name[n-1])*(factor*5+2)
	return h ^ h>>5
}

// find is the position of a field.
func (f *fields) find(name []byte) (int, bool) {
	if f.slots == nil {
		i, known := f.index[string(name)]
		return i, known
	}
	i := int(f.slots[hashOf(name, f.factor)&uint32(len(f.slots)-1)]) - 1
	return i, i >= 0 && f.names[i] == string(name)
}

// set is the bits of the named fields.
func (f *fields) set(names []string) (uint64, error) {
	var out uint64
	for _, name := range names {
		i, ok := f.index[name]
		if !ok {
			return 0, fmt.Errorf("OSCAL schema: %s: requires unknown field %q", f.label, name)
		}
		out |= 1 << i
	}
	return out, nil
}

// list is the names of a set, sorted.
func (f *fields) list(set uint64) []string {
	var out []string
	for ; set != 0; set &= set - 1 {
		out = append(out, f.names[bits.TrailingZeros64(set)])
	}
	return out
}

// all merges schemas of text or numbers that must hold together.
func (s *Schema) all(label string, rs []*raw) (*node, error) {
	out := &node{ready: true}
	for _, r := range rs {
		n, err := s.compile(label, r)
		if err != nil {
			return nil, err
		}
		if !n.ready || n.fields != nil || n.items != nil || out.enum != nil && n.enum != nil {
			return nil, fmt.Errorf("OSCAL schema: %s: allOf of a form not known", label)
		}
		switch {
		case out.kinds == 0:
			out.kinds = n.kinds
		case n.kinds != 0:
			out.kinds &= n.kinds
		}
		out.rules = append(out.rules, n.rules...)
		if n.enum != nil {
			out.enum = n.enum
		}
		if n.minimum != nil {
			out.minimum = n.minimum
		}
	}
	return out, nil
}

// any merges alternatives into one node, so that a value is still walked once.
// Three forms occur: an open list of tokens, objects that differ in a few
// members, and one object or a list of them.
func (s *Schema) any(label string, rs []*raw) (*node, error) {
	if len(rs) == 2 && rs[1].Enum != nil {
		return s.openList(label, rs[0], rs[1].Enum)
	}
	if len(rs) == 2 && rs[1].Type == "array" {
		one, err := s.compile(label, rs[0])
		if err != nil {
			return nil, err
		}
		many, err := s.compile(label, rs[1])
		if err != nil {
			return nil, err
		}
		if !one.ready || one.kinds != object || many.kinds != array {
			return nil, fmt.Errorf("OSCAL schema: %s: anyOf of a form not known", label)
		}
		out := *one
		out.kinds |= array
		out.items, out.minItems = many.items, many.minItems
		return &out, nil
	}
	return s.alternatives(label, rs)
}

// openList is a text for which values are proposed and others allowed: the
// proposals say nothing as long as each is of the text's own form.
func (s *Schema) openList(label string, r *raw, proposed []string) (*node, error) {
	n, err := s.compile(label, r)
	if err != nil {
		return nil, err
	}
	for _, v := range proposed {
		for _, rule := range n.rules {
			if n.kinds != text || !rule.holds([]byte(v)) {
				return nil, fmt.Errorf("OSCAL schema: %s: %q is proposed and not allowed", label, v)
			}
		}
	}
	return n, nil
}

// alternatives merges objects: each field has the same schema in every branch
// that has it, so that only which fields are there tells the branches apart.
func (s *Schema) alternatives(label string, rs []*raw) (*node, error) {
	union := &raw{Type: "object", Properties: map[string]*raw{}}
	for _, r := range rs {
		if r.Properties == nil || r.Type != "" && r.Type != "object" || r.Additional != nil && *r.Additional {
			return nil, fmt.Errorf("OSCAL schema: %s: anyOf of a form not known", label)
		}
		for name, p := range r.Properties {
			if known, ok := union.Properties[name]; ok && !reflect.DeepEqual(known, p) {
				return nil, fmt.Errorf("OSCAL schema: %s: field %q differs between alternatives", label, name)
			}
			union.Properties[name] = p
		}
	}
	n, err := s.compile(label, union)
	if err != nil {
		return nil, err
	}
	for _, r := range rs {
		required, err := n.fields.set(r.Required)
		if err != nil {
			return nil, err
		}
		allowed, err := n.fields.set(slices.Collect(maps.Keys(r.Properties)))
		if err != nil {
			return nil, err
		}
		n.fields.branches = append(n.fields.branches, branch{required, allowed})
	}
	return n, nil
}
