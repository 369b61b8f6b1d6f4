// Package jsonast reads JSON text straight into the values that OPA evaluates,
// strictly: RFC 8259 over valid UTF-8, and nothing that two readers could
// understand differently or that could exhaust an evaluator.
//
// Refused beyond what RFC 8259 refuses: duplicate keys, a byte order mark,
// UTF-16, lone surrogates, nesting and numbers above Limits.
package jsonast

import (
	"unsafe"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Limits bounds what a document may ask of its reader. A zero field means the
// default of Default.
type Limits struct {
	Depth    int // containers inside containers
	Digits   int // digits of one number, its exponent's included
	Exponent int // absolute value of a number's exponent
	Weight   int // values, counting 8 more for an object and 4 more for an array
}

// MaxExponent bounds a number's exponent: every accepted number is a finite float64.
const MaxExponent = 308

// Default gives depth 512, 64 digits, MaxExponent and a weight of 32 Mi. OPA's values take up to 60
// bytes for each unit of weight, so the weight bounds what a hostile text of few
// bytes can cost; real evidence of 256 MiB weighs about half of it.
func Default() Limits {
	return Limits{Depth: 512, Digits: 64, Exponent: MaxExponent, Weight: 32 << 20}
}

const objectWeight, arrayWeight = 8, 4

// Decoder turns JSON text into OPA values. It keeps object keys and recurring
// short strings between documents, so one decoder should serve one worker for
// its whole life. It is not safe for use by several goroutines at once.
type Decoder struct {
	lim   Limits
	b     []byte
	texts int // read, this one included
	tab   table
	slab  []ast.Term

	// Scratch stacks of the containers being read; each frame truncates to
	// where it began.
	members []member
	pairs   [][2]*ast.Term
	elems   []*ast.Term

	weight int // of the value being read, so far
	fail   failure
}

// member is one key of an object being read. entry is nil for a key that the
// table has no room for.
type member struct {
	entry *entry
	key   string
	at    int // offset of its quote
}

// New returns a decoder with the given limits.
func New(l Limits) *Decoder {
	def := Default()
	if l.Depth <= 0 {
		l.Depth = def.Depth
	}
	if l.Digits <= 0 {
		l.Digits = def.Digits
	}
	if l.Exponent <= 0 || l.Exponent > def.Exponent {
		l.Exponent = def.Exponent
	}
	if l.Weight <= 0 {
		l.Weight = def.Weight
	}
	return &Decoder{lim: l, tab: newTable(fewSlots)}
}

// Decode reads b, which must hold exactly one JSON value.
//
// Strings and numbers of the result may alias b: b must stay unchanged while
// the value lives, and what outlives b must be cloned. Terms of the result may
// be shared with other documents and must not be changed.
//
// The error is always a *SyntaxError.
func (d *Decoder) Decode(b []byte) (ast.Value, error) {
	i, ok := d.begin(b)
	if !ok {
		return nil, d.err()
	}
	t, i := d.value(i, 0)
	if t == nil || !d.end(i) {
		return nil, d.err()
	}
	return t.Value, nil
}

// begin takes b as the text to read and returns where its first value starts.
func (d *Decoder) begin(b []byte) (int, bool) {
	d.b, d.weight, d.slab = b, 0, nil // see term
	if d.texts++; d.texts == fewTexts {
		d.tab = newTable(slots)
	}
	d.fail.path = d.fail.path[:0]
	d.members, d.pairs, d.elems = d.members[:0], d.pairs[:0], d.elems[:0]
	if code := Encoding(b); code != "" {
		d.refuse(0, code)
		return 0, false
	}
	i := space(b, 0)
	if i == len(b) {
		d.refuse(i, CodeEmpty)
		return 0, false
	}
	return i, true
}

// end says whether nothing but white space follows i.
func (d *Decoder) end(i int) bool {
	if i = space(d.b, i); i != len(d.b) {
		d.refuse(i, CodeTrailing)
		return false
	}
	return true
}

// Encoding recognises text that is not UTF-8 by its first bytes: a JSON text
// cannot begin with, nor have second, a zero byte. "" means that it may be UTF-8.
func Encoding(b []byte) Code {
	switch {
	case len(b) >= 3 && b[0] == 0xEF && b[1] == 0xBB && b[2] == 0xBF:
		return CodeBOM
	case len(b) >= 2 && (b[0] == 0xFE && b[1] == 0xFF || b[0] == 0xFF && b[1] == 0xFE),
		len(b) >= 2 && (b[0] == 0 || b[1] == 0):
		return CodeUTF16
	}
	return ""
}

// space returns the index of the first byte at or after i that is not JSON
// white space.
func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

// term places v in a block of terms, because one allocation for many is
// cheaper than one for each. A block holds terms of one document only: with those
// of the next in it, whoever held one document would hold all before it, each
// through the block that it shares with the next.
func (d *Decoder) term(v ast.Value) *ast.Term {
	if len(d.slab) == 0 {
		d.slab = make([]ast.Term, 64)
	}
	t := &d.slab[0]
	d.slab = d.slab[1:]
	t.Value = v
	return t
}

// value reads the value that starts at or after i, inside depth containers. It
// returns the index behind it, or nil when the text is refused.
func (d *Decoder) value(i, depth int) (*ast.Term, int) {
	b := d.b
	if i < len(b) && b[i] <= ' ' {
		i = space(b, i)
	}
	if i >= len(b) {
		return d.refuse(i, CodeTruncated)
	}
	if d.weight++; d.weight > d.lim.Weight {
		return d.refuse(i, CodeWeight)
	}
	switch c := b[i]; c {
	case '"':
		s, i, ok := d.text(i)
		if !ok {
			return nil, i
		}
		return d.str(s), i
	case '{':
		return d.object(i, depth)
	case '[':
		return d.array(i, depth)
	case 't':
		if len(b)-i >= 4 && string(b[i:i+4]) == "true" {
			return ast.InternedTerm(true), i + 4
		}
	case 'f':
		if len(b)-i >= 5 && string(b[i:i+5]) == "false" {
			return ast.InternedTerm(false), i + 5
		}
	case 'n':
		if len(b)-i >= 4 && string(b[i:i+4]) == "null" {
			return ast.InternedNullTerm, i + 4
		}
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return d.number(i)
	}
	return d.refuse(i, strange(b[i:]))
}

// object reads the object whose brace is at i.
func (d *Decoder) object(i, depth int) (*ast.Term, int) {
	b := d.b
	if depth >= d.lim.Depth {
		return d.refuse(i, CodeDepth)
	}
	if i = space(b, i+1); i < len(b) && b[i] == '}' {
		return ast.InternedEmptyObject, i + 1
	}
	d.weight += objectWeight
	base, first := len(d.pairs), len(d.members)
	for {
		if i >= len(b) || b[i] != '"' {
			return d.refuse(i, expected(b, i, CodeKey))
		}
		at := i
		k, next, ok := d.text(i)
		if !ok {
			return nil, next
		}
		i = next
		if i < len(b) && b[i] <= ' ' {
			i = space(b, i)
		}
		if i >= len(b) || b[i] != ':' {
			return d.refuse(i, expected(b, i, CodeColon))
		}
		e, kt := d.key(k)
		d.members = append(d.members, member{e, k, at})
		v, next := d.value(i+1, depth+1)
		if v == nil {
			d.inside(k)
			return nil, next
		}
		d.pairs = append(d.pairs, [2]*ast.Term{kt, v})
		i = next
		if i < len(b) && b[i] <= ' ' {
			i = space(b, i)
		}
		if i < len(b) && b[i] == ',' {
			if i++; i < len(b) && b[i] <= ' ' {
				i = space(b, i)
			}
			continue
		}
		if i < len(b) && b[i] == '}' {
			break
		}
		return d.refuse(i, expected(b, i, CodeComma))
	}
	if dup := d.duplicate(first); dup != nil {
		d.inside(dup.key)
		return d.refuse(dup.at, CodeDuplicate)
	}
	t := d.term(ast.NewObject(d.pairs[base:]...))
	d.pairs, d.members = d.pairs[:base], d.members[:first]
	return t, i + 1
}

// array reads the array whose bracket is at i.
func (d *Decoder) array(i, depth int) (*ast.Term, int) {
	b := d.b
	if depth >= d.lim.Depth {
		return d.refuse(i, CodeDepth)
	}
	if i = space(b, i+1); i < len(b) && b[i] == ']' {
		return ast.InternedEmptyArray, i + 1
	}
	d.weight += arrayWeight
	base := len(d.elems)
	for {
		v, next := d.value(i, depth+1)
		if v == nil {
			d.insideIndex(len(d.elems) - base)
			return nil, next
		}
		d.elems = append(d.elems, v)
		i = next
		if i < len(b) && b[i] <= ' ' {
			i = space(b, i)
		}
		if i < len(b) && b[i] == ',' {
			i++
			continue
		}
		if i < len(b) && b[i] == ']' {
			break
		}
		return d.refuse(i, expected(b, i, CodeComma))
	}
	own := make([]*ast.Term, len(d.elems)-base)
	copy(own, d.elems[base:])
	d.elems = d.elems[:base]
	return d.term(ast.NewArray(own...)), i + 1
}

// alias gives the bytes as a string without copying them.
func alias(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
