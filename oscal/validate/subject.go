package validate

import (
	"io/fs"
	"sync"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
)

// subject is a document on its way through the layers, which look at it side by
// side.
type subject struct {
	doc    *oscal.Document
	locals *locals

	unfit  error // why the types cannot hold it; known behind the schema
	broken error // why it could not be walked over; known behind the references

	// What the documents behind it say. Follow closes led when it is known.
	led  chan struct{}
	with Context
	lost error // why it is not known
}

func newSubject(root fs.FS, doc *oscal.Document) *subject {
	s := &subject{doc: doc, locals: newLocals(root), led: make(chan struct{})}
	s.locals.docs[doc.Path] = doc
	return s
}

// check runs the layers. The findings are sorted by place.
func (s *subject) check(layers []Layer) []Finding {
	reports := make([]*report, len(layers))
	var work []func()
	for i, l := range layers {
		reports[i] = &report{doc: s.doc}
		work = append(work, func() { l.check(s, reports[i]) })
	}
	together(work)
	all := *reports[0]
	if s.unfit != nil {
		found := all.sorted()
		if Err(found) == nil { // its own schema allows what the types of another version cannot hold
			found = append(found, unread(problem.Place{Path: s.doc.Path}, s.unfit)...)
			order(found)
		}
		return found
	}
	for _, r := range reports[1:] {
		all.join(r)
	}
	all.once()
	found := append(all.sorted(), s.locals.findings...)
	found = append(found, all.untold()...)
	if s.broken != nil {
		found = append(found, unread(problem.Place{Path: s.doc.Path}, s.broken)...)
	}
	order(found)
	return found
}

// together runs functions side by side and returns when all have. A panic in one
// of them is the caller's.
func together(work []func()) {
	var wait sync.WaitGroup
	panics := make(chan any, len(work))
	for _, f := range work {
		wait.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					panics <- r
				}
			}()
			f()
		})
	}
	wait.Wait()
	select {
	case r := <-panics:
		panic(r)
	default:
	}
}

// schema is the check of the first layer.
func (s *subject) schema(r *report) {
	*r = *schemaReport(s.doc)
	s.unfit = s.doc.Fits()
}

// references is the check of the second layer. It tells those behind it what the
// documents say that this one builds on as soon as it knows.
func (s *subject) references(r *report) {
	told := false
	tell := func() {
		if !told {
			told = true
			close(s.led)
		}
	}
	defer tell()
	s.lost = errUnfit // until it is otherwise
	local := &report{doc: s.doc}
	var names map[string]string
	survey, err := surveyed(s.doc, func(known *survey) {
		names = s.locals.follow(known, []string{s.doc.Path}, local)
		s.with, s.lost = s.locals.context(s.doc.Path), nil
		tell()
	})
	if err != nil {
		s.broken = err
		return
	}
	s.locals.compare(survey, names, local)
	r.join(local)
	r.join(s.with.references(survey))
}

// constraints is the check of the third layer.
func (s *subject) constraints(r *report) {
	if <-s.led; s.lost == nil {
		constraintFindings(s.doc, s.with, r)
	}
}

// fedramp is the check of the fourth layer.
func (s *subject) fedramp(r *report) {
	if <-s.led; s.lost == nil {
		fedrampRules(s.doc, s.with, r)
	}
}
