package read

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/oscal/internal/metaschema"
)

// model adds the members of a model, in its order.
func (r *reader) model(module string, d *metaschema.Definition, model *element) error {
	choices := 0
	for _, c := range model.Children {
		if c.XMLName.Local != "choice" {
			if err := r.member(module, d, c, 0); err != nil {
				return err
			}
			continue
		}
		choices++
		for _, alternative := range c.Children {
			if err := r.member(module, d, alternative, choices); err != nil {
				return err
			}
		}
	}
	return nil
}

// member adds one assembly or field that a model refers to or defines.
func (r *reader) member(module string, d *metaschema.Definition, use *element, choice int) error {
	kind, inline := strings.CutPrefix(use.XMLName.Local, "define-")
	if kind == "remarks" {
		return nil
	}
	if kind != "assembly" && kind != "field" {
		return fmt.Errorf("%s: %s in a model", d.ID, kind)
	}
	def, ref, name := use, d.ID+"/"+use.attr("name"), use.attr("name")
	if inline {
		if err := r.define(module, ref, use); err != nil {
			return err
		}
	} else {
		name = use.attr("ref")
		m, found := r.find(module, kind, name, map[string]bool{})
		if found == nil {
			return fmt.Errorf("%s: no %s %s", d.ID, kind, name)
		}
		def, ref = found, m+":"+name
	}
	name = cmp.Or(use.text("use-name"), def.text("use-name"), name)
	out := metaschema.Member{Ref: ref, XML: name, JSON: name, Choice: choice, Max: 1}
	if v := use.attr("min-occurs"); v != "" {
		out.Min, _ = strconv.Atoi(v)
	}
	switch v := use.attr("max-occurs"); v {
	case "":
	case "unbounded":
		out.Max = 0
	default:
		out.Max, _ = strconv.Atoi(v)
	}
	if use.attr("in-xml") == "UNWRAPPED" {
		out.Unwrapped, out.XML = true, ""
	}
	if group := use.child("group-as"); group != nil && out.Max != 1 {
		out.JSON, out.List = group.attr("name"), true
		switch v := group.attr("in-json"); v {
		case "ARRAY":
		case "", "SINGLETON_OR_ARRAY":
			out.Single = true
		default:
			return fmt.Errorf("%s: %s is grouped %s", d.ID, name, v)
		}
		if group.attr("in-xml") == "GROUPED" {
			out.Wrapper = group.attr("name")
		}
	}
	if out.Max != 1 && !out.List {
		return fmt.Errorf("%s: %s may repeat and has no group", d.ID, name)
	}
	d.Model = append(d.Model, out)
	return nil
}

// constraints adds what a definition asks of what it makes.
func constraints(d *metaschema.Definition, e *element) error {
	for _, c := range e.Children {
		kind := c.XMLName.Local
		out := metaschema.Constraint{
			ID: c.attr("id"), Kind: kind, Level: cmp.Or(c.attr("level"), "ERROR"), Target: cmp.Or(c.attr("target"), "."),
			AllowOther: c.attr("allow-other") == "yes", Index: c.attr("name"), Regex: c.attr("regex"), Datatype: c.attr("datatype"), Test: c.attr("test"),
		}
		out.Min, _ = strconv.Atoi(c.attr("min-occurs"))
		out.Max, _ = strconv.Atoi(c.attr("max-occurs"))
		switch kind {
		case "allowed-values", "is-unique", "index", "index-has-key", "has-cardinality", "matches", "expect":
		case "remarks":
			continue
		default:
			return fmt.Errorf("%s: constraint %s", d.ID, kind)
		}
		if kind == "index-has-key" || kind == "index" {
			if out.Index == "" {
				return fmt.Errorf("%s: %s has no index", d.ID, out.ID)
			}
		}
		for _, part := range c.Children {
			switch part.XMLName.Local {
			case "enum":
				out.Values = append(out.Values, metaschema.Value{Value: part.attr("value"), Deprecated: part.attr("deprecated")})
			case "key-field":
				out.Keys = append(out.Keys, metaschema.KeyField{Target: part.attr("target"), Pattern: part.attr("pattern")})
			}
		}
		if out.ID == "" {
			// Some carry no id; one is made of where they stand.
			out.ID = fmt.Sprintf("%s/%s-%d", d.ID, kind, len(d.Constraints)+1)
		}
		d.Constraints = append(d.Constraints, out)
	}
	return nil
}
