package pipeline

import (
	"slices"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/policies"
)

// Bound is frameworks joined with checks, without a look at evidence.
type Bound struct {
	Scopes []assessment.Scope
	Checks map[string]*assessment.Check         // every check there is, by id
	Runs   map[assessment.RunKey]assessment.Run // what the bindings name, with parameters
	Notes  []assessment.Note                    // what of the system is not counted, and what was tolerated in its files
}

// Bindings joins frameworks with every check there is, the workspace's too where
// config names one: none given means those of the workspace.
func Bindings(config string, frameworks []string) (*Bound, error) {
	w, err := Open(config)
	if err != nil {
		return nil, err
	}
	joined, sys, err := w.join(frameworks)
	if err != nil {
		return nil, err
	}
	b := &Bound{Scopes: joined.Scopes, Notes: notes(sys, joined), Checks: map[string]*assessment.Check{}, Runs: map[assessment.RunKey]assessment.Run{}}
	for i := range w.Checks {
		b.Checks[w.Checks[i].ID] = &w.Checks[i]
	}
	for _, r := range joined.Plan(nil, time.Time{}).Runs {
		b.Runs[r.Key] = r
	}
	return b, nil
}

// notes gathers what is told of a system: of its files, and of its rules.
func notes(sys *assessment.System, joined *load.Joined) []assessment.Note {
	if sys == nil {
		return nil
	}
	return slices.Concat(sys.Notes, joined.Differs, joined.Unusable, joined.Notes, joined.Idle)
}

// join reads the system, where there is a workspace, and joins the frameworks
// with the checks.
func (w *Workspace) join(frameworks []string) (*load.Joined, *assessment.System, error) {
	in := load.Input{Frameworks: frameworks, Policies: policies.FS, Checks: w.Checks}
	if w.Config != nil {
		in.Config = w.Config
		sys, err := w.system()
		if err != nil {
			return nil, nil, err
		}
		in.System = sys
	}
	joined, err := load.Scopes(in)
	return joined, in.System, err
}
