package ingest

import (
	"cmp"
	"slices"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/problem"
)

type term = ast.Term

// source is one raw file being read: where it stands, what reads it, and where
// its documents go.
type source struct {
	opt      Options
	t        *tracker
	file     *evidence.File
	yield    func(*evidence.Document) error
	words    map[string]*term
	doc      int
	finished bool
}

// draft is a document a format has read, before its component and age are
// settled.
type draft struct {
	kind      string
	subject   string   // what the file calls its target; empty when it does not say
	ids       []string // everything the target is called, for matching
	collector string
	collected string // the file's own words; empty when it has none
	payload   ast.Value
	pointer   string
	line      int
	digest    *[32]byte // nil: the whole file's
}

// emit settles component, subject and age and yields the document. Formats
// whose documents are the whole file call finish first.
func (s *source) emit(d draft) error {
	doc := s.base(d)
	component, asserted, bad := s.place(d.ids)
	doc.Component, doc.Asserted = component, asserted || d.subject == ""
	if doc.Subject = clean(clip(d.subject, shortText)); doc.Subject == "" {
		doc.Subject = component
	}
	if bad != nil {
		bad.Place.Line, bad.Place.Pointer = d.line, d.pointer
		doc.Refuse(evidence.WrongTarget, bad)
		return s.yield(doc)
	}
	doc.Payload = d.payload
	return s.yield(doc)
}

// unshown yields a document that says why a kind the source declares cannot
// be taken from the file.
func (s *source) unshown(kind string, ids []string, what, remedy string) error {
	doc := s.base(draft{kind: kind})
	doc.Component, doc.Asserted, _ = s.place(ids)
	doc.Subject = doc.Component
	doc.Refuse(evidence.NotShown, problem.New(problem.Place{Path: s.opt.Path}, what, remedy))
	return s.yield(doc)
}

// broken yields the document of a file that cannot be read.
func (s *source) broken(f *fault) error {
	doc := s.base(draft{})
	doc.Component = s.opt.Component
	doc.Refuse(f.code.word(), f.problem(s.opt.Path))
	return s.yield(doc)
}

func (s *source) base(d draft) *evidence.Document {
	doc := &evidence.Document{
		Kind:      d.kind,
		Collector: first(clean(d.collector), s.file.Format),
		Entry:     s.opt.Entry,
		Order:     evidence.Order{Doc: s.doc},
		Digest:    s.file.Digest,
		Path:      s.opt.Path,
		File:      s.file,
		Line:      d.line,
		Pointer:   d.pointer,
		Collected: s.opt.Collected,
	}
	s.doc++
	if d.digest != nil {
		doc.Digest = *d.digest
	}
	if t, assumed, ok := parseTime(d.collected); ok {
		doc.Collected, doc.ZoneAssumed = t, assumed
	}
	return doc
}

// finish reads the rest of the file and completes its digest.
func (s *source) finish() {
	if s.finished {
		return
	}
	s.finished = true
	if d, ok := s.t.drain(); ok {
		s.file.Digest = d
	}
}

// declares says whether the source's entry names the kind. An entry without
// kinds names none.
func (s *source) declares(kind string) bool { return slices.Contains(s.opt.Kinds, kind) }

// place decides which component a target belongs to. asserted: only the
// configuration says so.
func (s *source) place(ids []string) (component string, asserted bool, bad *problem.Problem) {
	at := problem.Place{Path: s.opt.Path}
	if c := s.opt.Component; c != "" {
		switch names := s.opt.Targets[c]; {
		case len(names) == 0, len(ids) == 0:
			return c, true, nil
		case named(names, ids):
			return c, false, nil
		}
		return c, false, problem.New(at,
			"the file is about another target than the component its source names",
			"correct `component:` in the sources entry, or list the target in the inventory")
	}
	var found []string
	for _, c := range s.opt.Components {
		if named(s.opt.Targets[c], ids) {
			found = append(found, c)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], false, nil
	case len(found) == 0 && len(s.opt.Components) == 1 && (len(ids) == 0 || len(s.opt.Targets[s.opt.Components[0]]) == 0):
		return s.opt.Components[0], true, nil
	}
	return "", false, problem.New(at,
		"the file does not tell which component it is about",
		"add `component:` to its sources entry, or list its target in the inventory")
}

// parseTime reads a time as tools write it. What lies before 1971 is a tool's
// zero value and no time.
func parseTime(s string) (t time.Time, assumed, ok bool) {
	t, assumed, err := evidence.ParseTime(s)
	return t, assumed, err == nil && t.Year() > 1970
}

// stamp is a time as payloads write it; empty for a time that is not one.
func stamp(s string) string {
	t, _, ok := parseTime(s)
	if !ok {
		return ""
	}
	return t.Format(time.RFC3339)
}

// first is the first text that is not empty.
func first(s ...string) string { return cmp.Or(s...) }
