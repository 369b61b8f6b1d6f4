package jsonast

import (
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Elements reads b, one JSON array, and yields its elements in order as they
// are read: the value, the bytes it stands in, and their offset. It ends at the
// first error; a *SyntaxError is the text's, any other error is yield's. What
// was yielded before stands, so that one broken element does not hide those
// before it.
//
// The aliasing rule of Decode holds.
func (d *Decoder) Elements(b []byte, yield func(offset int, raw []byte, v ast.Value) error) error {
	i, ok := d.begin(b)
	if !ok {
		return d.err()
	}
	if b[i] != '[' {
		d.refuse(i, CodeValue)
		return d.err()
	}
	i = space(b, i+1)
	if i < len(b) && b[i] == ']' {
		if !d.end(i + 1) {
			return d.err()
		}
		return nil
	}
	for n := 0; ; n++ {
		i, d.weight, d.slab = space(b, i), 0, nil
		t, next := d.value(i, 1)
		if t == nil {
			d.insideIndex(n)
			return d.err()
		}
		if err := yield(i, b[i:next], t.Value); err != nil {
			return err
		}
		i = space(b, next)
		if i < len(b) && b[i] == ',' {
			i++
			continue
		}
		if i >= len(b) || b[i] != ']' {
			d.refuse(i, expected(b, i, CodeComma))
			return d.err()
		}
		if !d.end(i + 1) {
			return d.err()
		}
		return nil
	}
}

// Members reads the object b and yields its members in order until the text
// ends or stops being JSON, and says nothing about why: it is there to learn
// what can still be known of a text that Decode refused. Duplicate keys of the
// object itself are yielded as often as they stand there.
func (d *Decoder) Members(b []byte, yield func(key string, v ast.Value)) {
	i, ok := d.begin(b)
	if !ok || b[i] != '{' {
		return
	}
	i = space(b, i+1)
	for i < len(b) && b[i] == '"' {
		k, next, ok := d.text(i)
		if i = space(b, next); !ok || i >= len(b) || b[i] != ':' {
			return
		}
		t, next := d.value(i+1, 1)
		if t == nil {
			return
		}
		yield(k, t.Value)
		if i = space(b, next); i >= len(b) || b[i] != ',' {
			return
		}
		i = space(b, i+1)
	}
}

// IsArray says whether the first value in b is an array, without reading it.
func IsArray(b []byte) bool {
	i := space(b, 0)
	return i < len(b) && b[i] == '['
}

// At follows a JSON pointer (RFC 6901) into v; ok is false where it leads
// nowhere.
func At(v ast.Value, pointer string) (at ast.Value, ok bool) {
	for pointer != "" {
		if pointer[0] != '/' {
			return nil, false
		}
		token, rest := pointer[1:], ""
		if i := strings.IndexByte(token, '/'); i >= 0 {
			token, rest = token[:i], token[i:]
		}
		var t *ast.Term
		switch v := v.(type) {
		case *ast.Array:
			if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < v.Len() && strconv.Itoa(i) == token {
				t = v.Elem(i)
			}
		case ast.Object:
			t = v.Get(ast.StringTerm(Unescape(token)))
		}
		if t == nil {
			return nil, false
		}
		v, pointer = t.Value, rest
	}
	return v, true
}

// Unescape undoes Escape; most tokens need no work.
func Unescape(token string) string {
	if !strings.Contains(token, "~") {
		return token
	}
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
}
