package validate

import (
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/assay-compliance/assay/oscal"
)

// walk calls visit with a pointer to every OSCAL object of a document, parents
// before their parts, and the JSON pointer of each. The rules switch over the
// types they care for, so that none of them knows where in a document its
// objects stand.
//
// A visitor keeps nothing of an object but what it copies, and looks into its
// parts only below an element of a large list (an observation, a finding, a
// risk, an item, a component, a control, a requirement, a resource): these come
// whole. What holds such lists (a result, a catalog, a group, a plan of action, a
// security plan, the back matter) may be visited without them; their elements
// come one by one.
func walk(doc *oscal.Document, visit func(pointer string, object any)) {
	walkIn(&doc.Models, "", visit)
}

// walkIn is walk over one value, a pointer to a struct that stands at pointer.
func walkIn(root any, pointer string, visit func(pointer string, object any)) {
	w := visitor{visit: visit, fields: map[reflect.Type][]field{}}
	w.value(pointer, reflect.ValueOf(root))
}

type visitor struct {
	visit  func(string, any)
	fields map[reflect.Type][]field // what is worth entering, by type
}

type field struct {
	index int
	name  string // in JSON
}

func (w *visitor) value(pointer string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			w.value(pointer, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			w.value(pointer+"/"+strconv.Itoa(i), v.Index(i))
		}
	case reflect.Struct:
		w.visit(pointer, v.Addr().Interface())
		for _, f := range w.enterable(v.Type()) {
			w.value(pointer+"/"+f.name, v.Field(f.index))
		}
	}
}

// enterable lists the fields of a struct that hold objects.
func (w *visitor) enterable(t reflect.Type) []field {
	known, ok := w.fields[t]
	if ok {
		return known
	}
	for i := range t.NumField() {
		f := t.Field(i)
		inner := f.Type
		for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct && inner != reflect.TypeFor[time.Time]() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			known = append(known, field{i, name})
		}
	}
	w.fields[t] = known
	return known
}
