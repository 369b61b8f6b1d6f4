package evaluate

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/metrics"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/jsonast"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/schema"
)

// measuresDir is the directory of a family that holds its arithmetic over findings.
const measuresDir = "measures"

// measuresRule is what it is asked for: a measure by framework id.
const measuresRule = "by_framework"

// What the arithmetic of a family may take: time, and bytes of heap.
const (
	measureTime = 10 * time.Second
	measureHeap = 4 << 30
)

//go:embed measures.schema.json
var measuresSchema []byte

var measuresShape = sync.OnceValues(func() (*schema.Program, error) {
	return schema.Compile("internal/evaluate/measures.schema.json", measuresSchema)
})

// measures says whether a directory of the embedded tree is the arithmetic of a
// family, which is no check.
func (t tree) measures(dir string) bool {
	family, rest, ok := strings.Cut(dir, "/")
	return ok && !t.workspace && rest == measuresDir && family != "common" && family != "lib"
}

// Measured is what the arithmetic of a family is given, by framework id.
type Measured struct {
	// AsOf is the assessment time; the arithmetic has no clock.
	AsOf     time.Time
	Complete bool
	// Facts are the dates and words of assay.yaml, by framework id.
	Facts map[string]map[string]any
	// Open is how many items of the recorded plan are open, by framework id.
	Open map[string]int
}

// Measure asks the arithmetic of a family, policies/<family>/measures, what it makes
// of the findings of the family's frameworks. It gives a Measure for each of those
// that the arithmetic knows, by framework id, and an empty map where the family has
// none. It runs in the sandbox of checks. What comes out must have the shape and the
// sums of a measure; else, and when the Rego fails, the Measure holds nothing but its
// Fault: never a number.
func (e *Engine) Measure(ctx context.Context, family string, results []assessment.Results, m Measured) map[string]assessment.Measure {
	out := map[string]assessment.Measure{}
	dir := family + "/" + measuresDir
	if len(e.embedded.dirs[dir]) == 0 || !e.embedded.measures(dir) {
		return out
	}
	value, why := e.measure(ctx, dir, measureInput(results, m), m.AsOf)
	var found map[string]assessment.Measure
	if why == "" {
		found, why = decodeMeasures(value)
	}
	for i := range results {
		id := results[i].Scope.Framework.ID
		one, ok := found[id]
		switch {
		case why != "":
			one = assessment.NoMeasure(id, why)
		case !ok:
			continue // no framework of the family's rules, such as a team's own
		default:
			if broken := incoherent(&one, &results[i]); broken != "" {
				one = assessment.NoMeasure(id, "the arithmetic of the rules contradicts itself: "+broken)
			}
		}
		out[id] = one
	}
	return out
}

// measureInput is what the arithmetic sees: findings, never evidence.
func measureInput(results []assessment.Results, m Measured) ast.Value {
	frameworks := map[string]any{}
	complete, independent := m.Complete, len(results) > 0
	for i := range results {
		r := &results[i]
		independent = independent && r.Scope.System != nil && r.Scope.System.Kind == "independent"
		complete = complete && r.Complete
		frameworks[r.Scope.Framework.ID] = map[string]any{
			"requirements": requirementsOf(r), "checks": outcomesOf(r), "open_items": m.Open[r.Scope.Framework.ID],
		}
	}
	facts := map[string]any{}
	for id, f := range m.Facts {
		facts[id] = f
	}
	return ast.MustInterfaceToValue(map[string]any{
		"as_of": m.AsOf.UTC().Format(time.RFC3339), "complete": complete, "independent": independent, "facts": facts, "frameworks": frameworks,
	})
}

// requirementsOf are the controls in scope with the verdict on each of their targets;
// what has no finding is not assessed.
func requirementsOf(r *assessment.Results) map[string]any {
	verdicts := map[string]string{}
	for _, f := range r.Findings {
		verdicts[f.Target.ID] = f.Verdict.String()
	}
	out := map[string]any{}
	for _, c := range r.Scope.Controls {
		objectives := []any{}
		for _, t := range c.Targets {
			verdict := verdicts[t.ID]
			if verdict == "" {
				verdict = assessment.NotAssessed.String()
			}
			objectives = append(objectives, map[string]any{"id": t.ID, "verdict": verdict})
		}
		out[c.ID] = map[string]any{"title": c.Title, "objectives": objectives}
	}
	return out
}

// outcomesOf are the outcomes that count of every check in effect, sorted. A skip
// tells nothing.
func outcomesOf(r *assessment.Results) map[string]any {
	told := map[string][]string{}
	for i := range r.Observations {
		o := &r.Observations[i]
		if c := o.Counts(); c != assessment.Skip {
			told[o.Run.Check] = append(told[o.Run.Check], c.String())
		}
	}
	out := map[string]any{}
	for id, list := range told {
		slices.Sort(list)
		out[id] = slices.Compact(list)
	}
	return out
}

// measure evaluates what a directory is asked for. why says what failed.
func (e *Engine) measure(ctx context.Context, dir string, input ast.Value, asOf time.Time) (value ast.Value, why string) {
	pkg := packageRef(e.embedded.packageOf(dir))
	once, _ := e.measured.LoadOrStore(dir, sync.OnceValues(func() (*ast.Compiler, error) { return e.compileMeasures(dir, pkg) }))
	compiler, err := once.(func() (*ast.Compiler, error))()
	if err != nil {
		return nil, "the arithmetic of the rules does not compile: " + strings.TrimSpace(err.Error())
	}
	qc := compiler.QueryCompiler()
	body, err := qc.Compile(ast.NewBody(ast.Equality.Expr(ast.VarTerm(answer), ast.NewTerm(pkg.Append(ast.StringTerm(measuresRule))))))
	if err != nil {
		return nil, "the arithmetic of the rules has no rule named " + measuresRule
	}
	stop := &stopper{}
	dog := newWatchdog([]*stopper{stop}, measureTime, grace, measureHeap)
	go dog.run(ctx)
	defer close(dog.quit)
	stop.begin()
	defer func() {
		cause := stop.end()
		if r := recover(); r != nil {
			value, why = nil, "the arithmetic of the rules breaks the evaluator"
		}
		if value == nil && cause != causeNone {
			why = stopText(cause)
		}
	}()
	err = topdown.NewQuery(body).
		WithQueryCompiler(qc).WithCompiler(compiler).
		WithStore(store{}).WithTransaction(&view{params: ast.NewObject(), now: nanoseconds(asOf)}).
		WithInput(ast.NewTerm(input)).
		WithMetrics(metrics.NoOp()).WithCancel(stop).WithTime(asOf).WithSeed(zeros{}).
		WithStrictBuiltinErrors(true).
		Iter(ctx, func(r topdown.QueryResult) error {
			if t := r[answer]; t != nil {
				value = t.Value
			}
			return nil
		})
	switch {
	case err != nil:
		return nil, errorText(err)
	case value == nil:
		return nil, "a rule of the arithmetic is undefined"
	}
	return value, ""
}

// compileMeasures compiles the modules of a family's arithmetic, fenced as the library
// is: its own package and the library, and no time but what it is given.
func (e *Engine) compileMeasures(dir string, pkg ast.Ref) (*ast.Compiler, error) {
	var list problem.List
	modules := map[string]*ast.Module{}
	own := slices.DeleteFunc(slices.Clone(e.embedded.dirs[dir]), file.test)
	e.fenced(e.embedded, own, fence{pkg: pkg, packages: e.packages, lib: true, list: &list}, modules)
	e.addLibrary(modules, &list)
	if err := list.Err(); err != nil {
		return nil, err
	}
	return compileModules(modules, capabilities(), true, false, nil)
}

// decodeMeasures reads what came out of the Rego: an object of measures by framework.
func decodeMeasures(v ast.Value) (map[string]assessment.Measure, string) {
	o, ok := v.(ast.Object)
	if !ok {
		return nil, noMeasure
	}
	out, why := map[string]assessment.Measure{}, ""
	o.Foreach(func(k, v *ast.Term) {
		m, broken := decodeMeasure(v.Value)
		if why == "" {
			why = broken
		}
		out[text(k)] = m
	})
	return out, why
}

const noMeasure = "the arithmetic of the rules gives what is no measure"

// decodeMeasure reads one measure, held against its schema.
func decodeMeasure(v ast.Value) (m assessment.Measure, why string) {
	shape, err := measuresShape()
	if err != nil {
		return m, "the schema of measures cannot be read"
	}
	if found := shape.Check(v, 1); len(found) > 0 {
		return m, noMeasure + ": " + pointerText(found[0].Pointer) + ": " + found[0].Message
	}
	plain, err := ast.JSON(v)
	if err != nil {
		return m, noMeasure
	}
	text, err := json.Marshal(plain)
	if err != nil || json.Unmarshal(text, &m) != nil {
		return m, noMeasure
	}
	return m, ""
}

// DecodeMeasure reads a measure that was written down. It errs when the text is no
// measure, or one whose sums do not hold.
func DecodeMeasure(data []byte) (assessment.Measure, error) {
	v, err := jsonast.New(jsonast.Limits{}).Decode(data)
	if err != nil {
		return assessment.Measure{}, errors.New("it is not strict JSON")
	}
	m, why := decodeMeasure(v)
	if why == "" {
		why = sums(&m)
	}
	if why != "" {
		return assessment.Measure{}, errors.New(why)
	}
	return m, nil
}
