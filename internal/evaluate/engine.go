package evaluate

import (
	"context"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
)

// Engine holds compiled policies. It is immutable and may run any number of
// plans over the checks it was compiled for.
type Engine struct{}

// Compile makes an Engine for the checks, which come from List and
// ListConftest over the same sources.
//
// Policies of the workspace and of conftest directories are compiled here, so
// that whatever is wrong with them is an error before any evidence is read.
// Embedded ones are compiled when the first document of their kind arrives. The
// error holds all problems, each with file and line.
func Compile(ctx context.Context, src Sources, kinds *evidence.Kinds, checks []assessment.Check, lim Limits) (*Engine, error) {
	return nil, nil
}

// Run evaluates a plan over a stream of evidence.
//
// It reads the stream to its end and judges each document by the checks of its
// kind that apply to its component. What is broken, stale, missing or stopped
// becomes an undecided observation. An error means that the run as a whole
// could not be done: the stream failed, the disk is full, ctx was cancelled.
func (e *Engine) Run(ctx context.Context, plan *assessment.Plan, stream evidence.Stream, opt Options) (*assessment.Observations, error) {
	return nil, nil
}

// ListConftest makes a check of every rule named deny, violation or warn, alone
// or as deny_name …, in the packages of a conftest-style directory, sorted by
// id. Rules that conftest gives a meaning of its own (exception) and its own
// built-ins are refused by name.
func ListConftest(c Conftest) ([]assessment.Check, error) {
	return nil, nil
}
