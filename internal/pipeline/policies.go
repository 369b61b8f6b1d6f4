package pipeline

import (
	"context"
	"regexp"
	"time"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/evaluate/lint"
	"github.com/assay-compliance/assay/internal/evaluate/test"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/policies"
)

// LintPolicies gives every problem of the embedded tree and, where config names
// a workspace, of its own: METADATA, strict compilation, types of evidence,
// built-ins, missing tests, and ids and bindings that no catalog has. The error
// is that the workspace's assay.yaml cannot be read.
func LintPolicies(ctx context.Context, assay string) ([]*problem.Problem, int, error) {
	if assay != "" {
		if _, err := config.Load(assay); err != nil {
			return nil, 0, err
		}
	}
	w, err := Open(assay)
	if found := problem.All(err); len(found) > 0 {
		return found, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	found := lint.Lint(ctx, w.Trees, w.Kinds)
	var list problem.List
	list.Join(problem.Place{}, load.Lint(w.Checks, policies.FS))
	if w.Config != nil {
		_, err := Bindings(assay, nil)
		list.Join(problem.Place{Path: w.Config.Path}, err)
	}
	// The workspace's join repeats what the join of every framework found.
	told := map[problem.Problem]bool{}
	for _, p := range problem.All(list.Err()) {
		if !told[*p] {
			told[*p] = true
			found = append(found, p)
		}
	}
	return found, len(w.Checks), nil
}

// TestPolicies runs the Rego tests of the embedded tree and of the workspace.
func TestPolicies(ctx context.Context, config string, match *regexp.Regexp, asOf time.Time) (test.Report, error) {
	w, err := Open(config)
	if err != nil {
		return test.Report{}, err
	}
	return test.Run(ctx, test.Options{Sources: w.Trees, Kinds: w.Kinds, Checks: w.Checks, Run: match, AsOf: asOf})
}
