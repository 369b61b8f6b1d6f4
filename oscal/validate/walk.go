package validate

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/internal/shape"
)

// walk calls visit with a pointer to every OSCAL object of a document, parents
// before their parts, and the JSON pointer of each. The rules switch over the
// types they care for, so that none of them knows where in a document its
// objects stand.
//
// The elements of large lists (observations, findings, risks, items, components,
// controls, requirements, resources; see shape.Outline) are decoded one by one
// from the text and dropped behind their visit, so that no document is ever whole
// in memory. Each comes whole, with all its parts; what holds such a list (a
// result, a catalog, a group, a plan of action, a security plan, the back matter)
// is visited before, with the list empty. A visitor keeps nothing of an object
// but what it copies.
//
// The error says that the types cannot hold the document, which doc.Fits tells
// beforehand.
func walk(doc *oscal.Document, visit func(pointer string, object any)) error {
	m, err := skeleton(doc)
	if err != nil {
		return err
	}
	w := newVisitor(visit)
	w.value("", reflect.ValueOf(m))
	return w.lists(doc, func(string) bool { return true })
}

// errUnfit is for a document that Fits would have refused.
var errUnfit = errors.New("the document does not fit the types of OSCAL " + oscal.Version)

// lenient is how text is decoded that was found to be JSON without repeated names.
func lenient() json.Options {
	return json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// skeleton decodes a document with its large lists empty.
func skeleton(doc *oscal.Document) (*oscal.Models, error) {
	text, from := []byte{}, int32(0)
	for _, l := range doc.Lists() {
		text = append(append(text, shape.Span{Start: from, End: l.Array.Start}.Of(doc.JSON)...), "[]"...)
		from = l.Array.End
	}
	text = append(text, doc.JSON[from:]...)
	m := &oscal.Models{}
	if err := json.Unmarshal(text, m, lenient()); err != nil {
		return nil, errUnfit
	}
	return m, nil
}

// lists visits the elements of the large lists that which takes, in order.
func (w *visitor) lists(doc *oscal.Document, which func(pointer string) bool) error {
	for _, list := range doc.Lists() {
		if !which(list.Pointer) {
			continue
		}
		t, err := elementOf(list.Pointer)
		if err != nil {
			return err
		}
		decode := w.decoders.of(t)
		for i, item := range list.Items {
			v := reflect.New(t)
			if !decode(shape.NewCursor(item.Of(doc.JSON)), v.Elem()) {
				return errUnfit
			}
			w.value(list.Pointer+"/"+strconv.Itoa(i), v)
		}
	}
	return nil
}

// elementOf is the type of the elements of the list at pointer.
func elementOf(pointer string) (reflect.Type, error) {
	t := reflect.TypeFor[oscal.Models]()
	for step := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		_, number := strconv.Atoi(step)
		if t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if number != nil { // else an item; what may be one object or a list has none
			f, ok := fieldOf(t, step)
			if !ok {
				return nil, errUnfit
			}
			t = f
		}
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
	}
	if t.Kind() != reflect.Slice || t.Elem().Kind() != reflect.Struct {
		return nil, fmt.Errorf("%s is no list of objects", pointer)
	}
	return t.Elem(), nil
}

// fieldOf is the type of a struct's field by its name in JSON.
func fieldOf(t reflect.Type, name string) (reflect.Type, bool) {
	if t.Kind() != reflect.Struct {
		return nil, false
	}
	for i := range t.NumField() {
		if known, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ","); known == name {
			return t.Field(i).Type, true
		}
	}
	return nil, false
}

type visitor struct {
	visit    func(string, any)
	fields   map[reflect.Type][]field // what is worth entering, by type
	decoders decoders
}

func newVisitor(visit func(pointer string, object any)) *visitor {
	return &visitor{visit, map[reflect.Type][]field{}, decoders{}}
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
			if part := v.Field(f.index); part.Kind() == reflect.Struct || !part.IsZero() {
				w.value(pointer+"/"+f.name, part)
			}
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
