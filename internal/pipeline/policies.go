package pipeline

import (
	"context"
	"regexp"
	"time"

	"github.com/assay-compliance/assay/internal/evaluate/lint"
	"github.com/assay-compliance/assay/internal/evaluate/test"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal/frameworks"
	"github.com/assay-compliance/assay/policies"
)

// LintPolicies gives every problem of the embedded tree and, where config names
// a workspace, of its own: METADATA, strict compilation, types of evidence,
// built-ins, missing tests, and ids and bindings that no catalog has.
func LintPolicies(ctx context.Context, config string) ([]*problem.Problem, int, error) {
	w, err := Open(config)
	if found := problem.All(err); len(found) > 0 {
		return found, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	found := lint.Lint(ctx, w.Trees, w.Kinds, knownIDs())
	var list problem.List
	list.Join(problem.Place{}, load.Lint(w.Checks, policies.FS))
	if w.Config != nil {
		_, _, err := Bindings(config, nil)
		list.Join(problem.Place{Path: w.Config.Path}, err)
	}
	return append(found, problem.All(list.Err())...), len(w.Checks), nil
}

// knownIDs answers for the ids of the embedded catalogs.
func knownIDs() lint.Known {
	catalogs := map[string]*frameworks.Catalog{}
	return func(catalog, id string) (int, []string) {
		c, ok := catalogs[catalog]
		if !ok {
			opened, err := frameworks.OpenCatalog(catalog)
			if err != nil {
				return 0, frameworks.Catalogs()
			}
			c = opened
			catalogs[catalog] = c
		}
		if e, ok := c.Find(id); ok {
			return len(e.Targets), nil
		}
		return 0, c.Near(id)
	}
}

// TestPolicies runs the Rego tests of the embedded tree and of the workspace.
func TestPolicies(ctx context.Context, config string, match *regexp.Regexp, asOf time.Time) (test.Report, error) {
	w, err := Open(config)
	if err != nil {
		return test.Report{}, err
	}
	return test.Run(ctx, test.Options{Sources: w.Trees, Kinds: w.Kinds, Checks: w.Checks, Run: match, AsOf: asOf})
}
