// Package mutate measures the tests of policies: it changes one thing of a
// policy at a time and asks whether a test notices.
package mutate

import (
	"cmp"
	"context"
	"errors"
	"math"
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

// Options say what is changed.
type Options struct {
	Sources evaluate.Sources
	Kinds   *evidence.Kinds
	Checks  []assessment.Check // as listed from the sources
	// Only limits the changes to packages that are named so or lie below:
	// common.iam, lib.dates. Empty: every check and the library. Measures, whose
	// tests go through whole frameworks, take minutes and must be named.
	Only []string
	// AsOf is data.assay.now where a test does not replace it.
	AsOf time.Time
	// Deadline is the longest that one test may take; default 5 seconds. A test
	// that a change makes longer than that notices it.
	Deadline time.Duration
}

// Fate is what became of a mutant. The zero value is Survived.
type Fate uint8

// The fates.
const (
	Survived Fate = iota
	Killed        // a test failed, stopped, or no longer compiled
	Excused       // survived, and said to be no change at all
)

// Mutant is a policy with one change.
type Mutant struct {
	Package string // as assay names checks: common.iam.mfa, lib.dates
	Family  string // lib, common, hipaa, local …; measures for packages that are no checks
	Rule    string
	Change  string
	Place   problem.Place
	Fate    Fate
	By      string // the test that noticed, as package.name; "compiler" when none compiled
	Why     string // why it is excused
}

// ID names a mutant among those of its package, as long as its rule stays.
func (m Mutant) ID() string { return m.Rule + ": " + m.Change }

// Report is all mutants that compile, sorted by place.
type Report struct {
	Mutants []Mutant
}

// Tally is a count of mutants.
type Tally struct {
	Name                              string
	Mutants, Killed, Excused, Survive int
}

// Rate is the part that was killed of those that could be, in percent, rounded
// down to a tenth; 100 where there are none.
func (t Tally) Rate() float64 {
	if t.Mutants == t.Excused {
		return 100
	}
	return math.Floor(1000*float64(t.Killed)/float64(t.Mutants-t.Excused)) / 10
}

// Count counts mutants by a name that it is given for each, sorted by name.
func (r Report) Count(name func(Mutant) string) []Tally {
	at := map[string]*Tally{}
	var out []*Tally
	for _, m := range r.Mutants {
		t := at[name(m)]
		if t == nil {
			t = &Tally{Name: name(m)}
			at[t.Name] = t
			out = append(out, t)
		}
		t.Mutants++
		switch m.Fate {
		case Killed:
			t.Killed++
		case Excused:
			t.Excused++
		case Survived:
			t.Survive++
		}
	}
	slices.SortFunc(out, func(a, b *Tally) int { return cmp.Compare(a.Name, b.Name) })
	list := make([]Tally, len(out))
	for i, t := range out {
		list[i] = *t
	}
	return list
}

// Run makes every mutant and runs the tests of its package; for the library,
// those of every check that uses it after its own, until one notices. The tests
// must pass on the policies as they are. The order and the result are the same
// in every run.
//
// A mutant that does not compile is none: nobody could ship it.
func Run(ctx context.Context, opt Options) (Report, error) {
	if opt.Deadline <= 0 {
		opt.Deadline = 5 * time.Second
	}
	suites, err := evaluate.SuitesOf(opt.Sources, opt.Kinds, opt.Checks, opt.compiled)
	if err != nil {
		return Report{}, err
	}
	excuses, err := opt.excuses()
	if err != nil {
		return Report{}, err
	}
	r := &runner{opt: opt, suites: suites, lines: make([]func() []lines, len(suites))}
	for i, s := range suites {
		r.lines[i] = sync.OnceValue(func() []lines { return s.Lines(ctx, opt.AsOf, opt.Deadline) })
	}
	jobs := r.jobs()
	if err := r.passing(ctx, jobs); err != nil {
		return Report{}, err
	}
	out := make([]*Mutant, len(jobs))
	each(ctx, len(jobs), func(i int) { out[i] = r.fate(ctx, jobs[i]) })
	if err := ctx.Err(); err != nil {
		return Report{}, err
	}
	var rep Report
	for _, m := range out {
		if m != nil {
			rep.Mutants = append(rep.Mutants, *m)
		}
	}
	slices.SortStableFunc(rep.Mutants, func(a, b Mutant) int {
		return cmp.Or(cmp.Compare(a.Place.Path, b.Place.Path), cmp.Compare(a.Place.Line, b.Place.Line), cmp.Compare(a.Place.Column, b.Place.Column))
	})
	return rep, excuses.apply(&rep, opt.chosen)
}

type lines = map[string]map[int]bool

type runner struct {
	opt    Options
	suites []*evaluate.Suite
	lines  []func() []lines // by suite: what each test runs
}

// job is one mutant to make.
type job struct {
	suite int
	file  string
	site  int
}

// name is the name of a package in assay's words: without policies. before it.
func name(pkg string) string { return strings.TrimPrefix(pkg, "policies.") }

const measures = "measures"

// family is what the rate of a package counts into.
func family(s *evaluate.Suite) string {
	first, _, _ := strings.Cut(name(s.Package), ".")
	if s.Check == nil && first != "lib" {
		return measures
	}
	return first
}

func (o Options) chosen(pkg string) bool {
	return len(o.Only) == 0 || slices.ContainsFunc(o.Only, func(only string) bool {
		return pkg == only || strings.HasPrefix(pkg, only+".")
	})
}

// compiled says which packages take part: the chosen ones, and every check where
// one of those may be of the library, which checks test too.
func (o Options) compiled(pkg string) bool {
	library := slices.ContainsFunc(o.Only, func(only string) bool { return only == "lib" || strings.HasPrefix(only, "lib.") })
	return library || o.chosen(name(pkg))
}

func (r *runner) jobs() (out []job) {
	for i, s := range r.suites {
		if !r.opt.chosen(name(s.Package)) || len(r.opt.Only) == 0 && family(s) == measures {
			continue
		}
		modules := s.Modules()
		for _, file := range s.Files {
			for n := range sites(modules[file]) {
				out = append(out, job{i, file, n})
			}
		}
	}
	return out
}

// passing runs the tests that will be asked on the policies as they are.
func (r *runner) passing(ctx context.Context, jobs []job) error {
	asked := map[int]bool{}
	for _, j := range jobs {
		for _, i := range r.using(j) {
			asked[i] = true
		}
	}
	found := make([]problem.List, len(r.suites))
	each(ctx, len(r.suites), func(i int) {
		if !asked[i] {
			return
		}
		for _, t := range r.suites[i].Tests {
			if got := r.suites[i].Run(ctx, t, r.opt.AsOf, r.opt.Deadline); !t.Todo && !got.Passed {
				found[i].Add(t.Place, "test "+t.Name+" fails on the policy as it is: "+got.Why, "mend it; see assay policy test")
			}
		}
	})
	var list problem.List
	for i := range found {
		list.Join(problem.Place{}, found[i].Err())
	}
	return list.Err()
}

// using lists the suites whose tests may notice a mutant, its own first.
func (r *runner) using(j job) []int {
	out := []int{j.suite}
	if r.suites[j.suite].Check == nil {
		for i, s := range r.suites {
			if i != j.suite && s.Check != nil && s.Uses(j.file) {
				out = append(out, i)
			}
		}
	}
	return out
}

// fate makes one mutant and asks the tests. It is nil when it does not compile.
func (r *runner) fate(ctx context.Context, j job) *Mutant {
	s := r.suites[j.suite]
	module := s.Modules()[j.file].Copy()
	at := sites(module)[j.site]
	m := &Mutant{
		Package: name(s.Package), Family: family(s), Rule: at.rule, Change: at.change,
		Place: problem.Place{Path: j.file, Line: at.row, Column: at.column},
	}
	at.make()
	for _, i := range r.using(j) {
		s := r.suites[i]
		v, err := s.Vary(j.file, module)
		switch {
		case errors.Is(err, evaluate.ErrVariantTests):
			m.Fate, m.By = Killed, "compiler"
			return m
		case err != nil:
			if i == j.suite {
				return nil
			}
			m.Fate, m.By = Killed, "compiler"
			return m
		}
		tests := r.nearest(i, j.file, at.row)
		if n := v.Fails(ctx, tests, r.opt.AsOf, r.opt.Deadline); n >= 0 {
			m.Fate, m.By = Killed, name(s.Package)+"."+tests[n].Name
			return m
		}
	}
	return m
}

// nearest gives the tests of a suite, those first that run the line: a test that
// does not may still notice, because an index passed over the line.
func (r *runner) nearest(suite int, file string, row int) []evaluate.Test {
	var first, then []evaluate.Test
	ran := r.lines[suite]()
	for i, t := range r.suites[suite].Tests {
		if ran[i][file][row] {
			first = append(first, t)
		} else {
			then = append(then, t)
		}
	}
	return append(first, then...)
}

// each calls work for 0 to n-1, on every processor, until ctx is done.
func each(ctx context.Context, n int, work func(int)) {
	next := make(chan int)
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := range next {
				work(i)
			}
		})
	}
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	group.Wait()
}
