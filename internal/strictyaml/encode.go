package strictyaml

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Writer is implemented by a type with a Hook, to say in plain values (string,
// bool, number, list, map, struct) what the hook would read.
type Writer interface {
	ToYAML() any
}

// Encode writes what Decode read, in block style and in the order of struct
// fields, map keys sorted. A value the file did not give is left out, so
// decoding the result gives the same again, up to places.
func Encode(v any) []byte {
	e := &encoder{}
	e.value(reflect.ValueOf(v), 0)
	out := strings.TrimPrefix(e.out.String(), "\n")
	return []byte(strings.TrimPrefix(out, " ") + "\n")
}

type encoder struct{ out strings.Builder }

// value writes behind "key:" or "-": on the same line after a space, or on new
// lines at the given depth of indentation.
func (e *encoder) value(v reflect.Value, depth int) {
	if raw, ok := v.Interface().(Raw); ok {
		e.out.WriteString(" " + printable(raw.JSON))
		return
	}
	if w, ok := v.Interface().(Writer); ok {
		e.value(reflect.ValueOf(w.ToYAML()), depth)
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		e.value(v.Elem(), depth)
	case reflect.Struct:
		e.fields(v, depth)
	case reflect.Map:
		e.entries(v, depth)
	case reflect.Slice:
		if v.Len() == 0 {
			e.out.WriteString(" []")
		}
		for i := range v.Len() {
			e.line(depth, "-")
			e.value(v.Index(i), depth+1)
		}
	case reflect.String:
		e.out.WriteString(" " + scalarText(v.String()))
	default:
		e.out.WriteString(" " + fmt.Sprint(v.Interface()))
	}
}

func (e *encoder) fields(v reflect.Value, depth int) {
	none := true
	for _, f := range fieldsOf(v.Type()) {
		if fv := v.Field(f.index); !f.later && given(fv) {
			e.line(depth, f.key+":")
			e.value(fv, depth+1)
			none = false
		}
	}
	if none {
		e.out.WriteString(" {}")
	}
}

func (e *encoder) entries(v reflect.Value, depth int) {
	if v.Len() == 0 {
		e.out.WriteString(" {}")
	}
	byKey := map[string]reflect.Value{}
	for _, k := range v.MapKeys() {
		byKey[k.String()] = v.MapIndex(k)
	}
	for _, k := range slices.Sorted(maps.Keys(byKey)) {
		e.line(depth, scalarText(k)+":")
		e.value(byKey[k], depth+1)
	}
}

func (e *encoder) line(depth int, text string) {
	e.out.WriteString("\n" + strings.Repeat("  ", depth) + text)
}

// given says whether a field was in the file: a place remembers it, and where
// there is none the zero value stands for absent.
func given(v reflect.Value) bool {
	if s, ok := v.Interface().(interface{ Set() bool }); ok {
		return s.Set()
	}
	return !v.IsZero()
}

// ToYAML is the bare value.
func (a At[T]) ToYAML() any { return a.Value }

// scalarText writes text plain where nothing can misread it, else quoted.
func scalarText(s string) string {
	if plain(s) {
		return s
	}
	return printable(strconv.Quote(s))
}

// plain allows words of letters, digits and a few marks inside, which begin
// with a letter and are no word of YAML's own.
func plain(s string) bool {
	if s == "" || !isLetter(s[0]) {
		return false
	}
	for i := range len(s) {
		if !isLetter(s[i]) && (s[i] < '0' || s[i] > '9') && !strings.ContainsRune("-_./", rune(s[i])) {
			return false
		}
	}
	switch strings.ToLower(s) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n":
		return false
	}
	return true
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// printable escapes what YAML does not allow to stand as itself.
func printable(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < 0x7f || unicode.IsPrint(r):
			b.WriteRune(r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	return b.String()
}
