package validate

import (
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
)

// Context is what a document does not say itself and some rules look at. The
// zero value is fine: a reference that an imported document could explain is
// then a warning.
type Context struct {
	// Imported are the documents the checked one builds on: plan and security
	// plan of assessment results, component definitions of a definition.
	Imported []*oscal.Document
	// Known says whether a control, statement or objective id exists in the
	// catalog or baseline that was assessed; nil: not asked.
	Known func(id string) bool

	// Unopened says that a document the checked one builds on, or one behind it,
	// was not opened, so that nobody knows what it defines.
	Unopened bool

	surveys map[*oscal.Document]*survey // of Imported, as far as they were made
}

// References checks a document against the reference rules of Rules, without
// anything beside it.
func References(doc *oscal.Document) []Finding { return Context{}.References(doc) }

// References checks a document against the reference rules of Rules. The
// findings are sorted by place; each rule gives at most 200. Rules about files
// are kept by Local.
func (c Context) References(doc *oscal.Document) []Finding {
	s, err := surveyed(doc, nil)
	if err != nil {
		return unread(problem.Place{Path: doc.Path}, err)
	}
	return c.references(s).sorted()
}

// references checks a surveyed document against the reference rules.
func (c Context) references(s *survey) *report {
	all := &report{doc: s.doc}
	g, err := newGraph(s, c)
	if err != nil {
		all.findings = unread(problem.Place{Path: s.doc.Path}, err)
		return all
	}
	for _, rule := range Rules() {
		if rule.check != nil {
			r := s.tell(rule.ID)
			rule.check(g, r)
			all.join(r)
		}
	}
	return all
}
