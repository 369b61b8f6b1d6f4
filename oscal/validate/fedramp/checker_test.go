package fedramp

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/oscal"
)

// walk shows every object of a document, as package validate does.
func walk(at string, v reflect.Value, visit func(string, any)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			walk(at, v.Elem(), visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(at+"/"+strconv.Itoa(i), v.Index(i), visit)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		visit(at, v.Addr().Interface())
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			if name != "" { // the models have one, except for the root
				walk(at+"/"+name, v.Field(i), visit)
			}
		}
	}
}

// tree is a document as it may be changed.
type tree = map[string]any

func base(t *testing.T, name string) tree {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var out tree
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// edit sets what stands at a pointer, or takes it away when value is nil. A - at
// the end of a pointer appends to the list.
func edit(t *testing.T, node any, pointer string, value any) any {
	t.Helper()
	if pointer == "" {
		return value
	}
	step, rest, _ := strings.Cut(pointer[1:], "/")
	if rest != "" {
		rest = "/" + rest
	}
	switch n := node.(type) {
	case tree:
		if rest == "" && value == nil {
			if n[step] == nil {
				t.Fatalf("there is no %s to take away", step)
			}
			delete(n, step)
		} else {
			n[step] = edit(t, n[step], rest, value)
		}
		return n
	case []any:
		if step == "-" {
			return append(n, value)
		}
		i, err := strconv.Atoi(step)
		if err != nil || i >= len(n) {
			t.Fatalf("there is no %s in a list of %d", step, len(n))
		}
		if rest == "" && value == nil {
			return append(n[:i:i], n[i+1:]...)
		}
		n[i] = edit(t, n[i], rest, value)
		return n
	}
	t.Fatalf("nothing is at %s", pointer)
	return nil
}

// models decodes a document; the model is its root member.
func models(t *testing.T, doc tree) (string, *oscal.Models) {
	t.Helper()
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	out := &oscal.Models{}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(out); err != nil {
		t.Fatal(err)
	}
	for name := range doc {
		return name, out
	}
	return "", out
}

// judge checks a document with those behind it.
func judge(t *testing.T, doc tree, behind ...tree) []Finding {
	t.Helper()
	model, m := models(t, doc)
	c := New(model, nil)
	for _, other := range behind {
		name, o := models(t, other)
		walk("", reflect.ValueOf(o), func(at string, object any) { c.Other(name, at, object) })
	}
	walk("", reflect.ValueOf(m), c.Visit)
	return c.Findings()
}

// broken is the ids of the rules that findings say are broken, notes left out.
func broken(found []Finding) map[string]string {
	out := map[string]string{}
	for _, f := range found {
		if f.Severity != Note {
			out[f.Rule] += f.Pointer + ": " + f.What + "\n"
		}
	}
	return out
}

// judgeBackward is judge with the objects of the document in the other order.
func judgeBackward(t *testing.T, doc tree, behind ...tree) []Finding {
	t.Helper()
	model, m := models(t, doc)
	c := New(model, nil)
	for _, other := range behind {
		name, o := models(t, other)
		walk("", reflect.ValueOf(o), func(at string, object any) { c.Other(name, at, object) })
	}
	type seen struct {
		at     string
		object any
	}
	var all []seen
	walk("", reflect.ValueOf(m), func(at string, object any) { all = append(all, seen{at, object}) })
	for i := len(all) - 1; i >= 0; i-- {
		c.Visit(all[i].at, all[i].object)
	}
	return c.Findings()
}
