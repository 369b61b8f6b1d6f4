package evaluate

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/metrics"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/assay-compliance/assay/internal/assessment"
)

// query asks several runs of one unit and one parameter set at once: one list
// over the exact rules of all of them. Asking them one by one costs 1.4 to 2
// times more, asking for whole packages leaks their helpers.
type query struct {
	runs     []int // indexes of runs, in the order of the answer
	slots    []slot
	params   ast.Value
	compiler *ast.Compiler
	body     ast.Body
	qc       ast.QueryCompiler

	once    sync.Once
	singles []*query // one for each run, made when the query as a whole fails
	err     error
}

// slot is where a run's answer stands in the list; subjects is -1 where the
// check defines none.
type slot struct{ subjects, observations int }

const answer = "answer"

// newQuery compiles the query for runs of one unit.
func newQuery(u *unit, runs []int, ids []string, params ast.Value) (*query, error) {
	q := &query{runs: runs, params: params, compiler: u.compiler}
	var items []*ast.Term
	for _, id := range ids {
		e := u.entries[id]
		s := slot{subjects: -1}
		if e.subjects != nil {
			s.subjects = len(items)
			items = append(items, ast.NewTerm(e.subjects))
		}
		s.observations = len(items)
		rule := ast.NewTerm(e.observations)
		if e.complete {
			v := ast.VarTerm("v")
			rule = ast.ArrayComprehensionTerm(v, ast.NewBody(ast.Assign.Expr(v, rule)))
		}
		items = append(items, rule)
		q.slots = append(q.slots, s)
	}
	q.qc = u.compiler.QueryCompiler()
	var err error
	q.body, err = q.qc.Compile(ast.NewBody(ast.Equality.Expr(ast.VarTerm(answer), ast.ArrayTerm(items...))))
	return q, err
}

// failure is why a query gave no answer.
type failure struct {
	reason assessment.Reason
	why    string
	cause  uint32 // set when it was stopped
}

// asker evaluates queries for one worker.
type asker struct {
	stopper *stopper
	view    view
	asOf    time.Time
	metrics metrics.Metrics
}

// zeros is the seed of functions that would be random; none is allowed.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// ask evaluates a query over an input and returns the list it answers with.
func (a *asker) ask(ctx context.Context, q *query, input *ast.Term) (list *ast.Array, f *failure) {
	a.view.params = q.params
	a.stopper.begin()
	defer func() {
		cause := a.stopper.end()
		if r := recover(); r != nil {
			list, f = nil, &failure{reason: assessment.ReasonPolicyError, why: "the policy breaks the evaluator"}
		}
		if f != nil && cause != causeNone {
			f = &failure{reason: causeReason(cause), why: stopText(cause), cause: cause}
		}
	}()
	answers := 0
	err := topdown.NewQuery(q.body).
		WithQueryCompiler(q.qc).
		WithCompiler(q.compiler).
		WithStore(store{}).
		WithTransaction(&a.view).
		WithInput(input).
		WithMetrics(a.metrics).
		WithCancel(a.stopper).
		WithTime(a.asOf).
		WithSeed(zeros{}).
		WithStrictBuiltinErrors(true).
		Iter(ctx, func(r topdown.QueryResult) error {
			answers++
			if t := r[answer]; t != nil {
				list, _ = t.Value.(*ast.Array)
			}
			return nil
		})
	switch {
	case err != nil:
		return nil, &failure{reason: assessment.ReasonPolicyError, why: errorText(err)}
	case answers != 1 || list == nil:
		return nil, &failure{reason: assessment.ReasonPolicyError, why: "a rule of the policy is undefined"}
	}
	return list, nil
}

func stopText(cause uint32) string {
	if cause == causeMemory {
		return "stopped: the evaluation used too much memory"
	}
	return "stopped: the evaluation took too long"
}

// errorText says what failed and where, from the error's code and place only:
// its message may quote evidence.
func errorText(err error) string {
	var e *topdown.Error
	if !errors.As(err, &e) {
		return "the policy failed"
	}
	at := ""
	if e.Location != nil && e.Location.File != "" {
		at = " at " + placeOf(e.Location).String()
	}
	name, _, _ := strings.Cut(e.Message, ":")
	switch {
	case e.Code == limitCode:
		return e.Message + at
	case (e.Code == topdown.BuiltinErr || e.Code == topdown.TypeErr) && slices.Contains(allowedBuiltins(), name):
		return "built-in " + name + " failed" + at
	case e.Code == topdown.ConflictErr:
		return "rules give different values for one name" + at
	}
	return "the policy failed with " + e.Code + at
}
