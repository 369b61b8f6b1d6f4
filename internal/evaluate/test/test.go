// Package test runs the tests that stand beside policies, with the schemas of
// their evidence and under the rules of a real run.
package test

import (
	"context"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/evaluate"
	"github.com/assay-compliance/assay/internal/problem"
)

// Outcome is what became of a test. The zero value is Failed.
type Outcome uint8

// The outcomes.
const (
	Failed Outcome = iota
	Passed
	Todo // named todo_test_…, not run
)

// String gives the word used on the terminal.
func (o Outcome) String() string {
	switch o {
	case Passed:
		return "pass"
	case Todo:
		return "todo"
	}
	return "fail"
}

// Result is one test.
type Result struct {
	Package string
	Check   string // id of the check; empty for the library
	Name    string
	Place   problem.Place
	Outcome Outcome
	Why     string
	Prints  []string
}

// Report is a whole test run. Results are sorted by package and place, coverage
// by file.
type Report struct {
	Results  []Result
	Coverage []evaluate.Covered
}

// Passed says whether no test failed.
func (r Report) Passed() bool {
	return !slices.ContainsFunc(r.Results, func(r Result) bool { return r.Outcome == Failed })
}

// Options say what is tested. The zero value of Run tests everything.
type Options struct {
	Sources evaluate.Sources
	Kinds   *evidence.Kinds
	Checks  []assessment.Check // as listed from the sources
	// Run limits the tests to those whose "package.name" it matches.
	Run *regexp.Regexp
	// AsOf is data.assay.now where a test does not replace it.
	AsOf time.Time
	// Deadline is the longest that one test may take; default 10 seconds.
	Deadline time.Duration
}

// Run compiles every package with its tests and runs them. The error holds the
// problems of packages that do not compile; the report has the others.
func Run(ctx context.Context, opt Options) (Report, error) {
	if opt.Deadline <= 0 {
		opt.Deadline = 10 * time.Second
	}
	suites, problems := evaluate.Suites(opt.Sources, opt.Kinds, opt.Checks)
	parts := make([]Report, len(suites))
	var group sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, s := range suites {
		group.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			parts[i] = suite(ctx, s, opt)
		})
	}
	group.Wait()
	var out Report
	for _, p := range parts {
		out.Results = append(out.Results, p.Results...)
		out.Coverage = append(out.Coverage, p.Coverage...)
	}
	slices.SortFunc(out.Coverage, func(a, b evaluate.Covered) int { return strings.Compare(a.File, b.File) })
	if err := ctx.Err(); err != nil {
		return out, err
	}
	return out, problems
}

// suite runs the tests of one package.
func suite(ctx context.Context, s *evaluate.Suite, opt Options) Report {
	var out Report
	ran := false
	for _, t := range s.Tests {
		if opt.Run != nil && !opt.Run.MatchString(s.Package+"."+t.Name) || ctx.Err() != nil {
			continue
		}
		r := Result{Package: s.Package, Name: t.Name, Place: t.Place, Outcome: Todo}
		if s.Check != nil {
			r.Check = s.Check.ID
		}
		if !t.Todo {
			ran = true
			got := s.Run(ctx, t, opt.AsOf, opt.Deadline)
			r.Outcome, r.Why, r.Prints = Failed, got.Why, got.Prints
			if got.Passed {
				r.Outcome = Passed
			}
		}
		out.Results = append(out.Results, r)
	}
	if ran {
		out.Coverage = s.Coverage()
	}
	return out
}
