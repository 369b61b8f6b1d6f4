package pipeline

import (
	"context"
	"time"

	"github.com/assay-compliance/assay/internal/evaluate/mutate"
	"github.com/assay-compliance/assay/internal/problem"
)

// MutatePolicies changes the packages that only names, one thing at a time, and
// says which changes no test notices. Without names it takes the team's own in a
// workspace that has some, and the shipped ones elsewhere.
func MutatePolicies(ctx context.Context, config string, only []string, asOf time.Time) (mutate.Report, error) {
	w, err := Open(config)
	if err != nil {
		return mutate.Report{}, err
	}
	for _, name := range only {
		if name == "" {
			return mutate.Report{}, problem.New(problem.Place{}, "--check is empty", "name a check, or the beginning of several: --check common.iam")
		}
	}
	if len(only) == 0 {
		for _, c := range w.Checks {
			if c.Workspace {
				only = []string{"local"}
			}
		}
	}
	return mutate.Run(ctx, mutate.Options{Sources: w.Trees, Kinds: w.Kinds, Checks: w.Checks, Only: only, AsOf: asOf})
}
