package trace

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// Document is one of the OSCAL documents that results come from.
type Document struct {
	Path string // as the user names it
	Open func() (io.ReadCloser, error)
}

// mention is an object of a document that has the uuid asked for, and whose
// meaning is in what it names or stands in: an activity in its check, an
// inventory-item in its asset, a resource in its digest, a log entry in its risk.
type mention struct {
	place  problem.Place
	what   string   // the kind of object, in OSCAL's word
	title  string   // its own
	own    []string // what it names
	around []string // uuids of the objects it stands in, the innermost first
}

// find gives every object of a document that has a uuid. The document is read
// once from end to end, and nothing of it is kept but the way to the current
// object.
func find(d Document, id string) ([]mention, error) {
	r, err := d.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	s := search{decoder: jsontext.NewDecoder(r), path: d.Path, id: id, stack: []*object{{}}}
	for {
		err := s.step()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, problem.New(problem.Place{Path: d.Path}, "the document cannot be read to its end", "assess again")
		}
	}
	out := make([]mention, len(s.stack[0].found))
	for i, m := range s.stack[0].found {
		out[i] = *m
	}
	return out, nil
}

// object is an object or array on the way to where the search is.
type object struct {
	key    string // under which it stands, that of its array included
	member string // whose value is read now
	uuid   string
	title  string
	name   string // of a property
	value  string
	names  []string   // what it names
	found  []*mention // in it
	hit    *mention   // it is what is looked for
}

type search struct {
	decoder *jsontext.Decoder
	path    string
	id      string
	stack   []*object
}

// step reads one token.
func (s *search) step() error {
	token, err := s.decoder.ReadToken()
	if err != nil {
		return err
	}
	top := s.stack[len(s.stack)-1]
	switch token.Kind() {
	case '{', '[':
		key := top.member
		if key == "" {
			key = top.key
		}
		s.stack = append(s.stack, &object{key: key})
	case '}', ']':
		s.stack = s.stack[:len(s.stack)-1]
		s.leave(top, s.stack[len(s.stack)-1])
	case '"':
		if kind, n := s.decoder.StackIndex(s.decoder.StackDepth()); kind == '{' && n%2 == 1 {
			top.member = token.String()
			return nil
		}
		s.text(top, token.String())
	}
	return nil
}

// text takes the value of a member.
func (s *search) text(o *object, value string) {
	switch o.member {
	case "uuid":
		o.uuid = value
		if same(s.id, value) {
			at := string(s.decoder.StackPointer())
			o.hit = &mention{what: one(o.key), place: problem.Place{Path: s.path, Pointer: at[:strings.LastIndexByte(at, '/')]}}
		}
	case "title":
		o.title = value
	case "name":
		o.name = value
	case "value":
		o.value = value
	}
}

// leave closes an object and hands what it knows to the one around it.
func (s *search) leave(o, around *object) {
	switch {
	case o.key == "props" && slices.Contains([]string{"check", "key", "asset-id", "poam-item", "POAM-ID"}, o.name):
		around.names = append(around.names, o.value)
	case o.key == "hashes" && o.value != "":
		around.names = append(around.names, o.value)
	case o.uuid == "": // an array, or a link between objects
		around.names = append(around.names, o.names...)
	}
	if o.hit != nil {
		o.hit.title = o.title
		if o.hit.what == "resource" { // its title is the path of what it holds
			o.names = append(o.names, o.title)
		}
		for _, n := range o.names {
			if n != "" && !slices.Contains(o.hit.own, n) {
				o.hit.own = append(o.hit.own, n)
			}
		}
		around.found = append(around.found, o.hit)
	}
	for _, m := range o.found {
		if o.uuid != "" {
			m.around = append(m.around, o.uuid)
		}
		around.found = append(around.found, m)
	}
}

// one is the word for one of what a member holds several of.
func one(member string) string {
	switch {
	case member == "entries":
		return "log entry"
	case strings.HasSuffix(member, "ies"):
		return strings.TrimSuffix(member, "ies") + "y"
	case strings.HasSuffix(member, "s") && !strings.HasSuffix(member, "ss") && member != "assessment-results" && member != "plan-of-action-and-milestones":
		return strings.TrimSuffix(member, "s")
	}
	return member
}

// mentions tells what the documents of a run say under a uuid that its results
// do not know, and what that leads to.
func (e *explainer) mentions(run *Run, id string) (bool, error) {
	told := map[string]bool{}
	any := false
	for _, d := range run.Documents {
		found, err := find(d, id)
		if err != nil {
			return any, err
		}
		for _, m := range found {
			any = true
			e.tell(Entry{Object: &Object{Kind: m.what, UUID: id, Title: m.title, Path: m.place.Path, Pointer: m.place.Pointer}})
			e.lead(m, told)
		}
	}
	return any, nil
}

// lead goes on to what a mention names or, where nothing is known by these names,
// to the nearest object it stands in. Each is told once.
func (e *explainer) lead(m mention, told map[string]bool) {
	done := false
	for _, id := range m.own {
		if told[id] || e.run(id) || e.deep(id) {
			told[id], done = true, true
		}
	}
	for _, id := range m.around {
		if done {
			return
		}
		if told[id] || e.run(id) {
			told[id], done = true, true
		}
	}
}

// known lists what people may have meant: every short id of some runs, sorted.
func known(runs []Run) []string {
	seen := map[string]bool{}
	for i := range runs {
		r := &runs[i].Results
		seen[r.Scope.Framework.ID] = true
		for _, c := range r.Scope.Controls {
			seen[c.ID] = true
		}
		for _, f := range r.Findings {
			seen[f.Target.ID], seen[f.Target.ControlID] = true, true
		}
		for _, o := range r.Observations {
			seen[o.Run.Check], seen[o.Component] = true, true
		}
		for _, k := range r.Risks {
			seen[k.Key] = true
		}
		for _, it := range runs[i].POAM.Items {
			seen[it.ID] = true
		}
	}
	delete(seen, "")
	var out []string
	for id := range seen {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// unknown says that nothing has an id, and what was perhaps meant.
func unknown(runs []Run, id string) error {
	remedy := "give a framework, control, objective, check, component, subject, risk, POAM-ID, uuid, or the path or sha256 of evidence; assay control list shows the controls"
	if found := strictyaml.Near(strings.ToLower(id), known(runs)); len(found) > 0 {
		remedy = "did you mean " + strings.Join(found, " or ") + "?"
	}
	return problem.New(problem.Place{}, fmt.Sprintf("nothing in these results has the id %q", id), remedy)
}
