package pack

import (
	"math"
	"reflect"
)

// Unmarshal reads into the value that into points to what Marshal made of a
// value of the same type. Strings share the memory of data. It errs, and leaves
// the value undefined, when data is anything else.
func Unmarshal(data string, into any) error {
	v := reflect.ValueOf(into).Elem()
	p, mark, err := planned(v.Type())
	if err != nil {
		return err
	}
	const size = 8
	if len(data) < size {
		return errForeign
	}
	for i := range size {
		if data[i] != byte(mark>>(8*i)) {
			return errForeign
		}
	}
	r := &reader{data: data[size:]}
	r.readStrings()
	r.value(p, v)
	if r.failed || r.data != "" {
		return errForeign
	}
	return nil
}

// reader reads on; after a failure everything it gives is zero.
type reader struct {
	data    string // what is left
	strings []string
	failed  bool
}

func (r *reader) readStrings() {
	lengths := make([]int, r.count())
	for i := range lengths {
		lengths[i] = r.number()
	}
	r.strings = make([]string, len(lengths))
	for i, n := range lengths {
		if n > len(r.data) {
			r.failed = true
			return
		}
		r.strings[i], r.data = r.data[:n], r.data[n:]
	}
}

// unsigned reads a varint.
func (r *reader) unsigned() uint64 {
	var n uint64
	for i := 0; i < len(r.data) && i < 10; i++ {
		b := r.data[i]
		n |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			r.data = r.data[i+1:]
			return n
		}
	}
	r.failed, r.data = true, ""
	return 0
}

// number reads a length or the number of a string.
func (r *reader) number() int {
	n := r.unsigned()
	if n > math.MaxInt32 {
		r.failed = true
		return 0
	}
	return int(n)
}

// count reads how many values follow. Each has a byte at least, except where a
// struct has no fields, which nobody packs many of.
func (r *reader) count() int {
	n := r.number()
	if n > len(r.data) {
		r.failed = true
		return 0
	}
	return n
}

func (r *reader) text() string {
	n := r.number()
	if n >= len(r.strings) {
		r.failed = true
		return ""
	}
	return r.strings[n]
}

func (r *reader) value(p *plan, v reflect.Value) {
	if r.failed {
		return
	}
	switch p.kind {
	case reflect.Bool:
		v.SetBool(r.number() == 1)
	case reflect.String:
		v.SetString(r.text())
	case reflect.Slice:
		if n := r.count(); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n-1, n-1))
			for i := range n - 1 {
				r.value(p.elem, v.Index(i))
			}
		}
	case reflect.Map:
		if n := r.count(); n > 0 {
			t := v.Type()
			v.Set(reflect.MakeMapWithSize(t, n-1))
			key, elem := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
			for range n - 1 {
				key.SetString(r.text())
				elem.SetZero()
				r.value(p.elem, elem)
				v.SetMapIndex(key, elem)
			}
		}
	case reflect.Struct:
		for _, f := range p.fields {
			r.value(f.plan, v.Field(f.index))
		}
	case reflect.Pointer:
		if r.number() == 1 {
			v.Set(reflect.New(v.Type().Elem()))
			r.value(p.elem, v.Elem())
		}
	default:
		n := r.unsigned()
		if v.CanInt() {
			v.SetInt(int64(n>>1) ^ -int64(n&1))
			return
		}
		v.SetUint(n)
	}
}
