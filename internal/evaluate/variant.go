package evaluate

import (
	"context"
	"errors"
	"maps"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/metrics"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// ErrVariant is that a changed module does not compile, with or without the
// tests of its package.
var ErrVariant = errors.New("the changed policy does not compile")

// ErrVariantTests is that a changed module compiles and the tests beside it no
// longer do: they name what is gone, or take it for another type.
var ErrVariantTests = errors.New("the tests do not compile with the changed policy")

// Variant is a Suite with one of its modules changed, for asking whether the
// tests notice.
type Variant struct{ compiler *ast.Compiler }

// Modules gives the parsed files of the package by place, tests left out. They
// are the suite's own: copy before a change.
func (s *Suite) Modules() map[string]*ast.Module { return s.modules }

// Uses says whether the suite compiles the file: its own, or one of the library
// that it imports, directly or not.
func (s *Suite) Uses(place string) bool { return s.all[place] != nil }

// Vary compiles the suite with another module in place of the file. The compiler
// is not strict: a change that leaves a variable or an import unused is still a
// change of what the policy says. The error is ErrVariant or ErrVariantTests.
func (s *Suite) Vary(place string, m *ast.Module) (*Variant, error) {
	about, err := s.input()
	if err != nil {
		return nil, err
	}
	all := maps.Clone(s.all)
	all[place] = m
	c, err := compileModules(all, testCapabilities(), false, true, about)
	if err == nil {
		return &Variant{c}, nil
	}
	maps.DeleteFunc(all, func(place string, _ *ast.Module) bool { return (file{path: place}).test() })
	if _, err := compileModules(all, testCapabilities(), false, true, about); err != nil {
		return nil, ErrVariant
	}
	return nil, ErrVariantTests
}

// Fails runs tests until one does not pass, and gives its place in the list; -1
// when all pass. A test that takes longer than the deadline does not pass.
func (v *Variant) Fails(ctx context.Context, tests []Test, asOf time.Time, deadline time.Duration) int {
	stop := &stopper{}
	dog := newWatchdog([]*stopper{stop}, deadline, grace, 2<<30)
	go dog.run(ctx)
	defer close(dog.quit)
	failed := make(chan int, 1)
	go func() {
		for i, t := range tests {
			if !t.Todo && !v.passes(ctx, t, asOf, stop) {
				failed <- i
				return
			}
		}
		failed <- -1
	}()
	select {
	case i := <-failed:
		return i
	case <-dog.stuck:
		return 0
	}
}

// passes runs one test without looking on.
func (v *Variant) passes(ctx context.Context, t Test, asOf time.Time, stop *stopper) (passed bool) {
	defer func() {
		if recover() != nil {
			passed = false
		}
	}()
	qc := v.compiler.QueryCompiler()
	body, err := qc.Compile(testQuery(t))
	if err != nil {
		return false
	}
	stop.begin()
	defer stop.end()
	err = fenceQuery(topdown.NewQuery(body), qc, v.compiler, asOf, stop).Iter(ctx, func(r topdown.QueryResult) error {
		passed = ast.Boolean(true).Equal(r[answer].Value)
		return nil
	})
	return passed && err == nil
}

// Lines gives the lines of the package's and of imported files that each test
// runs, tests in the order of s.Tests.
func (s *Suite) Lines(ctx context.Context, asOf time.Time, deadline time.Duration) []map[string]map[int]bool {
	out := make([]map[string]map[int]bool, len(s.Tests))
	whole := s.cover
	defer func() { s.cover = whole }()
	for i, t := range s.Tests {
		if t.Todo {
			continue
		}
		s.cover = cover.New()
		s.Run(ctx, t, asOf, deadline)
		out[i] = map[string]map[int]bool{}
		for file, r := range s.cover.Report(s.all).Files {
			lines := map[int]bool{}
			for _, span := range r.Covered {
				for row := span.Start.Row; row <= span.End.Row; row++ {
					lines[row] = true
				}
			}
			out[i][file] = lines
		}
	}
	return out
}

// testQuery asks for a test.
func testQuery(t Test) ast.Body {
	return ast.NewBody(ast.Equality.Expr(ast.VarTerm(answer), ast.NewTerm(t.ref)))
}

// fenceQuery sets a query up under the rules of a real run.
func fenceQuery(q *topdown.Query, qc ast.QueryCompiler, c *ast.Compiler, asOf time.Time, stop *stopper) *topdown.Query {
	return q.WithQueryCompiler(qc).WithCompiler(c).
		WithStore(store{}).WithTransaction(&view{params: ast.NewObject(), now: nanoseconds(asOf)}).
		WithMetrics(metrics.NoOp()).WithCancel(stop).WithTime(asOf).WithSeed(zeros{}).
		WithStrictBuiltinErrors(true)
}
