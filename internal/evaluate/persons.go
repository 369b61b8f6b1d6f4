package evaluate

import (
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/evidence"
)

// persons are the personal ids of what is being judged, as the kinds mark them.
// They are looked up when a subject is first asked about.
type persons struct {
	comp  int
	of    []shown
	ids   map[string]bool
	ready bool
}

// shown is a payload that checks see, of a kind that marks personal ids.
type shown struct {
	kind    *evidence.Kind
	payload ast.Value
}

// begin forgets what was judged before.
func (p *persons) begin(comp int) { p.comp, p.of, p.ids, p.ready = comp, p.of[:0], nil, false }

// add takes a payload, where its kind marks any id of a person.
func (p *persons) add(kind *evidence.Kind, payload ast.Value) {
	if kind != nil && len(kind.Personal) > 0 {
		p.of = append(p.of, shown{kind, payload})
	}
}

// has says whether a subject is a person's id, or is made with one.
func (p *persons) has(subject string) bool {
	if !p.ready {
		p.ready = true
		p.ids = map[string]bool{}
		for _, s := range p.of {
			for _, id := range s.kind.PersonalIn(s.payload) {
				p.ids[id] = true
			}
		}
	}
	if p.ids[subject] {
		return true
	}
	for part := range strings.FieldsFuncSeq(subject, func(r rune) bool { return strings.ContainsRune(" /:,;|()[]", r) }) {
		if part != subject && p.ids[part] {
			return true
		}
	}
	return false
}

// people marks the run as one whose subjects are persons, where one of those just
// folded is.
func (w *worker) people(run int) {
	if len(w.persons.of) == 0 {
		return
	}
	mark := &w.r.personal[run*len(w.r.comps)+w.persons.comp]
	if mark.Load() {
		return
	}
	for i := range w.fold.out {
		if id := w.fold.out[i].id; id != "" && w.persons.has(id) {
			mark.Store(true)
			return
		}
	}
}
