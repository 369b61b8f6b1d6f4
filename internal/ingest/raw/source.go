package raw

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/problem"
)

// Term is a value of a payload.
type Term = ast.Term

// Source is one raw file being read: where it stands, what reads it, and where
// its documents go.
type Source struct {
	Opt      Options
	T        *tracker
	File     *evidence.File
	Yield    func(*evidence.Document) error
	Words    map[string]*Term
	Doc      int
	finished bool
	spoken   *evidence.Document // the first that was emitted: whose leftovers are
	kept     []*Term            // records that have no place in any kind
	held     int64              // see Hold
}

// Draft is a document a format has read, before its component and age are
// settled.
type Draft struct {
	Kind      string
	Subject   string   // what the file calls its target; empty when it does not say
	IDs       []string // everything the target is called, for matching
	Collector string
	Collected string // the file's own words; empty when it has none
	Payload   ast.Value
	Pointer   string
	Line      int
	Digest    *[32]byte // nil: the whole file's
}

// Emit settles component, subject and age and yields the document. Formats
// whose documents are the whole file call finish first.
func (s *Source) Emit(d Draft) error {
	if f := s.T.fault; f != nil && f.Code == FaultMemory {
		return f
	}
	doc := s.base(d)
	component, asserted, bad := s.place(d.IDs)
	doc.Component, doc.Asserted = component, asserted || d.Subject == ""
	if doc.Subject = Clean(Clip(d.Subject, ShortText)); doc.Subject == "" {
		doc.Subject = component
	}
	if bad != nil {
		bad.Place.Line, bad.Place.Pointer = d.Line, d.Pointer
		doc.Refuse(evidence.WrongTarget, bad)
		return s.Yield(doc)
	}
	doc.Payload = d.Payload
	if s.spoken == nil {
		head := *doc
		head.Payload = nil
		s.spoken = &head
	}
	return s.Yield(doc)
}

// Unshown yields a document that says why a kind the source declares cannot
// be taken from the file.
func (s *Source) Unshown(kind string, ids []string, what, remedy string) error {
	doc := s.base(Draft{Kind: kind})
	doc.Component, doc.Asserted, _ = s.place(ids)
	doc.Subject = doc.Component
	doc.Refuse(evidence.NotShown, problem.New(problem.Place{Path: s.Opt.Path}, what, remedy))
	return s.Yield(doc)
}

// broken yields the document of a file that cannot be read.
func (s *Source) broken(f *Fault) error {
	doc := s.base(Draft{})
	doc.Component = s.Opt.Component
	doc.Refuse(f.Code.word(), f.problem(s.Opt.Path))
	return s.Yield(doc)
}

func (s *Source) base(d Draft) *evidence.Document {
	doc := &evidence.Document{
		Kind:      d.Kind,
		Collector: First(Clean(d.Collector), s.File.Format),
		Entry:     s.Opt.Entry,
		Order:     evidence.Order{Doc: s.Doc},
		Digest:    s.File.Digest,
		Path:      s.Opt.Path,
		File:      s.File,
		Line:      d.Line,
		Pointer:   d.Pointer,
		Collected: s.Opt.Collected,
	}
	s.Doc++
	if d.Digest != nil {
		doc.Digest = *d.Digest
	}
	if t, assumed, ok := ParseTime(d.Collected); ok {
		doc.Collected, doc.ZoneAssumed = t, assumed
	}
	return doc
}

// Finish reads the rest of the file and completes its digest.
func (s *Source) Finish() {
	if s.finished {
		return
	}
	s.finished = true
	if d, ok := s.T.drain(); ok {
		s.File.Digest = d
	}
}

// Declares says whether the source's entry names the kind. An entry without
// kinds names none.
func (s *Source) Declares(kind string) bool { return slices.Contains(s.Opt.Kinds, kind) }

// place decides which component a target belongs to. asserted: only the
// configuration says so.
func (s *Source) place(ids []string) (component string, asserted bool, bad *problem.Problem) {
	at := problem.Place{Path: s.Opt.Path}
	if c := s.Opt.Component; c != "" {
		switch names := s.Opt.Targets[c]; {
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
	for _, c := range s.Opt.Components {
		if named(s.Opt.Targets[c], ids) {
			found = append(found, c)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], false, nil
	case len(found) == 0 && len(s.Opt.Components) == 1 && (len(ids) == 0 || len(s.Opt.Targets[s.Opt.Components[0]]) == 0):
		return s.Opt.Components[0], true, nil
	}
	return "", false, problem.New(at,
		"the file does not tell which component it is about",
		"add `component:` to its sources entry, or list its target in the inventory")
}

// ParseTime reads a time as tools write it. What lies before 1971 is a tool's
// zero value and no time.
func ParseTime(s string) (t time.Time, assumed, ok bool) {
	t, assumed, err := evidence.ParseTime(s)
	return t, assumed, err == nil && t.Year() > 1970
}

// Stamp is a time as payloads write it; empty for a time that is not one.
func Stamp(s string) string {
	t, _, ok := ParseTime(s)
	if !ok {
		return ""
	}
	return t.Format(time.RFC3339)
}

// Day is the day of a date or a time, as payloads write one; empty for what is
// none.
func Day(s string) string {
	if t, err := time.Parse(time.DateOnly, s); err == nil && t.Year() > 1970 {
		return s
	}
	day, _, _ := strings.Cut(Stamp(s), "T")
	return day
}

// First is the first text that is not empty.
func First(s ...string) string { return cmp.Or(s...) }
