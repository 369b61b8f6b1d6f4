package jsonast

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// fewKeys is up to how many keys are compared each with each.
const fewKeys = 8

// Pass goes over a JSON text without making values of it, so that a text can be
// held against what is asked of it for a fraction of what Decode costs. It
// accepts nothing that Decode refuses, and does not say why it stopped: who wants
// to know asks Decode.
//
// Each step begins where the one before it ended. One that is not ok ends the
// pass; what it would return then means nothing.
type Pass struct {
	d     *Decoder
	at    int
	depth int
	keys  []string // of the objects being passed over by Skip
}

// Begin starts a pass over b with the decoder's limits; Decode's rule of aliases
// holds for the strings it gives.
func (p *Pass) Begin(d *Decoder, b []byte) bool {
	at, ok := d.begin(b)
	p.d, p.at, p.depth, p.keys = d, at, 0, p.keys[:0]
	return ok
}

// End says whether nothing but white space follows.
func (p *Pass) End() bool { return p.d.end(p.at) }

// Next gives the first byte of the value that follows; 0 where none can.
func (p *Pass) Next() byte {
	b := p.d.b
	if p.at < len(b) && b[p.at] <= ' ' {
		p.at = space(b, p.at)
	}
	if p.d.weight++; p.at >= len(b) || p.d.weight > p.d.lim.Weight {
		return 0
	}
	return b[p.at]
}

// Offset is where the value that Next spoke of begins, or where the last one
// ended.
func (p *Pass) Offset() int { return p.at }

// Text reads the string that Next found.
func (p *Pass) Text() (s string, ok bool) {
	s, p.at, ok = p.d.text(p.at)
	return s, ok
}

// Number reads the number that Next found.
func (p *Pass) Number() (n ast.Number, ok bool) {
	from := p.at
	_, p.at, ok = p.d.numeral(from)
	return ast.Number(alias(p.d.b[from:p.at])), ok
}

// Word passes one of true, false and null.
func (p *Pass) Word() bool {
	rest := p.d.b[p.at:]
	for _, w := range [...]string{"true", "false", "null"} {
		if len(rest) >= len(w) && string(rest[:len(w)]) == w {
			p.at += len(w)
			return true
		}
	}
	return false
}

// Open enters the object or array that Next found.
func (p *Pass) Open() bool {
	weight := arrayWeight
	if p.d.b[p.at] == '{' {
		weight = objectWeight
	}
	p.at++
	p.depth++
	p.d.weight += weight
	return p.depth <= p.d.lim.Depth
}

// More goes to the next of the elements or members that the closing bracket
// ends; there is none behind it. first says that none was passed yet.
func (p *Pass) More(closing byte, first bool) (more, ok bool) {
	b := p.d.b
	i := p.at
	if i < len(b) && b[i] <= ' ' {
		i = space(b, i)
	}
	switch {
	case i >= len(b):
		return false, false
	case b[i] == closing:
		p.at = i + 1
		p.depth--
		return false, true
	case first:
		p.at = i
		return true, true
	case b[i] != ',':
		return false, false
	}
	if i++; i < len(b) && b[i] <= ' ' {
		i = space(b, i)
	}
	p.at = i
	return i < len(b) && b[i] != closing, i < len(b) && b[i] != closing
}

// Key reads a member's name and the colon behind it.
func (p *Pass) Key() (key string, ok bool) {
	b := p.d.b
	if p.at >= len(b) || b[p.at] != '"' {
		return "", false
	}
	key, i, ok := p.d.text(p.at)
	if !ok {
		return "", false
	}
	if i < len(b) && b[i] <= ' ' {
		i = space(b, i)
	}
	if i >= len(b) || b[i] != ':' {
		return "", false
	}
	p.at = i + 1
	return key, true
}

// Value decodes the value that Next found.
func (p *Pass) Value() (ast.Value, bool) {
	p.d.weight-- // Next counted it
	t, next := p.d.value(p.at, p.depth)
	if p.at = next; t == nil {
		return nil, false
	}
	return t.Value, true
}

// Skip passes the value that Next found, whatever it is.
func (p *Pass) Skip() bool {
	switch c := p.d.b[p.at]; c {
	case '"':
		_, ok := p.Text()
		return ok
	case '{':
		return p.skipObject()
	case '[':
		if !p.Open() {
			return false
		}
		for first := true; ; first = false {
			more, ok := p.More(']', first)
			if !more {
				return ok
			}
			if p.Next() == 0 || !p.Skip() {
				return false
			}
		}
	case 't', 'f', 'n':
		return p.Word()
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		_, ok := p.Number()
		return ok
	}
	return false
}

// skipObject passes an object none of whose keys stands twice.
func (p *Pass) skipObject() bool {
	if !p.Open() {
		return false
	}
	own := len(p.keys)
	for first := true; ; first = false {
		more, ok := p.More('}', first)
		if !ok {
			return false
		}
		if !more {
			break
		}
		key, ok := p.Key()
		if !ok {
			return false
		}
		p.keys = append(p.keys, key)
		if p.Next() == 0 || !p.Skip() {
			return false
		}
	}
	ok := Distinct(p.keys[own:])
	p.keys = p.keys[:own]
	return ok
}

// Distinct says whether no string stands twice in keys, which it may sort.
func Distinct(keys []string) bool {
	if len(keys) > fewKeys {
		slices.Sort(keys)
		for i := 1; i < len(keys); i++ {
			if keys[i] == keys[i-1] {
				return false
			}
		}
		return true
	}
	for i, k := range keys {
		if slices.Contains(keys[:i], k) {
			return false
		}
	}
	return true
}
