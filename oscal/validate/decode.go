package validate

import (
	"reflect"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"github.com/go-json-experiment/json"

	"github.com/assay-compliance/assay/oscal/internal/shape"
)

// decoder fills a value from the JSON at a cursor; false means that the type
// cannot hold it. Texts without escapes are parts of the document's own text,
// which must not change: most of what is decoded is text that nobody looks at.
type decoder func(c *shape.Cursor, v reflect.Value) bool

// decoders are those of the types that were met, for one goroutine.
type decoders map[reflect.Type]decoder

// of makes the decoder of a type when it is first met. One that is being made is
// found, so that a type may hold itself.
func (d decoders) of(t reflect.Type) decoder {
	if known, ok := d[t]; ok {
		return known
	}
	var made decoder
	d[t] = func(c *shape.Cursor, v reflect.Value) bool { return made(c, v) }
	made = d.make(t)
	d[t] = made
	return made
}

func (d decoders) make(t reflect.Type) decoder {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return decodeTime
	case t.Kind() != reflect.Pointer && reflect.PointerTo(t).Implements(reflect.TypeFor[json.UnmarshalerFrom]()):
		return decodeOther
	}
	switch t.Kind() {
	case reflect.String:
		return func(c *shape.Cursor, v reflect.Value) bool {
			ok := c.Kind() == '"'
			if ok {
				v.SetString(borrowed(c.Text()))
			}
			return ok
		}
	case reflect.Int:
		return func(c *shape.Cursor, v reflect.Value) bool {
			n, err := strconv.ParseInt(string(c.Scalar()), 10, 64)
			v.SetInt(n)
			return err == nil
		}
	case reflect.Float64:
		return func(c *shape.Cursor, v reflect.Value) bool {
			n, err := strconv.ParseFloat(string(c.Scalar()), 64)
			v.SetFloat(n)
			return err == nil
		}
	case reflect.Bool:
		return func(c *shape.Cursor, v reflect.Value) bool {
			word := string(c.Scalar())
			v.SetBool(word == "true")
			return word == "true" || word == "false"
		}
	case reflect.Pointer:
		return pointerDecoder(t.Elem(), d.of(t.Elem()))
	case reflect.Slice:
		return listDecoder(d.of(t.Elem()))
	case reflect.Struct:
		return d.object(t)
	}
	return decodeOther
}

// decodeOther fills what is rare: the empty object that means all, and what may be
// one object or a list of them.
func decodeOther(c *shape.Cursor, v reflect.Value) bool {
	if c.Kind() == '"' {
		return false
	}
	return json.Unmarshal(c.Scalar(), v.Addr().Interface(), lenient()) == nil
}

// borrowed is a text of the document, not a copy.
func borrowed(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

func decodeTime(c *shape.Cursor, v reflect.Value) bool {
	if c.Kind() != '"' {
		return false
	}
	t, err := time.Parse(time.RFC3339, borrowed(c.Text()))
	*v.Addr().Interface().(*time.Time) = t
	return err == nil
}

func pointerDecoder(t reflect.Type, inner decoder) decoder {
	return func(c *shape.Cursor, v reflect.Value) bool {
		v.Set(reflect.New(t))
		return inner(c, v.Elem())
	}
}

func listDecoder(item decoder) decoder {
	return func(c *shape.Cursor, v reflect.Value) bool {
		if c.Kind() != '[' {
			return false
		}
		n := 0
		for c.Enter(); c.More(); n++ {
			if n == v.Cap() {
				v.Grow(max(1, n))
			}
			v.SetLen(n + 1)
			if !item(c, v.Index(n)) {
				return false
			}
		}
		if n == 0 {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		return true
	}
}

// member is a field of an object by its name, and the one that came behind it
// last time, which most often comes again.
type member struct {
	index int
	value decoder
	name  string
	next  *member
}

// object makes the decoder of a struct. A field that it does not have is passed
// over; the schema speaks of it.
func (d decoders) object(t reflect.Type) decoder {
	members := map[string]*member{}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		members[name] = &member{index: i, value: d.of(t.Field(i).Type), name: name}
	}
	var first member
	return func(c *shape.Cursor, v reflect.Value) bool {
		if c.Kind() != '{' {
			return false
		}
		last := &first
		for c.Enter(); c.More(); {
			name := c.Name()
			m := last.next
			if m == nil || m.name != string(name) {
				if m = members[string(name)]; m == nil {
					c.Skip()
					continue
				}
				last.next = m
			}
			if last = m; !m.value(c, v.Field(m.index)) {
				return false
			}
		}
		return true
	}
}
