package trace

import (
	"cmp"

	"github.com/assay-compliance/assay/internal/assessment"
)

// deep writes what a framework has under id for which every subject must be read:
// a piece of evidence of a file or set that holds many, or a subject.
func (e *explainer) deep(id string) bool {
	found := false
	for i := range e.r.Observations {
		o := &e.r.Observations[i]
		if o.Subjects == nil {
			continue
		}
		told := 0
		for s, err := range o.Subjects {
			if err != nil {
				e.err = cmp.Or(e.err, err)
				return found
			}
			if !same(id, s.Evidence) && !names(id, s.Source) && !is(id, s) {
				continue
			}
			found = true
			if told++; told > Subjects {
				continue
			}
			if told == 1 {
				e.line(0, "%s check %s%s: %s%s (observation %s)", e.r.Scope.Framework.ID, o.Run.Check, on(o), tally(o), reason(o.Reason), o.UUID)
				e.leadsTo(i)
			}
			e.subject(s, 1)
		}
		if told > Subjects {
			e.line(1, "and %d more", told-Subjects)
		}
	}
	for i := range e.poam.Items {
		found = e.affected(&e.poam.Items[i], id) || found
	}
	return found
}

// is says whether id is a subject: by the name of the thing, of the asset it is
// part of, or either behind its component.
func is(id string, s assessment.Subject) bool {
	return same(id, s.ID, s.Asset, s.Name(), s.Component+"/"+s.ID, s.Component+"/"+s.Asset, s.Component+"/"+s.Name())
}

// affected writes an item of the plan of action that affects a subject.
func (e *explainer) affected(it *assessment.Item, id string) bool {
	for a, err := range it.Affected.All() {
		if err != nil {
			e.err = cmp.Or(e.err, err)
			return false
		}
		if is(id, assessment.Subject{Component: a.Component, Asset: a.Asset, ID: a.ID}) || same(id, a.Evidence) {
			e.item(it, 1)
			return true
		}
	}
	return false
}
