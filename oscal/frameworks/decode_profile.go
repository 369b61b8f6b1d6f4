package frameworks

import (
	"strings"
)

// profile reads the value of the member "profile". Merge is passed over: it
// orders and groups a resolved catalog, and we keep the order of the imports.
func (d *decoder) profile(s *source) error {
	return d.object(func(key string) error {
		switch key {
		case "metadata":
			return d.metadata(s)
		case "imports":
			return d.array(func() error { return d.importing(s) })
		case "modify":
			return d.modify(s)
		case "back-matter":
			return d.backMatter(s)
		}
		return d.skip()
	})
}

func (d *decoder) importing(s *source) error {
	var in importing
	err := d.object(func(key string) error {
		switch key {
		case "href":
			return d.text(&in.href)
		case "include-all":
			in.all, in.selected = true, true
			return d.skip()
		case "include-controls":
			in.selected = true
			return d.selectors(&in.include)
		case "exclude-controls":
			return d.selectors(&in.exclude)
		}
		return d.skip()
	})
	s.imports = append(s.imports, in)
	return err
}

func (d *decoder) selectors(into *[]selector) error {
	return d.array(func() error {
		var sel selector
		err := d.object(func(key string) error {
			switch key {
			case "with-ids":
				return d.texts(&sel.ids)
			case "with-child-controls":
				return d.flag(&sel.children)
			case "matching":
				return d.array(func() error {
					return d.object(func(key string) error {
						if key != "pattern" {
							return d.skip()
						}
						var p string
						err := d.text(&p)
						sel.patterns = append(sel.patterns, p)
						return err
					})
				})
			}
			return d.skip()
		})
		*into = append(*into, sel)
		return err
	})
}

func (d *decoder) modify(s *source) error {
	return d.object(func(key string) error {
		switch key {
		case "set-parameters":
			return d.array(func() error { return d.setting(s) })
		case "alters":
			return d.array(func() error { return d.alter(s) })
		}
		return d.skip()
	})
}

func (d *decoder) setting(s *source) error {
	var set setting
	var props []Prop
	err := d.object(func(key string) error {
		switch key {
		case "param-id":
			return d.text(&set.id)
		case "label":
			return d.text(&set.label)
		case "values":
			return d.texts(&set.values)
		case "constraints":
			return d.constraints(&set.constraints)
		case "props":
			return d.props(&props)
		}
		return d.skip()
	})
	set.verification = value(props, ns, "verification")
	s.set = append(s.set, set)
	return err
}

func (d *decoder) alter(s *source) error {
	var a alter
	err := d.object(func(key string) error {
		switch key {
		case "control-id":
			return d.text(&a.control)
		case "removes":
			return d.array(func() error { return d.removal(&a.removes) })
		case "adds":
			return d.array(func() error { return d.addition(&a.adds) })
		}
		return d.skip()
	})
	s.alters = append(s.alters, a)
	return err
}

func (d *decoder) removal(into *[]removal) error {
	var r removal
	err := d.object(func(key string) error {
		switch key {
		case "by-name":
			return d.text(&r.name)
		case "by-class":
			return d.text(&r.class)
		case "by-id":
			return d.text(&r.id)
		case "by-item-name":
			return d.text(&r.item)
		case "by-ns":
			return d.text(&r.ns)
		}
		return d.skip()
	})
	*into = append(*into, r)
	return err
}

func (d *decoder) addition(into *[]addition) error {
	var a addition
	err := d.object(func(key string) error {
		switch key {
		case "position":
			return d.text(&a.position)
		case "by-id":
			return d.text(&a.id)
		case "title":
			return d.text(&a.title)
		case "params":
			return d.array(func() error { return d.param(&a.params) })
		case "props":
			return d.props(&a.props)
		case "parts":
			return d.array(func() error { return d.part(&a.parts) })
		}
		return d.skip()
	})
	*into = append(*into, a)
	return err
}

func (d *decoder) backMatter(s *source) error {
	return d.object(func(key string) error {
		if key != "resources" {
			return d.skip()
		}
		return d.array(func() error { return d.resource(s) })
	})
}

// resource reads where a resource may be found, links to JSON first because
// that is what we read.
func (d *decoder) resource(s *source) error {
	var r resource
	var others []string
	err := d.object(func(key string) error {
		switch key {
		case "uuid":
			return d.text(&r.uuid)
		case "rlinks":
			return d.array(func() error {
				var href, media string
				err := d.object(func(key string) error {
					switch key {
					case "href":
						return d.text(&href)
					case "media-type":
						return d.text(&media)
					}
					return d.skip()
				})
				if strings.Contains(media, "json") || strings.HasSuffix(href, ".json") {
					r.hrefs = append(r.hrefs, href)
				} else {
					others = append(others, href)
				}
				return err
			})
		}
		return d.skip()
	})
	r.hrefs = append(r.hrefs, others...)
	s.resources = append(s.resources, r)
	return err
}
