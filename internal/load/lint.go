package load

import (
	"io/fs"
	"slices"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// Lint checks everything a tree of policies says about controls, for every
// embedded framework: ids in METADATA and bindings, joint sets, parameters,
// disabled pairs. It also asks what Scopes does not need: that every framework
// belongs to a family, and that some check reads each parameter of a family. A
// misspelt one would leave a check without its bound.
func Lint(checks []assessment.Check, policies fs.FS) error {
	var list problem.List
	_, err := Scopes(Input{Frameworks: frameworks.IDs(), Policies: policies, Checks: checks})
	list.Join(problem.Place{Path: embeddedPath}, err)
	families, err := Families(policies)
	if err != nil {
		return list.Err() // told by Scopes
	}
	j := joiner{checks: map[string]*assessment.Check{}}
	for i := range checks {
		j.checks[checks[i].ID] = &checks[i]
	}
	names := j.declared()
	for _, f := range families {
		for _, name := range sortedKeys(f.parameters) {
			if !slices.Contains(names, name) {
				list.Add(f.parameters[name].place(f), "no check has a parameter "+strictyaml.Quote(name), instead(name, names))
			}
		}
		for _, id := range f.Frameworks {
			if !slices.Contains(frameworks.IDs(), id) {
				list.Add(problem.Place{Path: f.source.Path, Line: 1}, "there is no framework "+strictyaml.Quote(id), instead(id, frameworks.IDs()))
			}
		}
	}
	return list.Err()
}

// place is where a parameter stands, as near as its values tell.
func (p familyParam) place(f Family) problem.Place {
	for _, at := range []problem.Place{p.Default.Place, p.Max.Place, p.Min.Place, p.Source.Place} {
		if at.Line > 0 {
			return at
		}
	}
	return problem.Place{Path: f.source.Path, Line: 1}
}
