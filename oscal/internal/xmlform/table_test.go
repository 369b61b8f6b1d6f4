package xmlform

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/oscal/internal/metaschema"
	"github.com/assay-compliance/assay/oscal/internal/shape"
)

// compared walks a schema and the table side by side.
type compared struct {
	t    *testing.T
	seen map[any]bool
	only map[string]bool // fields of the schema that the table lacks
	both bool            // report what the schema lacks
}

func (c *compared) object(v shape.View, d *metaschema.Definition) {
	if d.Kind != metaschema.Assembly && d.ValueKey == "" || c.seen[v.ID()] {
		return
	}
	c.seen[v.ID()] = true
	known := map[string]*metaschema.Definition{}
	if d.ValueKey != "" {
		known[d.ValueKey] = nil
	}
	for _, f := range d.Flags {
		known[f.Name] = nil
	}
	for i := range d.Model {
		known[d.Model[i].JSON] = d.Model[i].Definition()
	}
	for _, name := range v.Fields() {
		inner, ok := known[name]
		if !ok {
			c.only[d.ID+" "+name] = true
			continue
		}
		if inner == nil {
			continue
		}
		child := v.Child(name)
		if strings.Contains(child.Kind(), "an array") {
			child = child.Child("*")
		}
		c.object(child, inner)
	}
	for _, name := range slices.Sorted(maps.Keys(known)) {
		// The official JSON schemas lost the method of combine; the XML Schema has it.
		if c.both && !slices.Contains(v.Fields(), name) && d.ID+" "+name != "profile:merge/combine method" {
			c.t.Errorf("%s: the schema lacks %s", d.ID, name)
		}
	}
}

// The table and the official JSON schema of 1.2.2 know the same fields, and no
// older schema knows one besides: XML of every version is read by the table.
func TestTheTableKnowsTheFieldsOfTheSchemas(t *testing.T) {
	for _, version := range shape.Files() {
		s, err := shape.Open(version)
		if err != nil {
			t.Fatal(err)
		}
		table, err := metaschema.Open()
		if err != nil {
			t.Fatal(err)
		}
		c := &compared{t: t, seen: map[any]bool{}, only: map[string]bool{}, both: version == "1.2.2"}
		for _, model := range s.Models() {
			v, err := s.Model(model)
			if err != nil {
				t.Fatal(err)
			}
			c.object(v, table.Root(model))
		}
		if only := slices.Sorted(maps.Keys(c.only)); len(only) > 0 {
			t.Errorf("%s: the table lacks\n\t%s", version, strings.Join(only, "\n\t"))
		}
		if len(c.seen) < 50 {
			t.Errorf("%s: only %d objects were compared", version, len(c.seen))
		}
	}
}
