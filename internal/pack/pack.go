// Package pack writes plain Go values as bytes that cost little to read back,
// for what is made when the program is built and needed each time it starts. It
// is no format to keep or to exchange: only the types that wrote it can read it.
//
// Values are booleans, integers, strings, slices, maps with string keys,
// structs of exported fields, and pointers to these. Unexported fields are
// passed over. Equal values give equal bytes.
package pack

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/fnv"
	"io"
	"maps"
	"reflect"
	"slices"
)

// The form: eight bytes that stand for the type; then unsigned varints: how
// many strings, the length of each; all strings; then the value. A string is
// its number. The length of a slice or map is one more than it is, and 0 for
// nil. Signed numbers are zigzag varints.

// errForeign says that the bytes are none of ours, or of other types.
var errForeign = errors.New("this was not packed from the same type")

// maxNesting bounds how deep types nest, so that one that holds itself is refused.
const maxNesting = 50

// plan is how to walk a value of a type.
type plan struct {
	kind   reflect.Kind
	elem   *plan   // of a slice, map or pointer
	fields []field // of a struct: the exported ones
}

type field struct {
	index int
	plan  *plan
}

// planned gives the plan of a type, and a number that stands for it: the same
// only while its fields keep their names, order and types.
func planned(t reflect.Type) (*plan, uint64, error) {
	h := fnv.New64a()
	p, err := planType(t, 0, h)
	return p, h.Sum64(), err
}

func planType(t reflect.Type, depth int, h hash.Hash) (*plan, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("pack: %s nests too deep", t)
	}
	p := &plan{kind: t.Kind()}
	var err error
	_, _ = io.WriteString(h, "("+p.kind.String())
	switch p.kind {
	case reflect.Bool, reflect.String, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
	case reflect.Map, reflect.Slice, reflect.Pointer:
		if p.kind == reflect.Map && t.Key().Kind() != reflect.String {
			return nil, fmt.Errorf("pack: the keys of %s are no strings", t)
		}
		p.elem, err = planType(t.Elem(), depth+1, h)
	case reflect.Struct:
		for i := 0; i < t.NumField() && err == nil; i++ {
			f := field{index: i}
			if t.Field(i).IsExported() {
				_, _ = io.WriteString(h, t.Field(i).Name)
				f.plan, err = planType(t.Field(i).Type, depth+1, h)
				p.fields = append(p.fields, f)
			}
		}
	default:
		err = fmt.Errorf("pack: %s cannot be packed", t)
	}
	_, _ = io.WriteString(h, ")")
	return p, err
}

// Marshal packs a value. It errs when a type cannot be packed.
func Marshal(v any) ([]byte, error) {
	value := reflect.ValueOf(v)
	p, mark, err := planned(value.Type())
	if err != nil {
		return nil, err
	}
	w := &writer{numbers: map[string]int{}}
	w.value(p, value)
	out := binary.LittleEndian.AppendUint64(nil, mark)
	out = binary.AppendUvarint(out, uint64(len(w.strings)))
	for _, s := range w.strings {
		out = binary.AppendUvarint(out, uint64(len(s)))
	}
	for _, s := range w.strings {
		out = append(out, s...)
	}
	return append(out, w.out...), nil
}

type writer struct {
	numbers map[string]int
	strings []string // in the order of their first use
	out     []byte
}

func (w *writer) number(n int) { w.out = binary.AppendUvarint(w.out, uint64(n)) }

func (w *writer) text(s string) {
	n, known := w.numbers[s]
	if !known {
		n = len(w.strings)
		w.numbers[s] = n
		w.strings = append(w.strings, s)
	}
	w.number(n)
}

func (w *writer) value(p *plan, v reflect.Value) {
	switch p.kind {
	case reflect.Bool:
		n := 0
		if v.Bool() {
			n = 1
		}
		w.number(n)
	case reflect.String:
		w.text(v.String())
	case reflect.Slice:
		if w.length(v) {
			for i := range v.Len() {
				w.value(p.elem, v.Index(i))
			}
		}
	case reflect.Map:
		if w.length(v) {
			entries := map[string]reflect.Value{}
			for it := v.MapRange(); it.Next(); {
				entries[it.Key().String()] = it.Value()
			}
			for _, k := range slices.Sorted(maps.Keys(entries)) {
				w.text(k)
				w.value(p.elem, entries[k])
			}
		}
	case reflect.Struct:
		for _, f := range p.fields {
			w.value(f.plan, v.Field(f.index))
		}
	case reflect.Pointer:
		if v.IsNil() {
			w.number(0)
			return
		}
		w.number(1)
		w.value(p.elem, v.Elem())
	default:
		if v.CanInt() {
			w.out = binary.AppendVarint(w.out, v.Int())
			return
		}
		w.out = binary.AppendUvarint(w.out, v.Uint())
	}
}

// length writes that of a slice or map, and says whether there is one.
func (w *writer) length(v reflect.Value) bool {
	if v.IsNil() {
		w.number(0)
		return false
	}
	w.number(v.Len() + 1)
	return true
}
