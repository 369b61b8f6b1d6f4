// Package lint says what is wrong with policies beyond what stops them from
// running: what a check claims to decide, and which of its outcomes no test has
// ever seen.
package lint

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/evaluate"
	"github.com/assay-compliance/assay/internal/problem"
)

// Known answers for an id of a catalog: how many leaf targets it stands for (0:
// the id is not known; an objective stands for itself), and ids that are near
// when it is not known.
type Known func(catalog, id string) (leaves int, near []string)

// Lint lists every problem of the policies, sorted by place: METADATA, the
// strict compilation with the types of evidence, built-ins, references outside
// of a policy's own package, ids that no catalog has, and tests that are
// missing. A nil known leaves ids unchecked.
func Lint(ctx context.Context, src evaluate.Sources, kinds *evidence.Kinds, known Known) []*problem.Problem {
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
	if known != nil {
		for i := range checks {
			ids(&checks[i], known, &list)
		}
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

// ids looks up what METADATA says a check decides, supports or informs. Decides
// and supports must name one leaf: a whole control could be passed by a check
// that saw one of its objectives.
func ids(c *assessment.Check, known Known, list *problem.List) {
	for _, b := range c.Bindings {
		at := problem.Place{Path: c.Source.Path, Line: b.Line}
		leaves, near := known(b.Catalog, b.ID)
		switch {
		case leaves == 0 && len(near) > 0:
			list.Add(at, "catalog "+b.Catalog+" has no "+strconv.Quote(b.ID), "did you mean "+strings.Join(near, " or ")+"?")
		case leaves == 0:
			list.Add(at, "catalog "+b.Catalog+" has no "+strconv.Quote(b.ID), "use an id of the catalog, in lower case")
		case leaves > 1 && b.Strength != assessment.Informs:
			list.Add(at, b.Strength.String()+" names "+b.ID+", which has "+strconv.Itoa(leaves)+" objectives", "name the objectives that the check "+b.Strength.String())
		}
	}
}
