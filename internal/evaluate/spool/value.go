package spool

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/jsonast"
)

// The tags of an encoded value.
const (
	tagNull = iota
	tagFalse
	tagTrue
	tagNumber
	tagString
	tagArray
	tagObject
)

var errValue = errors.New("spool: damaged value")

// AppendValue appends a JSON value to b: a tag, and counts before contents.
// Values that JSON does not know (sets, references) are errors.
func AppendValue(b []byte, v ast.Value) ([]byte, error) {
	text := func(tag byte, s string) []byte {
		b = binary.AppendUvarint(append(b, tag), uint64(len(s)))
		return append(b, s...)
	}
	var err error
	each := func(t *ast.Term) {
		if err == nil {
			b, err = AppendValue(b, t.Value)
		}
	}
	switch v := v.(type) {
	case ast.Null:
		return append(b, tagNull), nil
	case ast.Boolean:
		if v {
			return append(b, tagTrue), nil
		}
		return append(b, tagFalse), nil
	case ast.Number:
		return text(tagNumber, string(v)), nil
	case ast.String:
		return text(tagString, string(v)), nil
	case *ast.Array:
		b = binary.AppendUvarint(append(b, tagArray), uint64(v.Len()))
		v.Foreach(each)
		return b, err
	case ast.Object:
		b = binary.AppendUvarint(append(b, tagObject), uint64(v.Len()))
		v.Foreach(func(k, t *ast.Term) { each(k); each(t) })
		return b, err
	}
	return b, errValue
}

// Decoder turns encoded values back; it keeps one term for each distinct short
// text, as documents of one kind repeat their keys.
type Decoder struct{ texts map[string]*ast.Term }

// Decode reads the value that b holds, whole. The value owns its memory.
func (d *Decoder) Decode(b []byte) (ast.Value, error) {
	if d.texts == nil {
		d.texts = map[string]*ast.Term{}
	}
	t, rest, err := d.term(b)
	if err != nil || len(rest) > 0 {
		return nil, errValue
	}
	return t.Value, nil
}

func (d *Decoder) term(b []byte) (*ast.Term, []byte, error) {
	if len(b) == 0 {
		return nil, nil, errValue
	}
	tag, b := b[0], b[1:]
	switch tag {
	case tagNull:
		return ast.NullTerm(), b, nil
	case tagFalse, tagTrue:
		return ast.InternedTerm(tag == tagTrue), b, nil
	}
	n, w := binary.Uvarint(b)
	if w <= 0 || n > uint64(len(b)) {
		return nil, nil, errValue
	}
	b = b[w:]
	switch tag {
	case tagNumber, tagString:
		if n > uint64(len(b)) {
			return nil, nil, errValue
		}
		if tag == tagNumber && !isNumber(b[:n]) {
			return nil, nil, errValue
		}
		return d.text(tag, b[:n]), b[n:], nil
	case tagArray:
		items := make([]*ast.Term, n)
		for i := range items {
			var err error
			if items[i], b, err = d.term(b); err != nil {
				return nil, nil, err
			}
		}
		return ast.ArrayTerm(items...), b, nil
	case tagObject:
		members := make([][2]*ast.Term, n)
		for i := range members {
			for j := range 2 {
				var err error
				if members[i][j], b, err = d.term(b); err != nil {
					return nil, nil, err
				}
			}
		}
		return ast.ObjectTerm(members...), b, nil
	}
	return nil, nil, errValue
}

// isNumber says whether b is a number that the reader of evidence lets through:
// OPA panics where it compares what is none, or one with an exponent without end.
func isNumber(b []byte) bool {
	if len(b) == 0 || b[0] != '-' && b[0]-'0' > 9 || b[len(b)-1]-'0' > 9 || !json.Valid(b) {
		return false
	}
	e := bytes.IndexAny(b, "eE")
	if e < 0 {
		return true
	}
	exp, err := strconv.Atoi(string(b[e+1:]))
	return err == nil && -jsonast.MaxExponent <= exp && exp <= jsonast.MaxExponent
}

// text makes a number or string, a short one only once.
func (d *Decoder) text(tag byte, b []byte) *ast.Term {
	if tag == tagNumber {
		return ast.NewTerm(ast.Number(b))
	}
	if t := d.texts[string(b)]; t != nil {
		return t
	}
	t := ast.StringTerm(string(b))
	if len(b) <= 32 && len(d.texts) < 8192 {
		d.texts[string(b)] = t
	}
	return t
}
