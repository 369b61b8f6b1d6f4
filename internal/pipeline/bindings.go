package pipeline

import (
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/policies"
)

// Bindings joins frameworks with every check there is, the workspace's too where
// config names one, and looks at no evidence. Checks come by id.
func Bindings(config string, frameworks []string) ([]assessment.Scope, map[string]*assessment.Check, error) {
	w, err := Open(config)
	if err != nil {
		return nil, nil, err
	}
	in := load.Input{Frameworks: frameworks, Policies: policies.FS, Checks: w.Checks}
	if w.Config != nil {
		in.Config = w.Config
		if in.System, err = load.System(w.Config); err != nil {
			return nil, nil, err
		}
	}
	joined, err := load.Scopes(in)
	if err != nil {
		return nil, nil, err
	}
	checks := map[string]*assessment.Check{}
	for i := range w.Checks {
		checks[w.Checks[i].ID] = &w.Checks[i]
	}
	return joined.Scopes, checks, nil
}
