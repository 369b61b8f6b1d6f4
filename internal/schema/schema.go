// Package schema compiles a JSON Schema into a small program that walks an OPA
// value, so that evidence is checked where it already stands in memory.
//
// The subset is the one whose meaning a type checker can use too: types,
// properties, items, enumerations, ranges, lengths, patterns, formats and local
// references. Combinators (oneOf, anyOf, allOf, not, if …), unions of types other
// than with null, and structure below unnamed keys are refused: they silently
// switch OPA's type check off, and a misspelt field would then pass. A keyword that the program would not hold is refused as well, never skipped.
package schema

import (
	"regexp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/jsonast"
)

// Program is a compiled schema. It is immutable and safe for concurrent use.
type Program struct {
	Name        string
	Title       string // the root's title and description; empty without
	Description string
	root        *node
}

// Annotation is the value of an x- keyword and the place it speaks of: a JSON
// pointer into instances in which '*' stands for any array index and any key
// under additionalProperties. The root is "".
type Annotation struct {
	Pointer string
	Value   ast.Value
}

// kinds is a set of JSON types.
type kinds uint8

const (
	kindNull kinds = 1 << iota
	kindBoolean
	kindInteger
	kindNumber
	kindString
	kindArray
	kindObject
)

// node is one schema. The zero value accepts everything.
type node struct {
	types kinds // 0: any

	props      []property // sorted by name
	additional *node      // schema of keys outside props; nil: see closed
	closed     bool       // keys outside props are refused

	items              *node
	minItems, maxItems int // maxItems -1: none
	unique             bool
	uniqueBy           *ast.Term // property that no two elements may share the text of; nil: none

	enum *enum

	pattern              *regexp.Regexp
	minLength, maxLength int // characters; maxLength -1: none
	format               *format

	min, max             bound
	exclusiveMin         bool
	exclusiveMax         bool
	hasString, hasNumber bool // some assertion above concerns strings, numbers

	derived bool // no evidence may have it

	notes []Annotation // its own x- keywords; Pointer holds the keyword's name
}

// bound is a limit of numbers; the zero value is none.
type bound struct {
	text  ast.Number // empty: none
	small bool       // value holds it
	value int64
}

type property struct {
	name     string
	key      *ast.Term
	node     *node
	required bool
}

// enum is the set of allowed values.
type enum struct {
	strings []string // sorted
	others  []ast.Value
}

func (e *enum) has(v ast.Value) bool {
	if s, ok := v.(ast.String); ok {
		return e.hasText(string(s))
	}
	for _, o := range e.others {
		if o.Compare(v) == 0 {
			return true
		}
	}
	return false
}

func (e *enum) hasText(s string) bool {
	if len(e.strings) <= 8 {
		return slices.Contains(e.strings, s)
	}
	_, ok := slices.BinarySearch(e.strings, s)
	return ok
}

// Annotations gives every use of the x- keyword name, sorted by pointer. A
// recursive schema is entered once.
func (p *Program) Annotations(name string) []Annotation {
	var out []Annotation
	var walk func(n *node, at string, above []*node)
	walk = func(n *node, at string, above []*node) {
		if n == nil || slices.Contains(above, n) {
			return
		}
		above = append(above, n)
		for _, a := range n.notes {
			if a.Pointer == name {
				out = append(out, Annotation{Pointer: at, Value: a.Value})
			}
		}
		for _, q := range n.props {
			walk(q.node, at+"/"+jsonast.Escape(q.name), above)
		}
		walk(n.additional, at+"/*", above)
		walk(n.items, at+"/*", above)
	}
	walk(p.root, "", nil)
	slices.SortStableFunc(out, func(a, b Annotation) int { return strings.Compare(a.Pointer, b.Pointer) })
	return out
}

// Object says whether the root of the schema is an object.
func (p *Program) Object() bool { return p.root.types == kindObject }

// Keys lists the keys that the schema knows, anywhere in it, sorted: those that
// a message over an instance may show.
func (p *Program) Keys() []string {
	var out []string
	seen := map[*node]bool{}
	var walk func(n *node)
	walk = func(n *node) {
		if n == nil || seen[n] {
			return
		}
		seen[n] = true
		for _, q := range n.props {
			out = append(out, q.name)
			walk(q.node)
		}
		walk(n.additional)
		walk(n.items)
	}
	walk(p.root)
	slices.Sort(out)
	return slices.Compact(out)
}

// Knows says whether a JSON pointer into an instance leads to something that
// the schema describes: only through properties it names, and elements.
func (p *Program) Knows(pointer string) bool {
	n := p.root
	if !strings.HasPrefix(pointer, "/") {
		return false
	}
	for token := range strings.SplitSeq(pointer[1:], "/") {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		i, ok := slices.BinarySearchFunc(n.props, token, func(p property, s string) int { return strings.Compare(p.name, s) })
		switch {
		case ok:
			n = n.props[i].node
		case n.items != nil && token != "" && strings.Trim(token, "0123456789") == "":
			n = n.items
		default:
			return false
		}
	}
	return true
}
