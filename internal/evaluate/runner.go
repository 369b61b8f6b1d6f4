package evaluate

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/metrics"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/evaluate/spool"
	"github.com/assay-compliance/assay/internal/evaluate/vex"
	"github.com/assay-compliance/assay/internal/problem"
)

// runner is one run of a plan: what does not change while it goes on, and what
// its workers share.
type runner struct {
	e     *Engine
	plan  *assessment.Plan
	opt   Options
	now   ast.Value
	comps []string // keys of the boundary, sorted
	kinds []kindInfo
	runs  []runInfo // as plan.Runs

	compIndex map[string]int
	kindIndex map[string]int

	ledger    evidence.Ledger
	files     files
	inventory inventory
	stopped   []atomic.Uint32 // by run: cause of its first stop
	gen       atomic.Uint32   // grows with each stop
	personal  []atomic.Bool   // by run and component: some of its subjects are ids of persons
	cut       bool            // the time for the whole run was over before the stream ended

	mu      sync.Mutex
	queries map[string]*query
}

// kindInfo is one evidence kind that some run reads, or the inventory.
type kindInfo struct {
	name string
	// schema compiles the kind when its first document arrives: most runs meet
	// few of the kinds their checks could read.
	schema  func() (*evidence.Kind, time.Duration)
	runs    []int // document-scope runs that read it
	systems []int // system-scope runs that read it
	// joined says by component whether any of those runs is expected there:
	// payloads are kept for them alone.
	joined []bool
}

// runInfo is one run of the plan.
type runInfo struct {
	run     *assessment.Run
	check   *assessment.Check // as compiled
	unit    *unit
	kinds   []int
	applies []bool // by component
	group   string // parameters in canonical form: runs with the same may share a query
	blocked bool   // a parameter is unset, so that it cannot be asked
}

// Run evaluates a plan over a stream of evidence.
//
// It reads the stream to its end and judges each document by the checks of its
// kind that apply to its component. What is broken, stale, missing or stopped
// becomes an undecided observation. An error means that the run as a whole
// could not be done: the stream failed, the disk is full, ctx was cancelled, or
// an evaluation cannot be stopped. A deadline of ctx is no error: every run is
// undecided then and the result says that it is not complete. Run does not
// close the stream.
func (e *Engine) Run(ctx context.Context, plan *assessment.Plan, stream evidence.Stream, opt Options) (*assessment.Observations, error) {
	r, err := e.newRunner(plan, opt)
	if err != nil {
		return nil, err
	}
	workers := make([]*worker, r.opt.Workers+1) // the last one judges systems
	stoppers := make([]*stopper, len(workers))
	for i := range workers {
		workers[i] = r.newWorker()
		stoppers[i] = workers[i].asker.stopper
	}
	dog := newWatchdog(stoppers, r.opt.Deadline, grace+r.opt.Deadline, r.opt.HeapLimit)
	go dog.run(ctx)
	defer close(dog.quit)

	type outcome struct {
		obs *assessment.Observations
		err error
	}
	done := make(chan outcome, 1)
	go func() {
		obs, err := r.run(ctx, stream, workers)
		done <- outcome{obs, err}
	}()
	select {
	case o := <-done:
		return o.obs, o.err
	case i := <-dog.stuck:
		// The goroutine cannot be ended from outside; the process must.
		return nil, problem.New(problem.Place{}, "an evaluation does not stop: "+r.names(workers[i].asked.Load()), "run the check alone with assay policy test, or take it out")
	}
}

// newRunner prepares a run: defaults, indexes, which run reads which kind.
func (e *Engine) newRunner(plan *assessment.Plan, opt Options) (*runner, error) {
	if opt.Workers <= 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	if opt.Memory <= 0 {
		opt.Memory = 32 << 20
	}
	if opt.Deadline <= 0 {
		opt.Deadline = 30 * time.Second
	}
	if opt.system == 0 {
		opt.system = maxSystem
	}
	if opt.HeapLimit == 0 {
		opt.HeapLimit = 4 << 30
	}
	r := &runner{
		e: e, plan: plan, opt: opt, now: nanoseconds(plan.AsOf),
		comps:     slices.Compact(slices.Sorted(slices.Values(plan.System.Boundary))),
		compIndex: map[string]int{}, kindIndex: map[string]int{},
		stopped: make([]atomic.Uint32, len(plan.Runs)),
		queries: map[string]*query{},
	}
	r.personal = make([]atomic.Bool, len(plan.Runs)*len(r.comps))
	types := make([]string, len(r.comps))
	for i, key := range r.comps {
		r.compIndex[key] = i
		for _, c := range plan.System.Components {
			if c.Key == key {
				types[i] = c.Type
			}
		}
	}
	for _, k := range slices.Compact(slices.Sorted(slices.Values(append(plan.Kinds(), assessment.KindInventory, vex.Kind)))) {
		if err := r.addKind(k); err != nil {
			return nil, err
		}
	}
	for i := range plan.Runs {
		if err := r.addRun(i, types); err != nil {
			return nil, err
		}
	}
	for k := range r.kinds {
		r.kinds[k].joined = make([]bool, len(r.comps))
		for c, key := range r.comps {
			r.kinds[k].joined[c] = slices.ContainsFunc(r.kinds[k].systems, func(i int) bool {
				// A plan that declares nothing at all takes what comes.
				return r.runs[i].applies[c] && (len(plan.Declared) == 0 || plan.Declared.Expects(r.runs[i].check, key))
			})
		}
	}
	return r, nil
}

func (r *runner) addKind(name string) error {
	if !r.e.kinds.Has(name) {
		if name == assessment.KindInventory || name == vex.Kind {
			return nil
		}
		return problem.New(problem.Place{}, "evidence kind "+name+" is not known", r.e.nearKind(name))
	}
	r.kindIndex[name] = len(r.kinds)
	r.kinds = append(r.kinds, kindInfo{name: name, schema: sync.OnceValues(func() (*evidence.Kind, time.Duration) {
		kind, ok := r.e.kinds.Get(name)
		if !ok {
			return nil, 0
		}
		if r.opt.MaxAge != nil {
			if age := r.opt.MaxAge(name); age > 0 && age < kind.MaxAge {
				return kind, age
			}
		}
		return kind, kind.MaxAge
	})})
	return nil
}

func (r *runner) addRun(i int, types []string) error {
	run := &r.plan.Runs[i]
	u := r.e.unitOf[run.Check.ID]
	if u == nil {
		return problem.New(checkPlace(run.Check), "check "+run.Check.ID+" was not compiled", "")
	}
	info := runInfo{run: run, check: r.e.checks[run.Check.ID], unit: u, blocked: len(run.Unset) > 0}
	for _, t := range types {
		info.applies = append(info.applies, info.check.Applies(t))
	}
	for _, name := range info.check.Kinds {
		k := r.kindIndex[name]
		info.kinds = append(info.kinds, k)
		if info.check.SystemScope {
			r.kinds[k].systems = append(r.kinds[k].systems, i)
		} else {
			r.kinds[k].runs = append(r.kinds[k].runs, i)
		}
	}
	var group strings.Builder
	for _, name := range sortedKeys(run.Params) {
		if !json.Valid([]byte(run.Params[name])) {
			return problem.New(checkPlace(info.check), "parameter "+name+" has no JSON value", "")
		}
		group.WriteString(name + "\x00" + run.Params[name] + "\x00")
	}
	info.group = group.String()
	r.runs = append(r.runs, info)
	return nil
}

// parameters is the object that a policy sees. It is made for a query, not for a
// run: most runs of a plan have no evidence.
func parameters(run *assessment.Run) (ast.Value, error) {
	items := make([][2]*ast.Term, 0, len(run.Params))
	for _, name := range sortedKeys(run.Params) {
		v, err := ast.ValueFromReader(strings.NewReader(run.Params[name]))
		if err != nil {
			return nil, err
		}
		items = append(items, ast.Item(ast.StringTerm(name), ast.NewTerm(v)))
	}
	return ast.NewObject(items...), nil
}

// run reads the stream with all workers but the last, then judges systems, then
// folds what was written down into observations.
func (r *runner) run(ctx context.Context, stream evidence.Stream, workers []*worker) (obs *assessment.Observations, err error) {
	keep := false
	a := newAssembler(r)
	defer func() {
		for _, w := range workers {
			w.close()
		}
		if !keep {
			a.close()
		}
	}()
	err = r.read(ctx, stream, workers[:len(workers)-1])
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() != nil {
		// What was not read may hold anything: every run is undecided, and
		// what was seen so far is still shown.
		r.cut, err = true, nil
		ctx = context.WithoutCancel(ctx)
	}
	if err != nil {
		return nil, err
	}
	obs, err = a.observations(ctx, workers)
	keep = err == nil
	return obs, err
}

// read pulls items from the stream until it ends.
func (r *runner) read(ctx context.Context, stream evidence.Stream, workers []*worker) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var mu sync.Mutex
	next := func() (evidence.Item, error) {
		mu.Lock()
		defer mu.Unlock()
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		return stream.Next(ctx)
	}
	var group sync.WaitGroup
	for _, w := range workers {
		group.Go(func() {
			for {
				item, err := next()
				if errors.Is(err, io.EOF) {
					return
				}
				if err == nil {
					err = item.Documents(ctx, func(d *evidence.Document) error { return w.document(ctx, d) })
				}
				if err != nil {
					cancel(err)
					return
				}
			}
		})
	}
	group.Wait()
	return context.Cause(ctx)
}

// newWorker gives a worker its share of the memory.
func (r *runner) newWorker() *worker {
	share := int(r.opt.Memory) / 4 / r.opt.Workers
	w := &worker{
		r:        r,
		docs:     spool.NewSorter(r.opt.SpoolDir, share),
		payloads: spool.NewSorter(r.opt.SpoolDir, share),
		cache:    map[int]*agenda{},
		asker:    asker{stopper: &stopper{}, asOf: r.plan.AsOf, metrics: metrics.NoOp()},
	}
	w.asker.view.now = r.now
	return w
}

// files numbers the source files that hold more than one document, whose
// digest is complete only when the stream has ended.
type files struct {
	mu    sync.Mutex
	index map[*evidence.File]int
	list  []*evidence.File
}

// number gives a file's number from 1; 0 for none.
func (f *files) number(file *evidence.File) int {
	if file == nil {
		return 0
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	n, ok := f.index[file]
	if !ok {
		if f.index == nil {
			f.index = map[*evidence.File]int{}
		}
		f.list = append(f.list, file)
		n = len(f.list)
		f.index[file] = n
	}
	return n
}
