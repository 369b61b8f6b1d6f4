// Package read turns the NIST metaschema sources into the table of package
// metaschema. The sources are trusted: it knows the forms they use and refuses
// others.
package read

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/oscal/internal/metaschema"
)

// modules are the files of the sources; an imported one comes before those that
// import it, so that a name is found in the nearest.
var modules = []string{
	"metadata", "control-common", "implementation-common", "assessment-common", "mapping-common",
	"catalog", "mapping", "profile", "component", "ssp", "assessment-plan", "assessment-results", "poam",
}

// element is any element of a source, as far as the table needs it.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []*element `xml:",any"`
	Text     string     `xml:",chardata"`
}

func (e *element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (e *element) child(name string) *element {
	for _, c := range e.Children {
		if c.XMLName.Local == name {
			return c
		}
	}
	return nil
}

func (e *element) text(name string) string {
	if c := e.child(name); c != nil {
		return strings.TrimSpace(c.Text)
	}
	return ""
}

// Table reads the sources in dir.
func Table(dir fs.FS) (*metaschema.Table, error) {
	r := &reader{globals: map[string]map[string]*element{}, imports: map[string][]string{}, made: map[string]bool{}, table: &metaschema.Table{}}
	roots := map[string]*element{}
	for _, m := range modules {
		root, err := parse(dir, m)
		if err != nil {
			return nil, err
		}
		roots[m] = root
		r.table.Version = root.text("schema-version")
		r.globals[m] = map[string]*element{}
		for _, c := range root.Children {
			switch c.XMLName.Local {
			case "import":
				r.imports[m] = append(r.imports[m], strings.TrimSuffix(strings.TrimPrefix(c.attr("href"), "oscal_"), "_metaschema.xml"))
			case "define-assembly", "define-field", "define-flag":
				r.globals[m][c.XMLName.Local+" "+c.attr("name")] = c
			}
		}
	}
	for _, m := range modules {
		for _, c := range roots[m].Children {
			if strings.HasPrefix(c.XMLName.Local, "define-") {
				if err := r.define(m, m+":"+c.attr("name"), c); err != nil {
					return nil, err
				}
			}
		}
	}
	slices.SortFunc(r.table.Definitions, func(a, b *metaschema.Definition) int { return cmp.Compare(a.ID, b.ID) })
	return r.table, nil
}

func parse(dir fs.FS, module string) (*element, error) {
	text, err := fs.ReadFile(dir, "oscal_"+module+"_metaschema.xml")
	if err != nil {
		return nil, err
	}
	text, err = expand(module, text)
	if err != nil {
		return nil, err
	}
	var root element
	if err := xml.Unmarshal(text, &root); err != nil {
		return nil, fmt.Errorf("%s: %w", module, err)
	}
	return &root, nil
}

type reader struct {
	globals map[string]map[string]*element // by module, then "define-field name"
	imports map[string][]string
	made    map[string]bool
	table   *metaschema.Table
}

// find gives the module and the element of the global definition that a name
// means in a module.
func (r *reader) find(module, what, name string, seen map[string]bool) (string, *element) {
	if seen[module] {
		return "", nil
	}
	seen[module] = true
	if e := r.globals[module]["define-"+what+" "+name]; e != nil {
		return module, e
	}
	for _, other := range r.imports[module] {
		if m, e := r.find(other, what, name, seen); e != nil && e.attr("scope") != "local" {
			return m, e
		}
	}
	return "", nil
}

// define makes the definition of an element, and those within it.
func (r *reader) define(module, id string, e *element) error {
	if r.made[id] {
		return fmt.Errorf("%s is defined twice", id)
	}
	r.made[id] = true
	d := &metaschema.Definition{ID: id, Root: e.text("root-name")}
	d.Kind = metaschema.Kind(strings.TrimPrefix(e.XMLName.Local, "define-"))
	if d.Kind != metaschema.Assembly {
		d.Type = cmp.Or(e.attr("as-type"), "string")
	}
	r.table.Definitions = append(r.table.Definitions, d)
	for _, c := range e.Children {
		switch c.XMLName.Local {
		case "define-flag":
			ref := id + "/@" + c.attr("name")
			if err := r.define(module, ref, c); err != nil {
				return err
			}
			d.Flags = append(d.Flags, flag(c, c, ref))
		case "flag":
			m, found := r.find(module, "flag", c.attr("ref"), map[string]bool{})
			if found == nil {
				return fmt.Errorf("%s: no flag %s", id, c.attr("ref"))
			}
			d.Flags = append(d.Flags, flag(c, found, m+":"+c.attr("ref")))
		case "model":
			if err := r.model(module, d, c); err != nil {
				return err
			}
		case "constraint":
			if err := constraints(d, c); err != nil {
				return err
			}
		}
	}
	if d.Kind == metaschema.Field && len(d.Flags) > 0 {
		if d.ValueKey = e.text("json-value-key"); d.ValueKey == "" {
			d.ValueKey = "STRVALUE"
			if markup, _ := d.Markup(); markup {
				d.ValueKey = "RICHTEXT"
			}
		}
	}
	return nil
}

func flag(use, def *element, ref string) metaschema.FlagUse {
	name := cmp.Or(use.text("use-name"), def.text("use-name"), def.attr("name"))
	return metaschema.FlagUse{Name: name, Ref: ref, Required: use.attr("required") == "yes", Default: cmp.Or(use.attr("default"), def.attr("default"))}
}
