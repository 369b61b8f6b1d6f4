// Package adopt takes over what people bring from other tools. What carries over
// becomes files of a workspace that work as if written for it; what does not is
// told, each with its place and what to do instead.
package adopt

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal"
)

// The bounds of one migration.
const (
	maxValidations = 1000
	maxLinks       = 10_000
	maxLinked      = 1 << 20 // bytes of a file that a link names
)

// Migration is what a component definition written for Lula 1 becomes.
type Migration struct {
	Source string  // path of the component definition
	Checks []Check // sorted by id
	Files  []File  // sorted by path
	// Left is what does not carry over, Review what a person must look at or do
	// before the rest says what it said; both by place.
	Left   []*problem.Problem
	Review []*problem.Problem

	todo  problem.List
	lost  problem.List
	told  map[problem.Problem]bool
	short map[string]bool // controls of which some validation does not carry over
}

// Check is a validation that became a check.
type Check struct {
	ID        string // local.lula.NAME
	Name      string // as its author named it
	Kind      string // of the evidence it reads
	Inputs    []Input
	Domain    string
	Ties      []Tie // by control
	Place     problem.Place
	Component []Component // that link to it, by title

	module  string // the moved policy
	result  string // reference to the rule that decides
	reasons []string
	always  bool // the deciding rule has a default, so that it is never undefined
	types   []string
	cites   []cite
}

// cite is what a link says that a validation is about.
type cite struct{ control, source string }

// Input is one member of what the policy reads as input.
type Input struct {
	Name string
	From string // what the domain said it is
}

// Component is a component of the definition.
type Component struct{ Key, Type, Title string }

// Tie is a control that a validation was linked to.
type Tie struct {
	Catalog  string
	Control  string
	Target   string // its only objective; empty where it has several
	Strength string // decides, supports or informs
	Place    problem.Place
}

// File is a file to write, its path relative to the workspace.
type File struct {
	Path string
	Text []byte
}

// Options of a migration.
type Options struct {
	// Decides takes the validations for enough to satisfy the only objective of
	// a control, as Lula does; else they can only show it broken.
	Decides bool
	// Policies is the directory of the workspace's own policies, relative to it;
	// policies where none is given.
	Policies string
}

// Lula reads the component definition at name in repo and turns the validations
// that its requirements link to into checks. The error is that the document
// cannot be read, or links to no validation at all; anything less is in Left.
//
// Links are followed inside repo, never onto a network.
func Lula(ctx context.Context, repo fs.FS, name string, opt Options) (*Migration, error) {
	data, err := readBounded(repo, name, oscal.MaxSize)
	if err != nil {
		cause, remedy := problem.Cause(err)
		return nil, problem.New(problem.Place{Path: name}, "cannot be read: "+cause, remedy)
	}
	doc, err := oscal.Read(name, data)
	if err != nil {
		return nil, err
	}
	if doc.ComponentDefinition == nil {
		return nil, problem.New(problem.Place{Path: name, Line: 1}, "this is a "+doc.Model+", not a component definition", "give the component definition that lula validate reads")
	}
	m := &Migration{Source: name, told: map[problem.Problem]bool{}, short: map[string]bool{}}
	r := &lulaReader{Migration: m, repo: repo, doc: doc, dir: path.Dir(name), found: map[string]*validation{}, keys: map[string]bool{}}
	r.components()
	if r.links == 0 {
		return nil, problem.New(problem.Place{Path: name, Line: 1}, "no requirement links to a Lula validation", "links with rel lula stand under implemented-requirements")
	}
	r.unlinked()
	if err := m.build(ctx, r.order, opt); err != nil {
		return nil, err
	}
	return m, nil
}

// lulaReader reads the links and validations of one component definition.
type lulaReader struct {
	*Migration
	repo  fs.FS
	doc   *oscal.Document
	dir   string
	links int
	found map[string]*validation // by where it stands
	order []*validation
	keys  map[string]bool
}

// validation is a Lula validation and what links to it.
type validation struct {
	id    string // where it stands, for equality
	title string // of the resource
	text  string
	place problem.Place
	uses  []use
}

// use is one link.
type use struct {
	component Component
	control   string
	source    string // of the control implementation
	place     problem.Place
}

const lulaRoot = "/component-definition"

func (r *lulaReader) components() {
	cd := r.doc.ComponentDefinition
	byUUID := map[string]Component{}
	for i, c := range some(cd.Components) {
		at := lulaRoot + "/components/" + strconv.Itoa(i)
		one := r.component(c.Title, c.Type)
		byUUID[c.UUID] = one
		r.stray(c.Links, at)
		r.implementations(c.ControlImplementations, at, []Component{one})
	}
	for i, c := range some(cd.Capabilities) {
		at := lulaRoot + "/capabilities/" + strconv.Itoa(i)
		var parts []Component
		for _, p := range some(c.IncorporatesComponents) {
			if one, ok := byUUID[p.ComponentUuid]; ok {
				parts = append(parts, one)
			}
		}
		r.stray(c.Links, at)
		r.implementations(c.ControlImplementations, at, parts)
	}
	for i, in := range some(cd.ImportComponentDefinitions) {
		r.lose(r.doc.Place(lulaRoot+"/import-component-definitions/"+strconv.Itoa(i)),
			"the imported component definition "+quote(in.Href)+" is not read", "import it by itself: assay import lula FILE")
	}
}

// component names a component as assay.yaml would.
func (r *lulaReader) component(title, kind string) Component {
	base := identifier(title, "component", '-')
	key := base
	for n := 2; r.keys[key]; n++ {
		key = base + "-" + strconv.Itoa(n)
	}
	r.keys[key] = true
	return Component{Key: key, Type: kind, Title: title}
}

// stray tells links that Lula itself would not follow.
func (r *lulaReader) stray(links *[]oscal.Link, at string) {
	for i, l := range some(links) {
		if l.Rel == "lula" {
			r.links++
			r.lose(r.doc.Place(at+"/links/"+strconv.Itoa(i)), "a link to a validation stands outside of a requirement", "move it below the implemented-requirement that it speaks of")
		}
	}
}

func (r *lulaReader) implementations(sets *[]oscal.ControlImplementationSet, base string, parts []Component) {
	for i, set := range some(sets) {
		for j, req := range set.ImplementedRequirements {
			at := base + "/control-implementations/" + strconv.Itoa(i) + "/implemented-requirements/" + strconv.Itoa(j)
			for k, l := range some(req.Links) {
				if l.Rel != "lula" {
					continue
				}
				place := r.doc.Place(at + "/links/" + strconv.Itoa(k))
				if r.links++; r.links > maxLinks {
					r.lose(place, "more than 10,000 links to validations", "split the component definition")
					return
				}
				found := r.follow(l, place)
				if len(found) == 0 {
					r.short[strings.ToLower(req.ControlId)] = true
				}
				for _, v := range found {
					for _, c := range parts {
						v.uses = append(v.uses, use{c, req.ControlId, set.Source, place})
					}
				}
			}
			for k, s := range some(req.Statements) {
				r.stray(s.Links, at+"/statements/"+strconv.Itoa(k))
			}
		}
	}
}

// follow finds the validations that a link means.
func (r *lulaReader) follow(l oscal.Link, at problem.Place) []*validation {
	if uuid, ok := strings.CutPrefix(l.Href, "#"); ok {
		return r.resource(uuid, at)
	}
	if lower := strings.ToLower(l.Href); strings.Contains(lower, "://") && !strings.HasPrefix(lower, "file:") {
		r.lose(at, "the validation at "+quote(l.Href)+" is not fetched", "download it, read it, and link to the file")
		return nil
	}
	return r.file(l.Href, l.ResourceFragment, at)
}

// resource finds the validation in the back matter.
func (r *lulaReader) resource(uuid string, at problem.Place) []*validation {
	if back := r.doc.ComponentDefinition.BackMatter; back != nil {
		for i, res := range some(back.Resources) {
			if !strings.EqualFold(res.UUID, uuid) {
				continue
			}
			place := r.doc.Place(lulaRoot + "/back-matter/resources/" + strconv.Itoa(i))
			for _, text := range []string{res.Description, res.Remarks} {
				if looksLikeValidation(text) {
					return r.add("#"+strings.ToLower(uuid), res.Title, text, place)
				}
			}
			for _, link := range some(res.Rlinks) {
				if !strings.Contains(link.Href, "://") || strings.HasPrefix(link.Href, "file:") {
					return r.file(link.Href, "*", place)
				}
			}
			r.lose(place, "the resource holds no validation", "write it into its description, or link to a file of the repository")
			return nil
		}
	}
	r.lose(at, "there is no resource "+quote(uuid)+" in the back matter", "correct the link")
	return nil
}

// add remembers a validation once, however often it is linked.
func (r *lulaReader) add(id, title, text string, at problem.Place) []*validation {
	if v := r.found[id]; v != nil {
		return []*validation{v}
	}
	if len(r.order) >= maxValidations {
		r.lose(at, "more than 1,000 validations", "split the component definition")
		return nil
	}
	v := &validation{id: id, title: title, text: text, place: at}
	r.found[id] = v
	r.order = append(r.order, v)
	return []*validation{v}
}

// unlinked tells validations that nothing links to: Lula does not run them.
func (r *lulaReader) unlinked() {
	back := r.doc.ComponentDefinition.BackMatter
	if back == nil {
		return
	}
	for i, res := range some(back.Resources) {
		if r.found["#"+strings.ToLower(res.UUID)] == nil && looksLikeValidation(res.Description) {
			r.lose(r.doc.Place(lulaRoot+"/back-matter/resources/"+strconv.Itoa(i)), "no requirement links to the validation "+quote(res.Title)+", so that nothing says what it is about",
				"link to it from the requirement it speaks of, with rel lula")
		}
	}
}

// looksLikeValidation says whether a text may be a validation: YAML that names a
// domain and a provider.
func looksLikeValidation(text string) bool {
	at := func(key string) bool {
		return strings.HasPrefix(text, key+":") || strings.Contains(text, "\n"+key+":")
	}
	return at("domain") || at("provider") || at("target")
}

// lose tells once what does not carry over, look what a person must look at.
func (m *Migration) lose(at problem.Place, what, remedy string) { m.tell(&m.lost, at, what, remedy) }
func (m *Migration) look(at problem.Place, what, remedy string) { m.tell(&m.todo, at, what, remedy) }

func (m *Migration) tell(list *problem.List, at problem.Place, what, remedy string) {
	p := problem.Problem{Place: at, What: what, Remedy: remedy}
	if !m.told[p] {
		m.told[p] = true
		list.Add(at, what, remedy)
	}
}

// some gives the items of an optional OSCAL list.
func some[T any](list *[]T) []T {
	if list == nil {
		return nil
	}
	return *list
}

// quote shortens and quotes a text of a document.
func quote(s string) string {
	const most = 80
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return strictyaml.Quote(s)
}

// identifier makes lower-case letters, digits and single joints out of a name; it
// begins with a letter and has at most 40 of them.
func identifier(name, otherwise string, joint byte) string {
	var b strings.Builder
	for _, c := range strings.ToLower(name) {
		switch {
		case b.Len() >= 40:
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9' && b.Len() > 0:
			b.WriteRune(c)
		case b.Len() > 0 && b.String()[b.Len()-1] != joint:
			b.WriteByte(joint)
		}
	}
	out := strings.Trim(b.String(), string(joint))
	if out == "" || slices.Contains(reserved(), out) {
		out = strings.Trim(otherwise+string(joint)+out, string(joint))
	}
	return out
}

// reserved are the words that cannot stand alone as a part of a package.
func reserved() []string {
	return []string{"as", "contains", "data", "default", "else", "every", "false", "if", "import", "in", "input", "not", "null", "package", "some", "test", "true", "with", "rego", "future", "lib"}
}
