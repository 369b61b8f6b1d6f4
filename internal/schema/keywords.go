package schema

import (
	"cmp"
	"math/bits"
	"regexp"
	"slices"
	"strconv"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/jsonast"
)

// forObjects, forArrays, forStrings, forNumbers and forAll compile one keyword
// each into n; false says that the keyword is not theirs.
func (c *compiler) forObjects(n *node, key string, v ast.Value, at string) bool {
	switch key {
	case "properties":
		o, ok := v.(ast.Object)
		if !ok {
			c.bad(at, "properties must be an object of schemas", "")
			return true
		}
		o.Foreach(func(k, v *ast.Term) {
			name := keyOf(k)
			n.props = append(n.props, property{
				name: name,
				key:  ast.InternedTerm(name),
				node: c.schema(v.Value, at+"/"+jsonast.Escape(name)),
			})
		})
		slices.SortFunc(n.props, func(a, b property) int { return cmp.Compare(a.name, b.name) })
	case "additionalProperties":
		if b, ok := v.(ast.Boolean); ok {
			n.closed = !bool(b)
			return true
		}
		n.additional = c.schema(v, at)
		c.maps = append(c.maps, mapping{n.additional, at})
	default:
		return false
	}
	return true
}

func (c *compiler) forArrays(n *node, key string, v ast.Value, at string) bool {
	switch key {
	case "items":
		n.items = c.schema(v, at)
	case "minItems":
		n.minItems = c.count(v, at)
	case "maxItems":
		n.maxItems = c.count(v, at)
	case "uniqueItems":
		n.unique = c.flag(v, at)
	default:
		return false
	}
	return true
}

func (c *compiler) forStrings(n *node, key string, v ast.Value, at string) bool {
	switch key {
	case "pattern":
		s, _ := v.(ast.String)
		re, err := regexp.Compile(string(s))
		if err != nil || s == "" {
			c.bad(at, "pattern is no regular expression of Go's syntax", "see https://pkg.go.dev/regexp/syntax")
			return true
		}
		n.pattern = re
	case "format":
		s, _ := v.(ast.String)
		n.format = formatOf(string(s))
		if n.format == nil {
			c.bad(at, "the format is not known", "use one of date-time, date, uri, uuid, ipv4, ipv6, email, hostname")
			return true
		}
	case "minLength":
		n.minLength = c.count(v, at)
	case "maxLength":
		n.maxLength = c.count(v, at)
	default:
		return false
	}
	n.hasString = true
	return true
}

func (c *compiler) forNumbers(n *node, key string, v ast.Value, at string) bool {
	switch key {
	case "minimum", "exclusiveMinimum":
		if n.min.text != "" {
			c.bad(at, "minimum and exclusiveMinimum stand side by side", "keep one")
		}
		n.min, n.exclusiveMin = c.limit(v, at), key == "exclusiveMinimum"
	case "maximum", "exclusiveMaximum":
		if n.max.text != "" {
			c.bad(at, "maximum and exclusiveMaximum stand side by side", "keep one")
		}
		n.max, n.exclusiveMax = c.limit(v, at), key == "exclusiveMaximum"
	default:
		return false
	}
	n.hasNumber = true
	return true
}

func (c *compiler) forAll(n *node, key string, v ast.Value, at string) bool {
	switch key {
	case "type":
		n.types = c.types(v, at)
	case "const":
		n.enum = c.oneOf(n.enum, []ast.Value{v}, at)
	case "enum":
		var all []ast.Value
		if a, ok := v.(*ast.Array); ok {
			a.Foreach(func(t *ast.Term) { all = append(all, t.Value) })
		}
		if len(all) == 0 {
			c.bad(at, "enum must be an array of at least one value", "")
		}
		n.enum = c.oneOf(n.enum, all, at)
	default:
		return false
	}
	return true
}

// oneOf builds the set of allowed values.
func (c *compiler) oneOf(have *enum, values []ast.Value, at string) *enum {
	if have != nil {
		c.bad(at, "enum and const stand side by side", "keep one")
	}
	e := &enum{}
	for _, v := range values {
		if s, ok := v.(ast.String); ok {
			e.strings = append(e.strings, string(s))
		} else {
			e.others = append(e.others, v)
		}
	}
	slices.Sort(e.strings)
	return e
}

// types reads one type name or an array of them.
func (c *compiler) types(v ast.Value, at string) kinds {
	names := []ast.Value{v}
	if a, ok := v.(*ast.Array); ok {
		names = names[:0]
		a.Foreach(func(t *ast.Term) { names = append(names, t.Value) })
	}
	var k kinds
	for _, v := range names {
		s, _ := v.(ast.String)
		one := kindOf(string(s))
		if one == 0 {
			c.bad(at, "type must be null, boolean, integer, number, string, array or object, or an array of those", "")
		}
		k |= one
	}
	switch {
	case len(names) == 0:
		c.bad(at, "type names no type", "")
	case bits.OnesCount8(uint8(k&^kindNull)) > 1:
		c.bad(at, "type allows "+k.String()+", of which OPA's type check sees only one", "allow one type, and null beside it at most")
	}
	return k
}

func kindOf(name string) kinds {
	for i, n := range kindNames {
		if n == name {
			return 1 << i
		}
	}
	return 0
}

// kindNames are the names of the bits of kinds, lowest first.
var kindNames = [...]string{"null", "boolean", "integer", "number", "string", "array", "object"}

// count reads a whole number, 0 or more.
func (c *compiler) count(v ast.Value, at string) int {
	n, _ := v.(ast.Number)
	i, err := strconv.Atoi(string(n))
	if err != nil || i < 0 {
		c.bad(at, "a whole number, 0 or more, is needed", "")
		return 0
	}
	return i
}

func (c *compiler) flag(v ast.Value, at string) bool {
	b, ok := v.(ast.Boolean)
	if !ok {
		c.bad(at, "true or false is needed", "")
	}
	return bool(b)
}

func (c *compiler) limit(v ast.Value, at string) bound {
	n, ok := v.(ast.Number)
	if !ok {
		c.bad(at, "a number is needed", "")
		n = "0"
	}
	b := bound{text: n}
	b.value, b.small = smallInt(string(n))
	return b
}

// names reads an array of strings.
func (c *compiler) names(v ast.Value, at string) []string {
	var out []string
	a, ok := v.(*ast.Array)
	if !ok {
		c.bad(at, "an array of strings is needed", "")
		return nil
	}
	a.Foreach(func(t *ast.Term) {
		s, ok := t.Value.(ast.String)
		if !ok {
			c.bad(at, "an array of strings is needed", "")
			return
		}
		out = append(out, string(s))
	})
	return out
}
