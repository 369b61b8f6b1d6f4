package schema

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/jsonast"
)

// Violation is one way in which a value does not match its schema. It shows
// nothing of the value: keys the schema does not know are '*' in Pointer, and
// Message speaks of the schema only.
type Violation struct {
	Pointer string
	Keyword string
	Message string
}

// Check walks v and returns its violations, at most max of them (at least one
// is looked for), in the order of the walk: properties by name, elements by
// index. None means that v matches.
func (p *Program) Check(v ast.Value, max int) []Violation {
	c := checker{max: max}
	c.value(p.root, v)
	return c.found
}

// CheckInput is Check of what a policy reads, which has what is derived too.
func (p *Program) CheckInput(v ast.Value, max int) []Violation {
	c := checker{max: max, derived: true}
	c.value(p.root, v)
	return c.found
}

// checker is the state of one walk.
type checker struct {
	derived bool // what is derived may be there
	found   []Violation
	max     int
	path    []step
}

// step is where the walk went: into a key of the schema, or, with an empty
// key, into element or unknown key (index -1).
type step struct {
	key   string
	index int
}

func (c *checker) full() bool { return len(c.found) >= c.max && len(c.found) > 0 }

// add notes a violation at the current place.
func (c *checker) add(keyword, message string) {
	if c.full() {
		return
	}
	c.found = append(c.found, Violation{Pointer: c.pointer(), Keyword: keyword, Message: message})
}

func (c *checker) pointer() string {
	var b strings.Builder
	for _, s := range c.path {
		b.WriteByte('/')
		switch {
		case s.index >= 0:
			b.WriteString(strconv.Itoa(s.index))
		case s.key == "":
			b.WriteByte('*')
		default:
			b.WriteString(jsonast.Escape(s.key))
		}
	}
	return b.String()
}

// into checks v against n one step further down.
func (c *checker) into(s step, n *node, v ast.Value) {
	c.path = append(c.path, s)
	c.value(n, v)
	c.path = c.path[:len(c.path)-1]
}

// value checks v against n.
func (c *checker) value(n *node, v ast.Value) {
	if c.full() {
		return
	}
	if n.derived && !c.derived {
		c.add(derived, "is derived by assay, and evidence may not have it")
		return
	}
	var k kinds
	switch v := v.(type) {
	case ast.String:
		if k = kindString; n.hasString && n.types&^kindString == 0 || n.hasString && n.types&kindString != 0 {
			c.text(n, string(v))
		}
	case ast.Boolean:
		k = kindBoolean
	case ast.Number:
		k = kindNumber
		if n.types&(kindNumber|kindInteger) == kindInteger && whole(string(v)) {
			k = kindInteger
		}
		if n.hasNumber {
			c.number(n, v)
		}
	case ast.Null:
		k = kindNull
	case *ast.Array:
		if k = kindArray; n.types == 0 || n.types&k != 0 {
			c.array(n, v)
		}
	default:
		k = kindObject
		if o, ok := v.(ast.Object); ok && (n.types == 0 || n.types&k != 0) {
			c.object(n, o)
		}
	}
	if n.types != 0 && n.types&k == 0 {
		c.add("type", "is "+name(k)+", must be "+n.types.String())
		return
	}
	if n.enum != nil && !n.enum.has(v) {
		c.add("enum", n.enum.describe())
	}
}

// object checks the properties in the schema's order and counts them, so that
// the object's own keys need no visit where all of them are known.
func (c *checker) object(n *node, o ast.Object) {
	known := 0
	for i := range n.props {
		p := &n.props[i]
		t := o.Get(p.key)
		if t == nil {
			if p.required {
				c.add("required", "lacks "+strconv.Quote(p.name))
			}
			continue
		}
		known++
		c.into(step{p.name, -1}, p.node, t.Value)
	}
	if known == o.Len() || !n.closed && n.additional == nil {
		return
	}
	if n.closed {
		c.path = append(c.path, step{"", -1})
		c.add("additionalProperties", unknownKeys(n, o.Len()-known))
		c.path = c.path[:len(c.path)-1]
		return
	}
	o.Foreach(func(k, v *ast.Term) {
		if !n.knows(keyOf(k)) {
			c.into(step{"", -1}, n.additional, v.Value)
		}
	})
}

func (n *node) knows(key string) bool {
	_, ok := slices.BinarySearchFunc(n.props, key, func(p property, s string) int { return strings.Compare(p.name, s) })
	return ok
}

// unknownKeys says how many keys are unknown and which are known.
func unknownKeys(n *node, unknown int) string {
	s := "has a key the schema does not know"
	if unknown > 1 {
		s = "has " + strconv.Itoa(unknown) + " keys the schema does not know"
	}
	if len(n.props) == 0 {
		return s + "; it knows none here"
	}
	names := make([]string, len(n.props))
	for i, p := range n.props {
		names[i] = p.name
	}
	return s + "; it knows " + strings.Join(names, ", ")
}

func (c *checker) array(n *node, a *ast.Array) {
	l := a.Len()
	if l < n.minItems {
		c.add("minItems", "has fewer than "+strconv.Itoa(n.minItems)+" elements")
	}
	if n.maxItems >= 0 && l > n.maxItems {
		c.add("maxItems", "has more than "+strconv.Itoa(n.maxItems)+" elements")
	}
	if n.unique && l > 1 && repeats(a) {
		c.add("uniqueItems", "has the same element twice")
	}
	if n.uniqueBy != nil && l > 1 {
		c.namesakes(n, a)
	}
	if n.items == nil {
		return
	}
	c.path = append(c.path, step{})
	for i := range l {
		c.path[len(c.path)-1].index = i
		if c.value(n.items, a.Elem(i).Value); c.full() {
			break
		}
	}
	c.path = c.path[:len(c.path)-1]
}

// namesakes finds the first element that another before it shares the name with.
func (c *checker) namesakes(n *node, a *ast.Array) {
	seen := make(map[ast.String]bool, a.Len())
	for i := range a.Len() {
		o, ok := a.Elem(i).Value.(ast.Object)
		if !ok {
			continue
		}
		name := o.Get(n.uniqueBy)
		if name == nil {
			continue
		}
		text, ok := name.Value.(ast.String)
		if ok && seen[text] {
			c.path = append(c.path, step{index: i})
			c.add(uniqueBy, "has the same "+keyOf(n.uniqueBy)+" as an element before it")
			c.path = c.path[:len(c.path)-1]
			return
		}
		seen[text] = ok
	}
}

// repeats says whether two elements are equal, by sorting rather than hashing:
// hashes can be made to collide by who writes the evidence.
func repeats(a *ast.Array) bool {
	all := make([]ast.Value, a.Len())
	for i := range all {
		all[i] = a.Elem(i).Value
	}
	slices.SortFunc(all, func(x, y ast.Value) int { return x.Compare(y) })
	for i := 1; i < len(all); i++ {
		if all[i-1].Compare(all[i]) == 0 {
			return true
		}
	}
	return false
}

func (c *checker) text(n *node, s string) {
	if n.minLength > 0 || n.maxLength >= 0 {
		switch l := utf8.RuneCountInString(s); {
		case l < n.minLength:
			c.add("minLength", "is shorter than "+strconv.Itoa(n.minLength)+" characters")
		case n.maxLength >= 0 && l > n.maxLength:
			c.add("maxLength", "is longer than "+strconv.Itoa(n.maxLength)+" characters")
		}
	}
	if n.pattern != nil && !n.pattern.MatchString(s) {
		c.add("pattern", "does not match the pattern "+n.pattern.String())
	}
	if n.format != nil && !n.format.valid(s) {
		c.add("format", "is no "+n.format.name)
	}
}

func (c *checker) number(n *node, v ast.Number) {
	if n.min.text != "" {
		if d := n.min.compare(v); d > 0 || d == 0 && n.exclusiveMin {
			c.add("minimum", "is below "+string(n.min.text)+orEqual(n.exclusiveMin))
		}
	}
	if n.max.text != "" {
		if d := n.max.compare(v); d < 0 || d == 0 && n.exclusiveMax {
			c.add("maximum", "is above "+string(n.max.text)+orEqual(n.exclusiveMax))
		}
	}
}

// compare gives -1, 0 or +1 as the bound is below, at or above v.
func (b *bound) compare(v ast.Number) int {
	if b.small {
		if i, ok := smallInt(string(v)); ok {
			return cmp.Compare(b.value, i)
		}
	}
	return ast.NumberCompare(b.text, v)
}

// smallInt reads a whole number of up to 18 digits: most numbers, and fast.
func smallInt(s string) (i int64, ok bool) {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || len(digits) > 18 {
		return 0, false
	}
	for k := range len(digits) {
		d := digits[k] - '0'
		if d > 9 {
			return 0, false
		}
		i = i*10 + int64(d)
	}
	if len(digits) < len(s) {
		i = -i
	}
	return i, true
}

func orEqual(exclusive bool) string {
	if exclusive {
		return ", or equal to it"
	}
	return ""
}

// whole says whether the number has no fraction: 1, 1.0 and 1e3 are integers.
func whole(s string) bool {
	for i := range len(s) {
		if c := s[i]; c > '9' || c == '.' {
			return wholeDecimal(s)
		}
	}
	return true
}

// String lists the types: "integer or null".
func (k kinds) String() string {
	var out []string
	for i, n := range kindNames {
		if k&(1<<i) != 0 {
			out = append(out, n)
		}
	}
	return strings.Join(out, " or ")
}

// name is the type of an instance.
func name(k kinds) string {
	if k == kindNumber {
		return "number"
	}
	return k.String()
}

// describe lists the allowed values as the schema has them, cut at twenty.
func (e *enum) describe() string {
	all := slices.Clone(e.strings)
	for _, o := range e.others {
		all = append(all, o.String())
	}
	more := ""
	if len(all) > 20 {
		all, more = all[:20], " …"
	}
	return "is none of " + strings.Join(all, ", ") + more
}

// wholeDecimal says whether a number written with '.' or exponent has no
// fraction: no digit other than 0 may stand behind the shifted point.
func wholeDecimal(s string) bool {
	mantissa, exp := s, 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		mantissa = s[:i]
		exp, _ = strconv.Atoi(s[i+1:])
	}
	intPart, frac, _ := strings.Cut(strings.TrimPrefix(mantissa, "-"), ".")
	all := strings.TrimRight(intPart+frac, "0")
	return strings.Trim(all, "0") == "" || len(all) <= len(intPart)+exp
}
