package validate

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// selections checks the controls that a document claims, selects or alters
// against the sources they come from. Names are the sources by pointer.
func (l *locals) selections(s *survey, names map[string]string, r *report) {
	if s.models.Profile != nil {
		l.profile(s.models.Profile, names, r)
	}
	for _, c := range s.claims {
		if offer := l.offer(names[c.source]); offer != nil {
			offer.has(c.control, c.pointer, r)
		}
	}
}

// profile checks each import of a profile against what it imports from, and
// that what is altered is imported.
func (l *locals) profile(p *oscal.Profile, names map[string]string, r *report) {
	everything := &offer{ids: map[string]bool{}}
	complete := true // every import could be resolved
	for i, in := range p.Imports {
		pointer := "/profile/imports/" + strconv.Itoa(i)
		from := l.offer(names[pointer+"/href"])
		if from == nil {
			complete = false
			continue
		}
		from.choose(in, pointer, r)
		everything.add(l.resolve(names[pointer+"/href"]))
	}
	if p.Modify == nil || !complete {
		return
	}
	for i, alter := range each(p.Modify.Alters) {
		everything.has(alter.ControlId, fmt.Sprintf("/profile/modify/alters/%d/control-id", i), r)
	}
}

// offer is the controls one can select from.
type offer struct {
	name     string
	order    []string
	ids      map[string]bool
	children map[string][]string
}

// offer gives the controls of a source; nil when it cannot be resolved.
func (l *locals) offer(name string) *offer {
	o := l.offers[name]
	if res := l.resolve(name); o == nil && res != nil {
		o = &offer{name: name, ids: map[string]bool{}, children: map[string][]string{}}
		o.add(res)
		l.offers[name] = o
	}
	return o
}

func (o *offer) add(res *frameworks.Resolved) {
	for i := range res.Controls {
		c := &res.Controls[i]
		if !o.ids[c.ID] {
			o.ids[c.ID] = true
			o.order = append(o.order, c.ID)
		}
		if c.Parent != "" && o.children != nil {
			o.children[c.Parent] = append(o.children[c.Parent], c.ID)
		}
	}
}

// has reports an id that is not offered, with those it may have meant.
func (o *offer) has(id, pointer string, r *report) {
	if o.ids[id] {
		return
	}
	if r.full() { // to be counted only
		r.add("local-unknown-control", pointer, "", "")
		return
	}
	from := "the sources"
	if o.name != "" {
		from = seen(r.doc.Path, o.name)
	}
	remedy := fmt.Sprintf("use one of its %d control ids", len(o.order))
	if near := strictyaml.Near(id, o.order); len(near) > 0 {
		remedy = "did you mean " + strings.Join(near, " or ") + "?"
	}
	r.add("local-unknown-control", pointer, fmt.Sprintf("control %s is not in %s", strictyaml.Quote(id), from), remedy)
}

// choose checks the selection of one import.
func (o *offer) choose(in oscal.Import, pointer string, r *report) {
	chosen := map[string]bool{}
	if in.IncludeAll != nil {
		for id := range o.ids {
			chosen[id] = true
		}
	}
	for i, sel := range each(in.IncludeControls) {
		at := pointer + "/include-controls/" + strconv.Itoa(i)
		hit := o.match(sel, at, r)
		if len(hit) == 0 {
			r.add("local-empty-selection", at, "this selects no control of "+seen(r.doc.Path, o.name), "correct its ids or pattern, or leave it out")
		}
		for _, id := range hit {
			chosen[id] = true
		}
	}
	before := len(chosen)
	for i, sel := range each(in.ExcludeControls) {
		for _, id := range o.match(sel, pointer+"/exclude-controls/"+strconv.Itoa(i), r) {
			delete(chosen, id)
		}
	}
	if len(chosen) == 0 && (before > 0 || len(each(in.IncludeControls)) == 0) {
		r.add("local-empty-selection", pointer, "this import selects no control of "+seen(r.doc.Path, o.name), "name controls in include-controls, or write include-all")
	}
}

// match gives the ids one selector means.
func (o *offer) match(sel oscal.SelectControlById, pointer string, r *report) []string {
	var out []string
	for i, id := range each(sel.WithIds) {
		if o.ids[id] {
			out = append(out, id)
		} else {
			o.has(id, pointer+"/with-ids/"+strconv.Itoa(i), r)
		}
	}
	for _, m := range each(sel.Matching) {
		for _, id := range o.order {
			if ok, err := path.Match(m.Pattern, id); err == nil && ok {
				out = append(out, id)
			}
		}
	}
	if sel.WithChildControls == "yes" {
		seen := map[string]bool{}       // ids repeat in a malformed catalog, and could then lead in a circle
		for i := 0; i < len(out); i++ { // out grows by the children of children
			if !seen[out[i]] {
				seen[out[i]] = true
				out = append(out, o.children[out[i]]...)
			}
		}
	}
	return out
}
