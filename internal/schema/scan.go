package schema

import (
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/jsonast"
)

// Scanner holds JSON text against a program without making values of it. It is
// for one goroutine; the zero value is ready.
type Scanner struct {
	Pass  jsonast.Pass
	check checker
	seen  []bool   // properties met in the objects being read
	keys  []string // keys met there that the schema does not name
	names []string // values of the unique property in the arrays being read
}

// Matches passes the value that stands next in s.Pass and says whether it is
// certain to match: what it says yes to, Decode reads and Check finds nothing
// in. Where it says no, those two know why, and the pass is over.
func (s *Scanner) Matches(p *Program) bool {
	s.check = checker{max: 1, found: s.check.found[:0], path: s.check.path[:0]}
	s.seen, s.keys, s.names = s.seen[:0], s.keys[:0], s.names[:0]
	return s.value(p.root)
}

// value passes the value that follows and says whether it matches n.
func (s *Scanner) value(n *node) bool {
	if n.derived {
		return false
	}
	c := s.Pass.Next()
	switch c {
	case '{':
		return allows(n, kindObject) && n.enum == nil && s.object(n, "")
	case '[':
		return allows(n, kindArray) && n.enum == nil && s.array(n)
	case '"':
		return allows(n, kindString) && s.text(n)
	case 't', 'f':
		return allows(n, kindBoolean) && s.word(n, ast.Boolean(c == 't'))
	case 'n':
		return allows(n, kindNull) && s.word(n, ast.Null{})
	case 0:
		return false
	}
	return s.number(n)
}

func allows(n *node, k kinds) bool { return n.types == 0 || n.types&k != 0 }

func (s *Scanner) word(n *node, v ast.Value) bool {
	return s.Pass.Word() && (n.enum == nil || n.enum.has(v))
}

func (s *Scanner) text(n *node) bool {
	text, ok := s.Pass.Text()
	if !ok || n.enum != nil && !n.enum.hasText(text) {
		return false
	}
	if n.hasString {
		s.check.text(n, text)
	}
	return len(s.check.found) == 0
}

func (s *Scanner) number(n *node) bool {
	if !allows(n, kindNumber|kindInteger) {
		return false
	}
	number, ok := s.Pass.Number()
	if !ok || n.types&(kindNumber|kindInteger) == kindInteger && !whole(string(number)) || n.enum != nil && !n.enum.has(number) {
		return false
	}
	if n.hasNumber {
		s.check.number(n, number)
	}
	return len(s.check.found) == 0
}

// object passes an object. What it has as its property unique, where that is
// text, is added to the names.
func (s *Scanner) object(n *node, unique string) bool {
	if len(n.props) == 0 && n.additional == nil && !n.closed {
		return s.Pass.Skip()
	}
	if !s.Pass.Open() {
		return false
	}
	seen, keys := len(s.seen), len(s.keys)
	s.seen = append(s.seen, make([]bool, len(n.props))...)
	at := -1 // of the property met last: what comes next often stands next to it
	for first := true; ; first = false {
		more, ok := s.Pass.More('}', first)
		if !ok {
			return false
		}
		if !more {
			break
		}
		key, ok := s.Pass.Key()
		if !ok {
			return false
		}
		at, ok = n.find(key, at+1)
		switch {
		case !ok:
			if !s.stranger(n, key) {
				return false
			}
		case s.seen[seen+at]:
			return false // it stands there twice
		case key == unique:
			s.seen[seen+at] = true
			if !s.named(n.props[at].node) {
				return false
			}
		default:
			s.seen[seen+at] = true
			if !s.value(n.props[at].node) {
				return false
			}
		}
	}
	for i := range n.props {
		if n.props[i].required && !s.seen[seen+i] {
			return false
		}
	}
	ok := jsonast.Distinct(s.keys[keys:])
	s.seen, s.keys = s.seen[:seen], s.keys[:keys]
	return ok
}

// find gives the place of a property; likely is looked at first.
func (n *node) find(key string, likely int) (int, bool) {
	if likely < len(n.props) && n.props[likely].name == key {
		return likely, true
	}
	return slices.BinarySearchFunc(n.props, key, func(p property, s string) int { return strings.Compare(p.name, s) })
}

// stranger passes a member whose key the schema does not name.
func (s *Scanner) stranger(n *node, key string) bool {
	if n.closed {
		return false
	}
	s.keys = append(s.keys, key)
	if n.additional != nil {
		return s.value(n.additional)
	}
	return s.Pass.Next() != 0 && s.Pass.Skip()
}

// named passes the value of a property that no two elements may share.
func (s *Scanner) named(n *node) bool {
	if s.Pass.Next() != '"' {
		return false
	}
	text, ok := s.Pass.Text()
	if !ok || !allows(n, kindString) || n.enum != nil && !n.enum.hasText(text) {
		return false
	}
	s.names = append(s.names, text)
	if n.hasString {
		s.check.text(n, text)
	}
	return len(s.check.found) == 0
}

// array passes an array. One whose elements must differ is decoded: they are
// few where schemas ask for it.
func (s *Scanner) array(n *node) bool {
	if n.unique {
		v, ok := s.Pass.Value()
		if !ok {
			return false
		}
		s.check.value(n, v)
		return len(s.check.found) == 0
	}
	if !s.Pass.Open() {
		return false
	}
	names, length := len(s.names), 0
	for ; ; length++ {
		more, ok := s.Pass.More(']', length == 0)
		if !ok {
			return false
		}
		if !more {
			break
		}
		if !s.element(n) {
			return false
		}
	}
	ok := length >= n.minItems && (n.maxItems < 0 || length <= n.maxItems) && jsonast.Distinct(s.names[names:])
	s.names = s.names[:names]
	return ok
}

func (s *Scanner) element(n *node) bool {
	switch {
	case n.items == nil:
		return s.Pass.Next() != 0 && s.Pass.Skip()
	case n.uniqueBy == nil:
		return s.value(n.items)
	}
	return s.Pass.Next() == '{' && allows(n.items, kindObject) && n.items.enum == nil && s.object(n.items, keyOf(n.uniqueBy))
}
