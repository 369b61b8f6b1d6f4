package pipeline

import (
	"context"
	"os"
	"path/filepath"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/diff"
	"github.com/assay-compliance/assay/internal/trace"
)

// Differences compares two sets of results: each a results directory, a file of
// assessment results, or git:REVISION:PATH of the repository stood in.
func Differences(ctx context.Context, before, after string) ([]diff.Framework, error) {
	var sides [2][]assessment.Results
	for i, where := range []string{before, after} {
		runs, done, err := runsAt(ctx, where)
		if err != nil {
			return nil, err
		}
		defer done()
		for _, r := range runs {
			sides[i] = append(sides[i], r.Results)
		}
	}
	return diff.Compare(sides[0], sides[1]), nil
}

// runsAt reads results at a path or of a revision, until done is called.
func runsAt(ctx context.Context, where string) (runs []trace.Run, done func(), err error) {
	done = func() {}
	at := where
	if revision, path, ok := config.Revision(where); ok {
		if err := config.CheckRevision(where); err != nil {
			return nil, done, err
		}
		dir, err := atRevision(ctx, ".", revision, path)
		done = func() {
			if dir != "" {
				os.RemoveAll(dir)
			}
		}
		if err != nil {
			done()
			return nil, func() {}, err
		}
		at = filepath.Join(dir, filepath.FromSlash(path))
	}
	if runs, err = Runs(at); err != nil {
		done()
		return nil, func() {}, err
	}
	return runs, done, nil
}
