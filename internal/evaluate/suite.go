package evaluate

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/topdown/print"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
)

// Suite is one package of policies with its tests, compiled for testing under
// the same rules as for a run: strict, fenced, typed by the schema of its
// evidence. Tests may replace input and data.assay, and print.
type Suite struct {
	Package string
	Check   *assessment.Check // nil for a package of the library
	Tests   []Test            // sorted by place
	Files   []string          // of the package, tests left out, sorted

	modules  map[string]*ast.Module // those of Files
	all      map[string]*ast.Module // with the tests and what is imported
	compiler *ast.Compiler
	kinds    []*evidence.Kind
	cover    *cover.Cover
}

// Test is one rule whose name begins with test_, or with todo_test_, which is
// not run.
type Test struct {
	Name  string
	Place problem.Place
	Todo  bool

	ref ast.Ref
}

// TestResult is what became of one test.
type TestResult struct {
	Passed bool
	Why    string // of a test that did not pass
	Prints []string
}

// Suites compiles every package of the sources that has tests or is a check,
// sorted by package. The error holds all problems; the suites returned with it
// are those without one.
func Suites(src Sources, kinds *evidence.Kinds, checks []assessment.Check) ([]*Suite, error) {
	return SuitesOf(src, kinds, checks, func(string) bool { return true })
}

// SuitesOf is Suites of the packages that want chooses by their names.
func SuitesOf(src Sources, kinds *evidence.Kinds, checks []assessment.Check, want func(pkg string) bool) ([]*Suite, error) {
	e, err := Compile(context.Background(), Sources{Embedded: src.Embedded, Workspace: src.Workspace, WorkspacePath: src.WorkspacePath}, kinds, nil, Limits{})
	if err != nil {
		return nil, err
	}
	byPackage := map[string]*assessment.Check{}
	for i := range checks {
		if !checks[i].Conftest {
			byPackage[checks[i].Package] = &checks[i]
		}
	}
	var out []*Suite
	var list problem.List
	for _, part := range []struct {
		tree tree
		fsys fs.FS
	}{{e.embedded, src.Embedded}, {e.workspace, src.Workspace}} {
		for _, dir := range part.tree.order {
			if !want(part.tree.packageOf(dir)) {
				continue
			}
			s, err := e.suite(part.tree, part.fsys, dir, byPackage[part.tree.packageOf(dir)])
			if err != nil {
				list.Join(problem.Place{Path: part.tree.place(dir)}, err)
				continue
			}
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b *Suite) int { return strings.Compare(a.Package, b.Package) })
	return out, list.Err()
}

// suite compiles one directory with its tests.
func (e *Engine) suite(t tree, fsys fs.FS, dir string, c *assessment.Check) (*Suite, error) {
	s := &Suite{Package: t.packageOf(dir), Check: c, modules: map[string]*ast.Module{}, all: map[string]*ast.Module{}, cover: cover.New()}
	var list problem.List
	f := fence{pkg: packageRef(s.Package), packages: e.packages, lib: c == nil, list: &list}
	if c != nil {
		f.needsNow, f.params = c.NeedsNow, c.Params
		for _, name := range c.Kinds {
			k, ok := e.kinds.Get(name)
			if !ok {
				return nil, problem.New(checkPlace(c), "evidence kind "+name+" is not known", e.nearKind(name))
			}
			s.kinds = append(s.kinds, k)
		}
	}
	all := s.all
	caps := testCapabilities()
	for _, one := range t.dirs[dir] {
		place := t.place(one.path)
		if !one.test() {
			s.Files = append(s.Files, place)
			e.fenced(t, []file{one}, f, all)
			if all[place] != nil {
				s.modules[place] = all[place]
			}
			continue
		}
		src, what, remedy := readModule(fsys, one.path)
		if what != "" {
			list.Add(problem.Place{Path: place}, what, remedy)
			continue
		}
		m, err := parseModule(place, src, ast.RegoV1, caps, false)
		if err != nil {
			list.Join(problem.Place{Path: place}, err)
			continue
		}
		all[place] = m
		s.find(m, &list)
	}
	e.addLibrary(all, &list)
	if err := list.Err(); err != nil {
		return nil, err
	}
	slices.SortFunc(s.Tests, func(a, b Test) int {
		return strings.Compare(fmt.Sprintf("%s %09d", a.Place.Path, a.Place.Line), fmt.Sprintf("%s %09d", b.Place.Path, b.Place.Line))
	})
	about, err := s.input()
	if err != nil {
		return nil, err
	}
	s.compiler, err = compileModules(all, caps, true, true, about)
	return s, err
}

// testCapabilities is what the compiler of tests knows of: what a policy may
// call, and print.
func testCapabilities() *ast.Capabilities { return capabilities("print", "internal.print") }

// input is the type that input has in the suite; any for the library.
func (s *Suite) input() (*inputType, error) {
	switch {
	case s.Check == nil:
		return nil, nil
	case s.Check.SystemScope:
		return systemType(s.kinds)
	}
	return documentType(s.kinds[0])
}

// find adds the tests of a module. A name that comes twice would pass when
// either body does.
func (s *Suite) find(m *ast.Module, list *problem.List) {
	for _, r := range m.Rules {
		ref := r.Head.Ref().GroundPrefix()
		name := r.Head.Ref()[0].Value.String()
		todo := strings.HasPrefix(name, "todo_test_")
		if !todo && !strings.HasPrefix(name, "test_") {
			continue
		}
		full := m.Package.Path.Append(ast.StringTerm(name))
		if slices.ContainsFunc(s.Tests, func(t Test) bool { return t.ref.Equal(full) }) {
			list.Add(placeOf(r.Location), "test "+name+" exists twice", "give one of them another name")
			continue
		}
		if len(ref) > 1 || len(r.Head.Args) > 0 {
			list.Add(placeOf(r.Location), "test "+name+" is not a plain rule", "write "+name+" if { … }")
			continue
		}
		s.Tests = append(s.Tests, Test{Name: name, Place: placeOf(r.Location), Todo: todo, ref: full})
	}
}

// Run runs one test at an assessment time. A test passes when its rule is true
// and every input it gave the check is evidence of the check's kinds: a check
// that is tested with what it can never see is not tested.
func (s *Suite) Run(ctx context.Context, t Test, asOf time.Time, deadline time.Duration) TestResult {
	stop := &stopper{}
	dog := newWatchdog([]*stopper{stop}, deadline, grace, 2<<30)
	go dog.run(ctx)
	defer close(dog.quit)
	result := make(chan TestResult, 1)
	go func() { result <- s.run(ctx, t, asOf, stop) }()
	select {
	case r := <-result:
		return r
	case <-dog.stuck:
		return TestResult{Why: "the test does not stop"}
	}
}

func (s *Suite) run(ctx context.Context, t Test, asOf time.Time, stop *stopper) (out TestResult) {
	printed := &prints{}
	inputs := &inputTracer{suite: s}
	failed := &failTracer{file: t.Place.Path}
	defer func() {
		if r := recover(); r != nil {
			out = TestResult{Why: "the policy breaks the evaluator"}
		}
		out.Prints = printed.lines
	}()
	qc := s.compiler.QueryCompiler()
	body, err := qc.Compile(testQuery(t))
	if err != nil {
		return TestResult{Why: err.Error()}
	}
	stop.begin()
	defer stop.end()
	passed := false
	err = fenceQuery(topdown.NewQuery(body), qc, s.compiler, asOf, stop).WithPrintHook(printed).
		WithQueryTracer(s.cover).WithQueryTracer(inputs).WithQueryTracer(failed).
		Iter(ctx, func(r topdown.QueryResult) error {
			passed = ast.Boolean(true).Equal(r[answer].Value)
			return nil
		})
	switch {
	case topdown.IsCancel(err):
		return TestResult{Why: "stopped: the test took too long or too much memory"}
	case err != nil:
		return TestResult{Why: err.Error()} // a test's own data may be shown
	case !passed && failed.line > 0:
		return TestResult{Why: fmt.Sprintf("not true at %s:%d", t.Place.Path, failed.line)}
	case !passed:
		return TestResult{Why: "not true"}
	case inputs.why != "":
		return TestResult{Why: inputs.why}
	}
	return TestResult{Passed: true}
}

// Covered is which lines of a file were run by tests.
type Covered struct {
	File    string
	Percent float64
	Ran     []int // ascending
	Lines   []int // not run, ascending
}

// Coverage reports on the package's own files after its tests ran.
func (s *Suite) Coverage() []Covered {
	report := s.cover.Report(s.modules)
	var out []Covered
	for _, name := range s.Files {
		fr := report.Files[name]
		if fr == nil {
			continue
		}
		out = append(out, Covered{File: name, Percent: fr.Coverage, Ran: rowsOf(fr.Covered), Lines: rowsOf(fr.NotCovered)})
	}
	return out
}

// rowsOf lists the lines of ranges, ascending, each once.
func rowsOf(ranges []cover.Range) []int {
	var out []int
	for _, r := range ranges {
		for row := r.Start.Row; row <= r.End.Row; row++ {
			out = append(out, row)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// prints gathers what print says.
type prints struct {
	mu    sync.Mutex
	lines []string
}

func (p *prints) Print(c print.Context, text string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.lines) < 1000 {
		p.lines = append(p.lines, fmt.Sprintf("%s:%d: %s", c.Location.File, c.Location.Row, text))
	}
	return nil
}

// failTracer remembers the last line of a file where an expression was not
// true.
type failTracer struct {
	file string
	line int
}

func (*failTracer) Enabled() bool               { return true }
func (*failTracer) Config() topdown.TraceConfig { return topdown.TraceConfig{} }

func (t *failTracer) TraceEvent(e topdown.Event) {
	if e.Op == topdown.FailOp && e.Location != nil && e.Location.File == t.file {
		t.line = e.Location.Row
	}
}

// inputTracer compares every input that the suite's check is asked about with
// the schemas of its kinds.
type inputTracer struct {
	suite *Suite
	last  *ast.Term
	why   string
}

func (*inputTracer) Enabled() bool               { return true }
func (*inputTracer) Config() topdown.TraceConfig { return topdown.TraceConfig{} }

func (t *inputTracer) TraceEvent(e topdown.Event) {
	in := e.Input()
	if t.suite.Check == nil || t.why != "" || e.Op != topdown.EnterOp || in == nil || in == t.last || e.Location == nil || !slices.Contains(t.suite.Files, e.Location.File) {
		return
	}
	t.last = in
	if !t.suite.Check.SystemScope {
		t.check(t.suite.kinds[0], in.Value, "")
		return
	}
	o, ok := in.Value.(ast.Object)
	if !ok {
		t.why = "the input is no object of evidence by kind"
		return
	}
	o.Foreach(func(k, v *ast.Term) {
		i := slices.IndexFunc(t.suite.kinds, func(kind *evidence.Kind) bool { return ast.String(kind.Name).Equal(k.Value) })
		list, ok := v.Value.(*ast.Array)
		if i < 0 || !ok {
			t.why = "the input has " + k.String() + ", which is no list of evidence of the check's kinds"
			return
		}
		list.Foreach(func(d *ast.Term) {
			doc, ok := d.Value.(ast.Object)
			if !ok || doc.Get(ast.StringTerm("payload")) == nil {
				t.why = "an element of input." + text(k) + " is not {subject, collected, payload}"
				return
			}
			t.check(t.suite.kinds[i], doc.Get(ast.StringTerm("payload")).Value, " under payload")
		})
	})
}

// check compares one payload with its schema.
func (t *inputTracer) check(k *evidence.Kind, v ast.Value, under string) {
	if found := k.Program.CheckInput(v, 1); len(found) > 0 && t.why == "" {
		t.why = "the input is no evidence of kind " + k.Name + ": at " + pointerText(found[0].Pointer) + under + ": " + found[0].Message
	}
}

// Skips says whether the package's rules can give a skip.
func (s *Suite) Skips() bool {
	found := false
	for _, m := range s.modules {
		ast.WalkRefs(m, func(r ast.Ref) bool {
			last := r[len(r)-1].Value
			found = found || last.Compare(ast.String("skip")) == 0
			return found
		})
	}
	return found
}
