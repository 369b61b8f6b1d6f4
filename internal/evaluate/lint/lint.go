// Package lint says what is wrong with policies beyond what stops them from
// running: which of their outcomes no test has ever seen.
package lint

import (
	"context"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/evaluate"
	"github.com/assay-compliance/assay/internal/problem"
)

// Lint lists every problem of the policies, sorted by place: METADATA, the
// strict compilation with the types of evidence, built-ins, references outside
// of a policy's own package, and tests that are missing. What it says of ids of
// catalogs is for package load to check.
func Lint(ctx context.Context, src evaluate.Sources, kinds *evidence.Kinds) []*problem.Problem {
	var list problem.List
	checks, err := evaluate.List(src.Embedded, evaluate.EmbeddedPath, evaluate.ListOptions{})
	list.Join(problem.Place{Path: evaluate.EmbeddedPath}, err)
	if src.Workspace != nil {
		own, err := evaluate.List(src.Workspace, src.WorkspacePath, evaluate.ListOptions{Workspace: true, Library: src.Embedded})
		list.Join(problem.Place{Path: src.WorkspacePath}, err)
		checks = append(checks, own...)
	}
	for _, dir := range src.Conftest {
		own, err := evaluate.ListConftest(dir)
		list.Join(problem.Place{Path: dir.Path}, err)
		checks = append(checks, own...)
	}
	engine, err := evaluate.Compile(ctx, src, kinds, checks, evaluate.Limits{})
	list.Join(problem.Place{}, err)
	if err == nil {
		list.Join(problem.Place{}, engine.Verify(ctx))
	}
	suites, err := evaluate.Suites(src, kinds, checks)
	if list.Len() == 0 {
		// The same problems again, had the checks not compiled alone.
		list.Join(problem.Place{}, err)
	}
	for _, s := range suites {
		tests(s, &list)
	}
	return problem.All(list.Err())
}

// situations are what the tests of a check must show, as words of their names:
// test_fail_no_second_factor.
func situations() [][2]string {
	return [][2]string{
		{"pass", "a subject that passes"},
		{"fail", "a subject that fails"},
		{"skip", "a subject that is out of the rule's reach"},
		{"empty", "evidence without any subject"},
		{"unmatched", "a subject that no rule matches, and that stays undecided"},
	}
}

// tests asks for a test of every situation. A check without skip needs none of
// it, and one whose only subject is its document's has no empty evidence.
func tests(s *evaluate.Suite, list *problem.List) {
	if s.Check == nil {
		return
	}
	at := problem.Place{Path: s.Check.Source.Path, Line: s.Check.Source.Line}
	for _, want := range situations() {
		word, what := want[0], want[1]
		if word == "skip" && !s.Skips() || word == "empty" && !s.Check.HasSubjects {
			continue
		}
		if !slices.ContainsFunc(s.Tests, func(t evaluate.Test) bool { return !t.Todo && slices.Contains(strings.Split(t.Name, "_"), word) }) {
			list.Add(at, "no test shows "+what, "write test_"+word+"_… in "+strings.TrimSuffix(s.Check.Source.Path, ".rego")+"_test.rego")
		}
	}
}
