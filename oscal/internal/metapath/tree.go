// Package metapath holds an OSCAL document as the tree that NIST's constraints
// speak of, elements and attributes whatever the format, and evaluates the part
// of the Metapath language that they use.
//
// Source: NIST Metaschema, Metapath expression language; OSCAL 1.2.2.
package metapath

import (
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/oscal/internal/metaschema"
	"github.com/assay-compliance/assay/oscal/internal/shape"
)

// Node is an assembly, field or flag of a document.
type Node struct {
	Def    *metaschema.Definition
	Name   string // of its element or attribute
	Value  []byte // of a field or flag, as JSON has it without quotes
	Parent *Node
	flag   bool

	first, last, next *Node // its flags and parts, in the order of the document

	step  string // its JSON name in Parent
	index int    // in an array; -1 outside of one
	tags  *Tag
}

// Tag is something that a caller keeps with a node.
type Tag struct {
	Value any
	Next  *Tag
}

// Tag keeps a value with the node.
func (n *Node) Tag(v any) { n.tags = &Tag{v, n.tags} }

// Tags is what was kept with the node, the newest first.
func (n *Node) Tags() *Tag { return n.tags }

// Flag gives the value of a flag, and whether it is there.
func (n *Node) Flag(name string) ([]byte, bool) {
	for c := n.first; c != nil; c = c.next {
		if c.flag && c.Name == name {
			return c.Value, true
		}
	}
	return nil, false
}

// Pointer is the JSON pointer of the node.
func (n *Node) Pointer() string {
	var steps []string
	for ; n.Parent != nil; n = n.Parent {
		if n.index >= 0 {
			steps = append(steps, strconv.Itoa(n.index))
		}
		steps = append(steps, strings.ReplaceAll(strings.ReplaceAll(n.step, "~", "~0"), "/", "~1"))
	}
	var b strings.Builder
	for i := len(steps) - 1; i >= 0; i-- {
		b.WriteByte('/')
		b.WriteString(steps[i])
	}
	return b.String()
}

// Children calls visit for the elements right below the node.
func (n *Node) Children(visit func(*Node)) {
	for c := n.first; c != nil; c = c.next {
		if !c.flag {
			visit(c)
		}
	}
}

// Each calls visit for the node and all below it, parents first.
func (n *Node) Each(visit func(*Node)) {
	visit(n)
	for c := n.first; c != nil; c = c.next {
		c.Each(visit)
	}
}

// maxDepth bounds a tree; the reader of documents refuses deeper ones.
const maxDepth = shape.MaxDepth

// Builder makes the tree of a document. Items of arrays that Apart wants come
// one at a time: they hang from their parent, but are no child of it, and are gone
// after Item returns. An item comes before the one it stands in.
type Builder struct {
	Table *metaschema.Table
	Apart func(ancestors []*metaschema.Definition, m *metaschema.Member) bool
	Item  func(*Node)

	names  map[*metaschema.Definition]map[string]slot
	cursor *shape.Cursor
	within []*metaschema.Definition

	// Nodes come from pages, and go back to them when an item is done.
	pages [][]Node
	page  int // in use
	used  int // of that page
}

// slot is what a JSON name means in an object.
type slot struct {
	flag   *metaschema.FlagUse
	member *metaschema.Member
	value  bool
}

// Build makes the tree of a document whose root member is named model; nil where
// the text holds none. The root has one child, the document's element.
func (b *Builder) Build(data []byte, model string) *Node {
	def := b.Table.Root(model)
	if def == nil {
		return nil
	}
	b.pages, b.page, b.used = nil, 0, 0
	b.names = map[*metaschema.Definition]map[string]slot{}
	b.cursor = shape.NewCursor(data)
	if b.cursor.Kind() != '{' {
		return nil
	}
	root := &Node{index: -1}
	b.cursor.Enter()
	for b.cursor.More() {
		if name := b.cursor.Name(); string(name) == model && root.first == nil {
			root.add(b.node(root, def, model, model, -1))
		} else {
			b.cursor.Skip()
		}
	}
	if root.first == nil {
		return nil
	}
	return root
}

func (n *Node) add(c *Node) {
	if n.first == nil {
		n.first = c
	} else {
		n.last.next = c
	}
	n.last = c
}

// perPage is how many nodes a page has.
const perPage = 256

// alloc gives a node.
func (b *Builder) alloc() *Node {
	if b.used == perPage {
		b.page, b.used = b.page+1, 0
	}
	if b.page == len(b.pages) {
		b.pages = append(b.pages, make([]Node, perPage))
	}
	b.used++
	return &b.pages[b.page][b.used-1]
}

// node reads the value here as one node.
func (b *Builder) node(parent *Node, def *metaschema.Definition, name, step string, index int) *Node {
	n := b.alloc()
	*n = Node{Def: def, Name: name, Parent: parent, flag: def.Kind == metaschema.Flag, step: step, index: index}
	if b.cursor.Kind() != '{' {
		n.Value = b.scalar()
		return n
	}
	if len(b.within) >= maxDepth {
		b.cursor.Skip()
		return n
	}
	b.within = append(b.within, def)
	slots := b.slots(def)
	b.cursor.Enter()
	for b.cursor.More() {
		if b.cursor.Kind() != '"' {
			b.cursor.Skip()
			continue
		}
		switch s := slots[string(b.cursor.Name())]; {
		case s.flag != nil:
			n.add(b.node(n, s.flag.Definition(), s.flag.Name, s.flag.Name, -1))
		case s.member != nil:
			b.member(n, s.member)
		case s.value:
			n.Value = b.scalar()
		default:
			b.cursor.Skip()
		}
	}
	b.within = b.within[:len(b.within)-1]
	return n
}

// scalar reads a value that is no object; of an array it reads nothing.
func (b *Builder) scalar() []byte {
	if k := b.cursor.Kind(); k == '[' || k == '{' {
		b.cursor.Skip()
		return nil
	}
	return b.cursor.Scalar()
}

// member reads one member of a model: a value, or an array of them.
func (b *Builder) member(n *Node, m *metaschema.Member) {
	if b.cursor.Kind() != '[' {
		n.add(b.node(n, m.Definition(), elementName(m), m.JSON, -1))
		return
	}
	apart := b.Apart != nil && b.Apart(b.within, m)
	b.cursor.Enter()
	for i := 0; b.cursor.More(); i++ {
		if !apart {
			n.add(b.node(n, m.Definition(), elementName(m), m.JSON, i))
			continue
		}
		page, used := b.page, b.used
		b.Item(b.node(n, m.Definition(), elementName(m), m.JSON, i))
		b.page, b.used = page, used
	}
}

// elementName names the element of a member; text that stands without one has
// the name of its field.
func elementName(m *metaschema.Member) string {
	if m.XML == "" {
		return m.JSON
	}
	return m.XML
}

// slots gives what the JSON names of a definition mean.
func (b *Builder) slots(def *metaschema.Definition) map[string]slot {
	known := b.names[def]
	if known != nil {
		return known
	}
	known = map[string]slot{}
	for i := range def.Model {
		known[def.Model[i].JSON] = slot{member: &def.Model[i]}
	}
	for i := range def.Flags {
		known[def.Flags[i].Name] = slot{flag: &def.Flags[i]}
	}
	if def.ValueKey != "" {
		known[def.ValueKey] = slot{value: true}
	}
	b.names[def] = known
	return known
}
