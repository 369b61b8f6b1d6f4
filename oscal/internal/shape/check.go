package shape

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Violation is one thing that is wrong with a text. What and Remedy never quote
// a value: only names of fields and of the schema.
type Violation struct {
	Offset  int    // byte offset of the value, or of the field's name
	Pointer string // JSON pointer
	Keyword string // one of the constants below, date-time, or the schema's own word
	What    string
	Remedy  string
}

// Keywords of violations that say more than that a value is not allowed.
const (
	Syntax    = "syntax"    // not JSON, or beyond the limits; nothing behind it was read
	Duplicate = "duplicate" // the same field twice in an object
	Unknown   = "unknown"   // a field that OSCAL does not know there
	Type      = "type"      // another JSON type than asked
)

// The limits of any text.
const (
	MaxDepth    = 512
	MaxDigits   = 64
	MaxExponent = 308
)

// check walks data once against n. The result is sorted by offset and never
// longer than limit; nil means valid. Structure leaves out what a Go type could
// hold all the same.
func check(n *node, data []byte, limit int, structure bool) []Violation {
	w := walker{scanner: scanner{data: data}, limit: limit, structure: structure, path: make([]step, 0, 24)}
	return w.document(n)
}

// document walks the whole text, which n checks.
func (w *walker) document(n *node) []Violation {
	w.space()
	if w.value(n) {
		w.space()
		if w.pos < len(w.data) {
			w.broken("text behind the end of the document")
		}
	}
	slices.SortStableFunc(w.found, func(a, b Violation) int { return a.Offset - b.Offset })
	return w.found
}

// walker is the state of one check.
type walker struct {
	scanner
	path  []step
	found []Violation
	limit int
	spare []byte // for texts with escapes

	structure bool
	outline   *Outline // to be filled; nil: not asked
	within    bool     // an element of a list of the outline
}

// step is a part of the path to the current value: a name, or an index where
// name is nil.
type step struct {
	name  []byte // as written, without quotes
	index int
}

// add notes a violation at an offset; below what was there before the limit it
// is dropped.
func (w *walker) add(offset int, keyword, what, remedy string) {
	if w.structure && keyword != Type && keyword != Unknown && keyword != Duplicate && keyword != DateTime {
		return
	}
	if len(w.found) < w.limit {
		w.found = append(w.found, Violation{Offset: offset, Pointer: w.pointer(), Keyword: keyword, What: what, Remedy: remedy})
	}
}

// broken ends the check: nothing behind pos can be understood. It has its place
// in the result whatever the limit.
func (w *walker) broken(what string) bool {
	remedy := ""
	if w.pos >= len(w.data) {
		what, remedy = "the text ends too early: "+what, "the file may be cut short"
	}
	v := Violation{Offset: min(w.pos, len(w.data)), Pointer: w.pointer(), Keyword: Syntax, What: what, Remedy: remedy}
	if len(w.found) >= w.limit && len(w.found) > 0 {
		w.found = w.found[:len(w.found)-1]
	}
	w.found = append(w.found, v)
	return false
}

// pointer writes the path as a JSON pointer.
func (w *walker) pointer() string {
	var b strings.Builder
	for _, s := range w.path {
		b.WriteByte('/')
		if s.name == nil {
			b.WriteString(strconv.Itoa(s.index))
			continue
		}
		name := unquote(nil, s.name)
		b.WriteString(strings.ReplaceAll(strings.ReplaceAll(string(name), "~", "~0"), "/", "~1"))
	}
	return b.String()
}

// here names the current value in a message: its field, or the field and index.
func (w *walker) here() string {
	for i := len(w.path) - 1; i >= 0; i-- {
		if w.path[i].name != nil {
			name := unquote(nil, w.path[i].name)
			if i == len(w.path)-1 {
				return string(name)
			}
			return "each of " + string(name)
		}
	}
	return "the document"
}

// value checks one value; n is nil where anything may stand. False means that
// the text is broken and the walk ends.
func (w *walker) value(n *node) bool {
	start := w.pos
	if start >= len(w.data) {
		return w.broken("a value is missing")
	}
	var kind kinds
	switch c := w.data[start]; {
	case c == '{':
		kind = object
	case c == '[':
		kind = array
	case c == '"':
		kind = text
	case c == '-' || isDigit(c):
		plain, why := w.number()
		if why != "" {
			return w.broken(why)
		}
		if kind = number; plain {
			kind = integer
		}
	default:
		if kind = w.literal(); kind == 0 {
			return w.broken("no JSON value begins here")
		}
	}
	if n != nil && n.kinds != 0 && n.kinds&kind == 0 {
		w.add(start, Type, fmt.Sprintf("%s must be %s, not %s", w.here(), n.kinds, kind), "")
		n = nil
	}
	switch kind {
	case object:
		return w.object(n)
	case array:
		return w.array(n)
	case text:
		if w.outline != nil {
			w.version()
		}
		return w.text(n)
	case integer, number:
		if n != nil {
			w.amount(n, start)
		}
	}
	return true
}

// String names the types of a set as a sentence needs it.
func (k kinds) String() string {
	var out []string
	for _, kind := range []struct {
		kinds
		name string
	}{{object, "an object"}, {array, "an array"}, {text, "text"}, {number, "a number"}, {integer, "a number of digits only"}, {boolean, "true or false"}, {null, "null"}} {
		if k&kind.kinds == 0 || kind.kinds == integer && k&number != 0 {
			continue
		}
		out = append(out, kind.name)
	}
	return strings.Join(out, " or ")
}

func (w *walker) enter() bool {
	w.depth++
	if w.depth > MaxDepth {
		return w.broken(fmt.Sprintf("nested deeper than %d", MaxDepth))
	}
	w.pos++
	w.space()
	return true
}

func (w *walker) array(n *node) bool {
	start := w.pos
	if !w.enter() {
		return false
	}
	var items *node
	if n != nil {
		items = n.items
	}
	count := 0
	noted := w.note(start)
	w.path = append(w.path, step{})
	at := len(w.path) - 1
	for {
		if w.peek() == ']' {
			if count > 0 {
				return w.broken("a value is missing behind the comma")
			}
			break
		}
		w.path[at].index = count
		from := w.pos
		if !w.value(items) {
			return false
		}
		if noted != nil {
			noted.Items = append(noted.Items, Span{int32(from), int32(w.pos)})
		}
		count++
		w.space()
		if w.peek() == ']' {
			break
		}
		if w.peek() != ',' {
			return w.broken("a comma or ] is missing")
		}
		w.pos++
		w.space()
	}
	w.path = w.path[:at]
	w.pos++
	w.depth--
	if noted != nil {
		w.noted(noted)
	}
	if n != nil && count < n.minItems {
		w.add(start, "minItems", w.here()+" must have at least one item", "leave the field out where there is none")
	}
	return true
}

func (w *walker) object(n *node) bool {
	start := w.pos
	if !w.enter() {
		return false
	}
	var f *fields
	if n != nil {
		f = n.fields
	}
	var seen uint64
	at := len(w.path)
	for first := true; ; first = false {
		if w.peek() == '}' {
			if !first {
				return w.broken("a field is missing behind the comma")
			}
			break
		}
		w.path = w.path[:at]
		field, ok := w.field(f, &seen)
		if !ok || !w.value(field) {
			return false
		}
		w.space()
		if w.peek() == '}' {
			break
		}
		if w.peek() != ',' {
			return w.broken("a comma or } is missing")
		}
		w.pos++
		w.space()
	}
	w.path = w.path[:at]
	w.pos++
	w.depth--
	if f != nil {
		w.members(f, seen, start)
	}
	return true
}

// field reads a name and its colon, steps into it, and returns the node for the
// value.
func (w *walker) field(f *fields, seen *uint64) (*node, bool) {
	start := w.pos
	if w.peek() != '"' {
		return nil, w.broken("a field must begin with its name in double quotes")
	}
	name, escaped, why := w.quoted()
	if why != "" {
		return nil, w.broken(why)
	}
	w.path = append(w.path, step{name: name})
	w.space()
	if w.peek() != ':' {
		return nil, w.broken("a colon is missing behind the field's name")
	}
	w.pos++
	w.space()
	if w.outline != nil && len(w.path) == 1 {
		w.outline.Fields = append(w.outline.Fields, string(unquote(nil, name)))
	}
	if f == nil {
		return nil, true
	}
	if escaped {
		name = unquote(nil, name)
	}
	i, known := f.find(name)
	if !known {
		w.add(start, Unknown, fmt.Sprintf("%s has no field %q", f.label, brief(name)), advice(string(name), f.names))
		return nil, true
	}
	if *seen&(1<<i) != 0 {
		w.add(start, Duplicate, fmt.Sprintf("%s has the field %q twice", f.label, f.names[i]), "keep one of them")
	}
	*seen |= 1 << i
	return f.nodes[i], true
}

func (w *walker) text(n *node) bool {
	start := w.pos
	s, escaped, why := w.quoted()
	if why != "" {
		return w.broken(why)
	}
	if n == nil || len(n.rules) == 0 && n.enum == nil {
		return true
	}
	if escaped {
		w.spare = unquote(w.spare[:0], s)
		s = w.spare
	}
	if n.enum != nil && !slices.ContainsFunc(n.enum, func(v string) bool { return v == string(s) }) {
		w.add(start, "enum", w.here()+" has a value that is not in OSCAL's list", "use "+strings.Join(n.enum, ", "))
		return true
	}
	for _, r := range n.rules {
		if !r.holds(s) {
			if _, err := time.Parse(time.RFC3339, string(s)); w.structure && r.id == DateTime && err == nil {
				break // a time of another year or zone than OSCAL allows
			}
			w.add(start, r.id, w.here()+" must be "+r.must, r.remedy)
			break
		}
	}
	return true
}

// amount checks the number that begins at start and ends at pos.
func (w *walker) amount(n *node, start int) {
	s := string(w.data[start:w.pos])
	if n.kinds&number != 0 {
		if _, err := strconv.ParseFloat(s, 64); err != nil {
			w.add(start, Type, w.here()+" is beyond the range of numbers", "")
		}
		return
	}
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		w.add(start, Type, w.here()+" is beyond the range of numbers", "")
		return
	}
	if n.minimum != nil && v < *n.minimum {
		w.add(start, "minimum", fmt.Sprintf("%s must be at least %d", w.here(), *n.minimum), "")
	}
}
