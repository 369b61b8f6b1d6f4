package metapath_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/oscal/internal/constraint"
	. "github.com/assay-compliance/assay/oscal/internal/metapath"
	"github.com/assay-compliance/assay/oscal/internal/metaschema"
)

// way is how an object of a definition is reached from the root of a document.
type way struct {
	root  *metaschema.Definition
	steps []*metaschema.Member
	flag  string // the definition is this flag of the last object
}

// ways finds the shortest way to every definition.
func ways(table *metaschema.Table) map[*metaschema.Definition]way {
	out := map[*metaschema.Definition]way{}
	var queue []*metaschema.Definition
	for _, d := range table.Definitions {
		if d.Root != "" {
			out[d] = way{root: d}
			queue = append(queue, d)
		}
	}
	for len(queue) > 0 {
		d := queue[0]
		queue = queue[1:]
		w := out[d]
		for i := range d.Flags {
			if f := d.Flags[i].Definition(); out[f].root == nil {
				out[f] = way{w.root, w.steps, d.Flags[i].Name}
			}
		}
		for i := range d.Model {
			if m := d.Model[i].Definition(); out[m].root == nil {
				out[m] = way{w.root, append(slices.Clone(w.steps), &d.Model[i]), ""}
				queue = append(queue, m)
			}
		}
	}
	return out
}

// document puts what stands for a definition into a document.
func (w way) document(value any) []byte {
	if w.flag != "" {
		value = Object{w.flag: value}
	}
	for i := len(w.steps) - 1; i >= 0; i-- {
		if w.steps[i].List {
			value = []any{value}
		}
		value = Object{w.steps[i].JSON: value}
	}
	text, err := json.Marshal(Object{w.root.Root: value})
	if err != nil {
		panic(err)
	}
	return text
}

// Every constraint is broken by a document made from its own expression, so that
// none is there in name only. Open lists, which nothing can break, are counted.
func TestEveryConstraintCanBeBroken(t *testing.T) {
	table, err := metaschema.Open()
	if err != nil {
		t.Fatal(err)
	}
	reach := ways(table)
	broken, open, dead := 0, 0, 0
	for _, d := range table.Definitions {
		for i := range d.Constraints {
			c := &d.Constraints[i]
			if c.Kind == "allowed-values" && c.AllowOther {
				open++
				continue
			}
			w, ok := reach[d]
			if why := unbreakable[c.ID]; why != "" {
				dead++
				continue
			}
			if !ok {
				t.Errorf("%s: no document has a %s", c.ID, d.ID)
				continue
			}
			text := w.document(breaking(t, d, c))
			found, err := constraint.Check(constraint.Document{JSON: text, Model: w.root.Root}, nil, 1000)
			if err != nil {
				t.Fatal(err)
			}
			// Lists add up: another closed list may be the one that is named.
			hit := slices.ContainsFunc(found, func(v constraint.Violation) bool {
				return v.ID == c.ID || c.Kind == "allowed-values" && strings.Contains(v.What, bad)
			})
			if !hit {
				t.Errorf("%s of %s (%s %s) is not broken by %s: %v", c.ID, d.ID, c.Kind, c.Target, text, found)
			}
			broken++
		}
	}
	t.Logf("%d constraints broken, %d are open lists", broken, open)
	if broken+open+dead != table.Constraints || dead != len(unbreakable) {
		t.Errorf("%d + %d + %d of %d", broken, open, dead, table.Constraints)
	}
}

// unbreakable are constraints of what no document can have, and why.
var unbreakable = map[string]string{
	"mapping-common:match-with-child-controls/allowed-values-1": "no model uses the flag",
	"oscal-unique-resource-base64-filename":                     "a resource has one base64 at most",
}

const bad = "no-such-value"

// breaking makes what stands for a definition so that it breaks one constraint.
func breaking(t *testing.T, d *metaschema.Definition, c *metaschema.Constraint) any {
	t.Helper()
	obj := Object{}
	parse := func(text string) *Expr {
		e, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	target := c.Target
	switch c.ID { // those that are read otherwise than published
	case "oscal-metadata-action-type-values":
		target = ".[@system='http://csrc.nist.gov/ns/oscal']/@type"
	case "oscal-assesment-part-objective-cardinality":
		return Object{"name": "objective"}
	}
	if target == "." && (d.Kind == metaschema.Flag || d.Kind == metaschema.Field && d.ValueKey == "") {
		return bad
	}
	switch c.Kind {
	case "allowed-values", "matches":
		var value any = bad
		if c.Datatype == "uri-reference" {
			value = "#%zz"
		}
		if strings.Contains(c.ID, "resource-fragment") {
			value = "not one"
		}
		if Make(parse(target), d, obj, value) == 0 && d.ValueKey == "" {
			t.Errorf("%s: nothing made for %s", c.ID, target)
		}
	case "is-unique", "index":
		for range 2 {
			made := Object{}
			Make(parse(target), d, made, bad)
			merge(obj, made)
		}
		keyed(t, obj, d, parse(target), c)
	case "index-has-key":
		Make(parse(target), d, obj, bad)
		keyed(t, obj, d, parse(target), c)
	case "has-cardinality":
		if c.Max > 0 {
			for range c.Max + 1 {
				made := Object{}
				Make(parse(target), d, made, bad)
				merge(obj, made)
			}
		}
	case "expect":
		Make(parse(target), d, obj, bad)
		for _, member := range []string{"citation", "media-type", "depends-on"} {
			if d.Flag(member) != nil && strings.Contains(c.Test, member) {
				obj[member] = "x"
			}
		}
		switch {
		case strings.Contains(c.Test, "@start >"):
			obj["start"], obj["end"] = 9, 1
		case strings.Contains(c.Test, "@method="):
			obj["method"] = "merge"
		}
	}
	return obj
}

// merge adds the lists of b to those of a.
func merge(a, b Object) {
	for k, v := range b {
		list, ok := v.([]any)
		inner, nested := v.(Object)
		switch old, have := a[k].([]any); {
		case ok && have:
			a[k] = append(old, list...)
		case nested:
			if was, ok := a[k].(Object); ok {
				merge(was, inner)
				continue
			}
			a[k] = v
		default:
			a[k] = v
		}
	}
}

// keyed gives the key of a constraint to everything in obj that its target may
// mean.
func keyed(t *testing.T, obj any, d *metaschema.Definition, _ *Expr, c *metaschema.Constraint) {
	t.Helper()
	each(obj, d, func(def *metaschema.Definition, o Object) {
		for _, k := range c.Keys {
			if k.Target == "." {
				if def.ValueKey != "" && o[def.ValueKey] == nil {
					o[def.ValueKey] = "x"
				}
				continue
			}
			name := strings.TrimPrefix(k.Target, "@")
			value := any("x")
			if name == "href" {
				value = "#nowhere"
			}
			if def.Flag(name) != nil && (o[name] == nil || fmt.Sprint(o[name]) == bad) {
				o[name] = value
			}
			if m := def.ByXML(name); m != nil && m.List {
				o[m.JSON] = []any{value}
			}
		}
	})
}

// each visits the objects of a value with their definitions.
func each(v any, d *metaschema.Definition, visit func(*metaschema.Definition, Object)) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			each(item, d, visit)
		}
	case Object:
		for name, inner := range v {
			if m := d.ByJSON(name); m != nil {
				each(inner, m.Definition(), visit)
			}
		}
		visit(d, v)
	}
}
