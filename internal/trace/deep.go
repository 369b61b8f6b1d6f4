package trace

import (
	"cmp"

	"github.com/assay-compliance/assay/internal/assessment"
)

// deep tells what a framework has under id for which every subject must be read:
// a piece of evidence of a file or set that holds many, or a subject.
func (e *explainer) deep(id string) bool {
	found := false
	for i := range e.r.Observations {
		o := &e.r.Observations[i]
		if o.Subjects == nil {
			continue
		}
		told := brief(o)
		for s, err := range o.Subjects {
			switch {
			case err != nil:
				e.err = cmp.Or(e.err, err)
				return found
			case !same(id, s.Evidence) && !names(id, s.Source) && !is(id, s):
			case len(told.Subjects) == Subjects:
				told.More++
			default:
				told.Subjects = append(told.Subjects, subject(s))
			}
		}
		if told.Subjects != nil {
			told.LeadsTo = e.leadsTo(i)
			e.tell(Entry{Observation: told})
			found = true
		}
	}
	for i := range e.poam.Items {
		if it := &e.poam.Items[i]; e.affects(it, id) {
			e.tell(Entry{Item: item(it)})
			found = true
		}
	}
	return found
}

// is says whether id is a subject: by the name of the thing, of the asset it is
// part of, or either behind its component.
func is(id string, s assessment.Subject) bool {
	return same(id, s.ID, s.Asset, s.Name(), s.Component+"/"+s.ID, s.Component+"/"+s.Asset, s.Component+"/"+s.Name())
}

// affects says whether an item of the plan of action is about a subject.
func (e *explainer) affects(it *assessment.Item, id string) bool {
	for a, err := range it.Affected.All() {
		if err != nil {
			e.err = cmp.Or(e.err, err)
			return false
		}
		if is(id, assessment.Subject{Component: a.Component, Asset: a.Asset, ID: a.ID}) || same(id, a.Evidence) {
			return true
		}
	}
	return false
}
