package oscal

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/oscal/internal/shape"
)

// The types hold every field of the schema and no other, of the same kind, and
// omit exactly the optional ones. Without this, what a document says would be
// lost on reading: go-oscal mixes up the local definitions of results.
func TestTypesHoldTheSchema(t *testing.T) {
	s, err := shape.Open(Version)
	if err != nil {
		t.Fatal(err)
	}
	c := comparer{t: t, seen: map[comparison]bool{}}
	roots := map[string]reflect.Type{}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Models]()) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		roots[name] = f.Type
	}
	if got := slices.Sorted(maps.Keys(roots)); !slices.Equal(got, s.Models()) || !slices.Equal(got, models()) {
		t.Errorf("models %v", got)
	}
	for name, typ := range roots {
		v, err := s.Model(name)
		if err != nil {
			t.Fatal(err)
		}
		c.compare("/"+name, v, typ)
	}
	if len(c.seen) < 100 {
		t.Errorf("compared %d objects only", len(c.seen))
	}
}

type comparison struct {
	id any
	t  reflect.Type
}

type comparer struct {
	t    *testing.T
	seen map[comparison]bool
}

func (c comparer) compare(path string, v shape.View, typ reflect.Type) {
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if typ == reflect.TypeFor[Mappings]() {
		typ = typ.Elem() // one or a list
	}
	want := map[string]bool{
		"an object":               typ.Kind() == reflect.Struct || typ.Kind() == reflect.Map && len(v.Fields()) < 2,
		"an object or an array":   typ.Kind() == reflect.Struct,
		"an array":                typ.Kind() == reflect.Slice,
		"text":                    v.IsTime() == (typ == reflect.TypeFor[time.Time]()) && (v.IsTime() || typ.Kind() == reflect.String),
		"true or false":           typ.Kind() == reflect.Bool,
		"a number":                typ.Kind() == reflect.Float64,
		"a number of digits only": typ.Kind() == reflect.Int,
	}
	if !want[v.Kind()] {
		c.t.Errorf("%s: %s held by %s", path, v.Kind(), typ)
		return
	}
	switch {
	case typ.Kind() == reflect.Slice:
		c.compare(path+"/*", v.Child("*"), typ.Elem())
	case typ.Kind() == reflect.Struct && !v.IsTime() && !c.seen[comparison{v.ID(), typ}]:
		c.seen[comparison{v.ID(), typ}] = true
		c.fields(path, v, typ)
	}
}

func (c comparer) fields(path string, v shape.View, typ reflect.Type) {
	have := map[string]reflect.StructField{}
	for _, f := range reflect.VisibleFields(typ) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		have[name] = f
	}
	for _, name := range v.Fields() {
		f, ok := have[name]
		if !ok {
			c.t.Errorf("%s/%s: %s has no field for it", path, name, typ)
			continue
		}
		delete(have, name)
		if v.Required(name) == strings.Contains(f.Tag.Get("json"), ",omitempty") {
			c.t.Errorf("%s/%s: required %t, tag %s", path, name, v.Required(name), f.Tag)
		}
		c.compare(path+"/"+name, v.Child(name), f.Type)
	}
	if len(have) > 0 {
		c.t.Errorf("%s: %s has fields that OSCAL has not: %v", path, typ, slices.Sorted(maps.Keys(have)))
	}
}
