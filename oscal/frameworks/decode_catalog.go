package frameworks

import (
	"cmp"
	"strings"
)

// catalog reads the value of the member "catalog".
func (d *decoder) catalog(s *source) error {
	return d.object(func(key string) error {
		switch key {
		case "metadata":
			return d.metadata(s)
		case "groups":
			return d.array(func() error { return d.group(s) })
		case "controls":
			return d.array(func() error { return d.control(s) })
		}
		return d.skip()
	})
}

func (d *decoder) metadata(s *source) error {
	return d.object(func(key string) error {
		switch key {
		case "title":
			return d.text(&s.title)
		case "version":
			return d.text(&s.version)
		}
		return d.skip()
	})
}

// group reads a group; the controls of a nested group belong to the innermost.
// The members may come in any order, so the controls get their family when the
// group is complete.
func (d *decoder) group(s *source) error {
	first := len(s.controls)
	var id, title string
	err := d.object(func(key string) error {
		switch key {
		case "id":
			return d.text(&id)
		case "title":
			return d.text(&title)
		case "groups":
			return d.array(func() error { return d.group(s) })
		case "controls":
			return d.array(func() error { return d.control(s) })
		}
		return d.skip()
	})
	for i := first; i < len(s.controls); i++ {
		if c := &s.controls[i].control; c.Family == "" && c.FamilyTitle == "" {
			c.Family, c.FamilyTitle = id, title
		}
	}
	return err
}

// control reads a control; its enhancements follow it in s.controls. It takes
// its place before they do and is filled in when it is complete.
func (d *decoder) control(s *source) error {
	at := len(s.controls)
	s.controls = append(s.controls, node{})
	var n node
	var links []link
	err := d.object(func(key string) error {
		switch key {
		case "id":
			return d.text(&n.control.ID)
		case "class":
			return d.text(&n.control.Class)
		case "title":
			return d.text(&n.control.Title)
		case "params":
			return d.array(func() error { return d.param(&n.params) })
		case "props":
			return d.props(&n.control.Props)
		case "links":
			return d.array(func() error { return d.link(&links) })
		case "parts":
			return d.array(func() error { return d.part(&n.parts) })
		case "controls":
			return d.array(func() error { return d.control(s) })
		}
		return d.skip()
	})
	if err != nil {
		return err
	}
	if n.control.ID == "" {
		return d.fail("this control has no id", "give it the member \"id\"")
	}
	n.control.Label = cmp.Or(labelOf(n.control.Props), n.control.ID)
	n.control.Withdrawn = withdrawn(n.control.Props)
	for _, l := range links {
		if l.rel == "moved-to" || l.rel == "incorporated-into" {
			n.control.Moved = append(n.control.Moved, strings.TrimPrefix(l.href, "#"))
		}
	}
	s.controls[at] = n
	for i := at + 1; i < len(s.controls); i++ {
		if s.controls[i].control.Parent == "" {
			s.controls[i].control.Parent = n.control.ID
		}
	}
	return nil
}

// labelOf prefers the label without a class: NIST's catalogs also carry the
// zero-padded SP 800-53A form, with one.
func labelOf(props []Prop) string {
	label := ""
	for _, p := range props {
		if p.Name == "label" && p.NS == "" && (label == "" || p.Class == "") {
			if label = p.Value; p.Class == "" {
				break
			}
		}
	}
	return label
}

type link struct{ href, rel string }

func (d *decoder) link(into *[]link) error {
	var l link
	err := d.object(func(key string) error {
		switch key {
		case "href":
			return d.text(&l.href)
		case "rel":
			return d.text(&l.rel)
		}
		return d.skip()
	})
	*into = append(*into, l)
	return err
}

// param reads a parameter a control declares.
func (d *decoder) param(into *[]Param) error {
	var p Param
	var props []Prop
	var values, constraints []string
	err := d.object(func(key string) error {
		switch key {
		case "id":
			return d.text(&p.ID)
		case "label":
			return d.text(&p.Label)
		case "props":
			return d.props(&props)
		case "values":
			return d.texts(&values)
		case "constraints":
			return d.constraints(&constraints)
		}
		return d.skip()
	})
	p.Value, p.Set = strings.Join(values, ", "), len(values) > 0
	p.Constraint = strings.Join(constraints, "; ")
	p.Unit, p.Limit = value(props, ns, "unit"), value(props, ns, "limit")
	*into = append(*into, p)
	return err
}

func (d *decoder) constraints(into *[]string) error {
	return d.array(func() error {
		return d.object(func(key string) error {
			if key != "description" {
				return d.skip()
			}
			var s string
			err := d.text(&s)
			*into = append(*into, s)
			return err
		})
	})
}

func (d *decoder) props(into *[]Prop) error {
	return d.array(func() error {
		var p Prop
		err := d.object(func(key string) error {
			switch key {
			case "name":
				return d.text(&p.Name)
			case "ns":
				return d.text(&p.NS)
			case "value":
				return d.text(&p.Value)
			case "class":
				return d.text(&p.Class)
			}
			return d.skip()
		})
		*into = append(*into, p)
		return err
	})
}

// part reads a part with its parts; prose is passed over.
func (d *decoder) part(into *[]part) error {
	var p part
	err := d.object(func(key string) error {
		switch key {
		case "id":
			return d.text(&p.id)
		case "name":
			return d.text(&p.name)
		case "class":
			return d.text(&p.class)
		case "ns":
			return d.text(&p.ns)
		case "title":
			return d.text(&p.title)
		case "props":
			return d.props(&p.props)
		case "parts":
			return d.array(func() error { return d.part(&p.parts) })
		}
		return d.skip()
	})
	*into = append(*into, p)
	return err
}
