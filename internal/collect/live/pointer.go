package live

import (
	"bytes"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/redact"
)

// span is where a value stands in a text.
type span struct{ start, end int }

// find gives the place of the value that a JSON pointer names in a text that is
// JSON; ok is false where there is none.
func find(text []byte, parts []string) (at span, ok bool) {
	d := jsontext.NewDecoder(bytes.NewReader(text), redact.Lenient)
	for _, part := range parts {
		switch k := d.PeekKind(); k {
		case '{', '[':
			if _, err := d.ReadToken(); err != nil || !enter(d, k, part) {
				return span{}, false
			}
		default:
			return span{}, false
		}
	}
	v, err := d.ReadValue()
	if err != nil {
		return span{}, false
	}
	end := int(d.InputOffset())
	return span{end - len(v), end}, true
}

// enter moves to a member or element of what has been opened.
func enter(d *jsontext.Decoder, kind jsontext.Kind, part string) bool {
	for i := 0; ; i++ {
		name := strconv.Itoa(i)
		switch k := d.PeekKind(); {
		case k == '}' || k == ']' || k == 0:
			return false
		case kind == '{':
			t, err := d.ReadToken()
			if err != nil {
				return false
			}
			name = t.String()
		}
		if name == part {
			return true
		}
		if d.SkipValue() != nil {
			return false
		}
	}
}

// list is the inside of the JSON array that stands at a place, and how many
// elements it has; ok is false where it is no array.
func list(text []byte) (inside []byte, n int, ok bool) {
	text = bytes.TrimSpace(text)
	if len(text) < 2 || text[0] != '[' {
		return nil, 0, false
	}
	d := jsontext.NewDecoder(bytes.NewReader(text), redact.Lenient)
	if _, err := d.ReadToken(); err != nil {
		return nil, 0, false
	}
	for d.PeekKind() != ']' {
		if d.SkipValue() != nil {
			return nil, 0, false
		}
		n++
	}
	return bytes.TrimSpace(text[1 : len(text)-1]), n, true
}

// scalarAt is the text of a string or number that a pointer names, and whether
// anything but null, false and empty text is there.
func scalarAt(text []byte, parts []string) (value string, there bool) {
	at, ok := find(text, parts)
	if !ok {
		return "", false
	}
	v := jsontext.Value(text[at.start:at.end])
	switch v.Kind() {
	case '"':
		b, err := jsontext.AppendUnquote(nil, v)
		return string(b), err == nil && len(b) > 0
	case '0':
		return string(v), true
	case 'n', 'f':
		return "", false
	case '{', '[':
		return "", len(bytes.TrimSpace(v[1:len(v)-1])) > 0
	}
	return "", true
}

// elements are those of a JSON array; ok is false for what is none.
func elements(text []byte) (out []jsontext.Value, ok bool) {
	d := jsontext.NewDecoder(bytes.NewReader(text), redact.Lenient)
	if d.PeekKind() != '[' {
		return nil, false
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, false
	}
	for d.PeekKind() != ']' {
		v, err := d.ReadValue()
		if err != nil {
			return nil, false
		}
		out = append(out, v.Clone())
	}
	return out, true
}
