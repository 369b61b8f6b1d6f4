// Package metaschema is OSCAL's own definition of its eight models: what may
// stand where and in which order, how it is grouped and named in JSON and in
// XML, which text is markup, and what NIST asks of a document beyond its
// schema.
//
// The table oscal-1.2.2.json is generated from the NIST metaschema sources; it
// holds names, expressions and tokens, none of their sentences. Sources:
// usnistgov/OSCAL v1.2.2, src/metaschema.
package metaschema

//go:generate go run ./gen

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"
)

// NS is the namespace of OSCAL's XML elements.
const NS = "http://csrc.nist.gov/ns/oscal/1.0"

// Kind says what a definition makes: an object, a value, or an attribute.
type Kind string

// The kinds of definition.
const (
	Assembly Kind = "assembly" // flags and a model; an object in JSON
	Field    Kind = "field"    // a value with or without flags
	Flag     Kind = "flag"     // an attribute in XML, a string member in JSON
)

// Table is every definition, sorted by id.
type Table struct {
	Version     string
	Definitions []*Definition
	Constraints int `json:"-"` // how many there are

	byID  map[string]*Definition
	roots map[string]*Definition
}

// Definition is one assembly, field or flag.
type Definition struct {
	// ID is module:name for a definition that others refer to, and parent/name
	// for one that is made where it is used.
	ID   string
	Kind Kind
	Root string `json:",omitempty"` // name of the document element, where it is one

	// Type is the datatype of a field or flag: string, token, uuid, uri,
	// uri-reference, date-time-with-timezone, markup-line, markup-multiline …
	Type string `json:",omitempty"`
	// ValueKey is the JSON name of a field's value beside its flags; empty for
	// a field without flags, which is its value alone.
	ValueKey string `json:",omitempty"`

	Flags       []FlagUse    `json:",omitempty"` // in order of the source
	Model       []Member     `json:",omitempty"` // in the order of XML
	Constraints []Constraint `json:",omitempty"`
}

// FlagUse is an attribute of an assembly or a field.
type FlagUse struct {
	Name     string // the same in XML and JSON
	Ref      string // id of its definition
	Required bool   `json:",omitempty"`
	Default  string `json:",omitempty"` // what its absence means

	def *Definition
}

// Member is an assembly or field in a model.
type Member struct {
	Ref  string // id of its definition
	XML  string // name of its element
	JSON string // name of its member: the group's where there is one
	// Wrapper is the element around the elements of a group; empty: none.
	Wrapper string `json:",omitempty"`
	// List says that JSON holds an array; Single that an array of one item is
	// written as that item.
	List   bool `json:",omitempty"`
	Single bool `json:",omitempty"`
	// Unwrapped markup-multiline stands in its parent without an element of its
	// own; XML is empty then.
	Unwrapped bool `json:",omitempty"`
	Min       int  `json:",omitempty"`
	Max       int  // 0: any number
	// Choice is the number of the choice in its model that the member is an
	// alternative of, from 1; 0: none. Alternatives share a place in the order.
	Choice int `json:",omitempty"`

	def *Definition
}

// Constraint is one thing NIST asks of what a definition makes.
type Constraint struct {
	ID     string
	Kind   string // allowed-values, is-unique, index, index-has-key, has-cardinality, matches, expect
	Level  string // ERROR, WARNING, INFORMATIONAL …
	Target string // Metapath from the object to what is judged

	Values     []Value    `json:",omitempty"` // of allowed-values
	AllowOther bool       `json:",omitempty"` // other values may stand beside them
	Index      string     `json:",omitempty"` // name of an index
	Keys       []KeyField `json:",omitempty"` // of is-unique, index and index-has-key
	Min, Max   int        `json:",omitempty"` // of has-cardinality; Max 0: any number
	Regex      string     `json:",omitempty"` // of matches
	Datatype   string     `json:",omitempty"` // of matches
	Test       string     `json:",omitempty"` // of expect: Metapath that must hold
}

// Value is a token of allowed-values.
type Value struct {
	Value      string
	Deprecated string `json:",omitempty"` // version since which it should not be used
}

// KeyField is a part of a key: a Metapath, and what of its text counts.
type KeyField struct {
	Target  string
	Pattern string `json:",omitempty"`
}

//go:embed oscal-1.2.2.json
var source []byte

// Open gives the table. It is read once; nobody may change it.
var Open = sync.OnceValues(func() (*Table, error) { return parse(source) })

func parse(text []byte) (*Table, error) {
	t := &Table{byID: map[string]*Definition{}, roots: map[string]*Definition{}}
	if err := json.Unmarshal(text, t); err != nil {
		return nil, fmt.Errorf("metaschema table: %w", err)
	}
	for _, d := range t.Definitions {
		t.byID[d.ID] = d
		t.Constraints += len(d.Constraints)
		if d.Root != "" {
			t.roots[d.Root] = d
		}
	}
	return t, t.link()
}

// link ties every use to its definition.
func (t *Table) link() error {
	for _, d := range t.Definitions {
		for i := range d.Flags {
			if d.Flags[i].def = t.byID[d.Flags[i].Ref]; d.Flags[i].def == nil {
				return fmt.Errorf("metaschema table: %s: no flag %s", d.ID, d.Flags[i].Ref)
			}
		}
		for i := range d.Model {
			if d.Model[i].def = t.byID[d.Model[i].Ref]; d.Model[i].def == nil {
				return fmt.Errorf("metaschema table: %s: no member %s", d.ID, d.Model[i].Ref)
			}
		}
	}
	return nil
}

// Root gives the definition of a document by the name of its root; nil where
// there is none.
func (t *Table) Root(name string) *Definition { return t.roots[name] }

// Definition gives the definition of an id; nil where there is none.
func (t *Table) Definition(id string) *Definition { return t.byID[id] }

// Definition gives what the flag is.
func (f *FlagUse) Definition() *Definition { return f.def }

// Definition gives what the member is.
func (m *Member) Definition() *Definition { return m.def }

// Markup says whether the value is markup, and whether of several lines.
func (d *Definition) Markup() (markup, multiline bool) {
	return d.Type == "markup-line" || d.Type == "markup-multiline", d.Type == "markup-multiline"
}

// Flag gives the flag of that name; nil where there is none.
func (d *Definition) Flag(name string) *FlagUse {
	for i := range d.Flags {
		if d.Flags[i].Name == name {
			return &d.Flags[i]
		}
	}
	return nil
}

// ByJSON gives the member of that JSON name; nil where there is none.
func (d *Definition) ByJSON(name string) *Member {
	for i := range d.Model {
		if d.Model[i].JSON == name {
			return &d.Model[i]
		}
	}
	return nil
}

// ByXML gives the member whose elements have that name; nil where there is
// none. A wrapper's name is not one.
func (d *Definition) ByXML(name string) *Member {
	for i := range d.Model {
		if d.Model[i].XML == name {
			return &d.Model[i]
		}
	}
	return nil
}
