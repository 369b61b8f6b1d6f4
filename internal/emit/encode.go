package emit

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// encoder appends a value as JSON whose inner lines are deeper than depth by one
// step of two spaces. The bytes are those of encoding/json without escaping of
// HTML, indented by package jsontext, in a third of their time: both together walk
// over everything twice.
type encoder func(b []byte, v reflect.Value, depth int) ([]byte, error)

// encoders has the encoder of each type that was met.
var encoders sync.Map

// appendValue appends v as the encoder of its type does.
func appendValue(b []byte, v any, depth int) ([]byte, error) {
	value := reflect.ValueOf(v)
	if !value.IsValid() {
		return append(b, "null"...), nil
	}
	return encoderOf(value.Type())(b, value, depth)
}

// encoderOf makes the encoder of a type when it is first met. One that is being
// made is found through the map, so that a type may hold itself.
func encoderOf(t reflect.Type) encoder {
	if e, ok := encoders.Load(t); ok {
		return e.(encoder)
	}
	var once sync.Once
	var made encoder
	lazy := encoder(func(b []byte, v reflect.Value, depth int) ([]byte, error) {
		once.Do(func() { made = newEncoder(t) })
		return made(b, v, depth)
	})
	e, _ := encoders.LoadOrStore(t, lazy)
	return e.(encoder)
}

func newEncoder(t reflect.Type) encoder {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return appendTime
	case marshals(t) || marshals(reflect.PointerTo(t)):
		return appendOther
	}
	switch t.Kind() {
	case reflect.String:
		return func(b []byte, v reflect.Value, _ int) ([]byte, error) { return appendQuoted(b, v.String()) }
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(b []byte, v reflect.Value, _ int) ([]byte, error) { return strconv.AppendInt(b, v.Int(), 10), nil }
	case reflect.Bool:
		return func(b []byte, v reflect.Value, _ int) ([]byte, error) { return strconv.AppendBool(b, v.Bool()), nil }
	case reflect.Pointer:
		return pointerEncoder(encoderOf(t.Elem()))
	case reflect.Slice:
		if t.Elem().Kind() != reflect.Uint8 {
			return listEncoder(encoderOf(t.Elem()))
		}
	case reflect.Struct:
		if fields, ok := membersOf(t); ok {
			return objectEncoder(fields)
		}
	}
	return appendOther
}

func marshals(t reflect.Type) bool {
	return t.Implements(reflect.TypeFor[json.Marshaler]()) || t.Implements(reflect.TypeFor[encoding.TextMarshaler]())
}

func pointerEncoder(inner encoder) encoder {
	return func(b []byte, v reflect.Value, depth int) ([]byte, error) {
		if v.IsNil() {
			return append(b, "null"...), nil
		}
		return inner(b, v.Elem(), depth)
	}
}

func listEncoder(item encoder) encoder {
	return func(b []byte, v reflect.Value, depth int) (_ []byte, err error) {
		switch {
		case v.IsNil():
			return append(b, "null"...), nil
		case v.Len() == 0:
			return append(b, "[]"...), nil
		}
		b = append(b, '[')
		for i := range v.Len() {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = item(appendLine(b, depth+1), v.Index(i), depth+1); err != nil {
				return b, err
			}
		}
		return append(appendLine(b, depth), ']'), nil
	}
}

// memberOf is a field of an object.
type memberOf struct {
	index int
	key   string // with quotes, colon and space
	omit  bool
	value encoder
}

// membersOf lists what an object of a struct has; ok is false where encoding/json
// does more than to take its fields one by one.
func membersOf(t reflect.Type) (out []memberOf, ok bool) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || name == "" || name == "-" || options != "" && options != "omitempty" || !f.IsExported() {
			return nil, false
		}
		out = append(out, memberOf{i, strconv.Quote(name) + ": ", options != "", encoderOf(f.Type)})
	}
	return out, true
}

func objectEncoder(fields []memberOf) encoder {
	return func(b []byte, v reflect.Value, depth int) (_ []byte, err error) {
		b = append(b, '{')
		begun := false
		for i := range fields {
			f := &fields[i]
			field := v.Field(f.index)
			if f.omit && empty(field) {
				continue
			}
			if begun {
				b = append(b, ',')
			}
			begun = true
			b = append(appendLine(b, depth+1), f.key...)
			if b, err = f.value(b, field, depth+1); err != nil {
				return b, err
			}
		}
		if begun {
			b = appendLine(b, depth)
		}
		return append(b, '}'), nil
	}
}

// empty says what omitempty leaves out.
func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.String, reflect.Array:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

func appendTime(b []byte, v reflect.Value, _ int) ([]byte, error) {
	text, err := v.Interface().(time.Time).MarshalJSON()
	return append(b, text...), err
}

// appendQuoted writes text in quotes. What has no short escape, or is no UTF-8, is
// left to encoding/json.
func appendQuoted(b []byte, s string) ([]byte, error) {
	before := len(b)
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError || r == '\u2028' || r == '\u2029' {
				text, err := marshal(s)
				return append(b[:before], text...), err
			}
			i += n
			continue
		}
		i++
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		switch c {
		case '\n':
			c = 'n'
		case '\t':
			c = 't'
		case '"', '\\':
		default:
			text, err := marshal(s)
			return append(b[:before], text...), err
		}
		b = append(append(b, s[start:i-1]...), '\\', c)
		start = i
	}
	return append(append(b, s[start:]...), '"'), nil
}

// marshal is encoding/json without escaping of HTML.
func marshal(v any) ([]byte, error) {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n")), nil
}

// appendOther writes what no encoder here is for.
func appendOther(b []byte, v reflect.Value, depth int) ([]byte, error) {
	text, err := marshal(v.Interface())
	if err != nil {
		return b, err
	}
	return jsontext.AppendFormat(b, text, jsontext.Multiline(true), jsontext.WithIndentPrefix(strings.Repeat("  ", depth)), jsontext.WithIndent("  "),
		jsontext.PreserveRawStrings(true), jsontext.AllowDuplicateNames(true))
}

// appendLine begins a line at a depth.
func appendLine(b []byte, depth int) []byte {
	if 1+2*depth <= len(indents) {
		return append(b, indents[:1+2*depth]...)
	}
	return append(append(b, '\n'), strings.Repeat("  ", depth)...)
}
