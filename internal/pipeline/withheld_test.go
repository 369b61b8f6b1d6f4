package pipeline

import (
	"cmp"
	"context"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/assay-compliance/assay/examples"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/collect"
	"github.com/assay-compliance/assay/internal/conclude"
	"github.com/assay-compliance/assay/internal/evaluate"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/internal/testkit"
	"github.com/assay-compliance/assay/policies"
)

// bench is the example joined and compiled once, to be judged again and again over
// changed evidence.
type bench struct {
	dir     string
	w       *Workspace
	engine  *evaluate.Engine
	joined  *load.Joined
	plan    *assessment.Plan
	sources []collect.Entry
	base    *assessment.Observations // of the evidence as it is shipped
	before  []assessment.Results
	last    *assessment.Observations   // of evidence changed
	ours    map[assessment.RunKey]bool // runs judged by the last call of over
}

// everyFramework are all that the example has something to say of.
const everyFramework = "hipaa, cmmc-l1, cmmc-l2, cmmc-l3, fedramp-li-saas, fedramp-low, fedramp-moderate, fedramp-high"

func newBench(t *testing.T, frameworks string) *bench {
	t.Helper()
	tree, err := fs.Sub(examples.FS, "meridian")
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{dir: t.TempDir()}
	if err := os.CopyFS(b.dir, tree); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(b.dir, "assay.yaml")
	line := regexp.MustCompile(`(?m)^frameworks: \[.*\]$`)
	text := b.read(t, config)
	if !line.MatchString(text) {
		t.Fatal("the example names its frameworks otherwise")
	}
	b.write(t, config, line.ReplaceAllString(text, "frameworks: ["+frameworks+"]"))
	if b.w, err = Open(config); err != nil {
		t.Fatal(err)
	}
	b.join(t)
	if b.engine, err = evaluate.Compile(context.Background(), b.w.Trees, b.w.Kinds, b.w.Checks, evaluate.Limits{}); err != nil {
		t.Fatal(err)
	}
	b.base = b.observe(t, b.plan, b.sources)
	b.before = conclude.Results(b.joined.Scopes, b.plan, b.base)
	return b
}

func (b *bench) read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (b *bench) write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// join joins the configuration as it is with the frameworks and plans the run.
func (b *bench) join(t *testing.T) {
	t.Helper()
	sys, err := load.System(b.w.Config)
	if err != nil {
		t.Fatal(err)
	}
	if b.joined, err = load.Scopes(load.Input{Config: b.w.Config, System: sys, Policies: policies.FS, Checks: b.w.Checks}); err != nil {
		t.Fatal(err)
	}
	if b.sources, err = collect.Sniff(b.w.Config.Root, b.w.Config.Base, entries(b.w.Config), b.w.Kinds, b.w.options(testkit.Clock(), sys)); err != nil {
		t.Fatal(err)
	}
	b.plan = b.joined.Plan(collect.Declared(b.sources, b.joined.Kinds(), sys.Boundary), testkit.Clock())
}

// observe judges evidence; what the last call but the first gave is closed.
func (b *bench) observe(t *testing.T, plan *assessment.Plan, sources []collect.Entry) *assessment.Observations {
	t.Helper()
	if b.last != nil {
		if err := b.last.Close(); err != nil {
			t.Fatal(err)
		}
		b.last = nil
	}
	obs, err := b.w.observe(context.Background(), AssessOptions{AsOf: testkit.Clock(), Workers: 1}, b.engine, plan, sources, b.joined.MaxAge, nil)
	if err != nil {
		t.Fatal(err)
	}
	if b.base == nil {
		t.Cleanup(func() { obs.Close() })
	} else {
		b.last = obs
	}
	return obs
}

// over judges anew what rests on evidence of some kinds, and takes the rest from
// the evidence as it is shipped. An inventory bears on everything.
func (b *bench) over(t *testing.T, kinds ...string) (*assessment.Observations, []assessment.Results) {
	t.Helper()
	meets := func(some, others []string) bool {
		return slices.ContainsFunc(some, func(k string) bool { return slices.Contains(others, k) })
	}
	plan := *b.plan
	plan.Runs = nil
	b.ours = map[assessment.RunKey]bool{}
	needed := []string{"inventory"}
	for _, r := range b.plan.Runs {
		if meets(r.Check.Kinds, kinds) || slices.Contains(kinds, "inventory") {
			plan.Runs = append(plan.Runs, r)
			b.ours[r.Key] = true
			needed = append(needed, r.Check.Kinds...)
		}
	}
	sources := slices.DeleteFunc(slices.Clone(b.sources), func(e collect.Entry) bool { return !meets(e.Kinds, needed) })
	obs := *b.observe(t, &plan, sources)
	all := slices.DeleteFunc(slices.Clone(b.base.All), func(o assessment.Observation) bool { return b.ours[o.Run] })
	obs.All = append(all, obs.All...)
	slices.SortStableFunc(obs.All, func(x, y assessment.Observation) int {
		return cmp.Or(cmp.Compare(x.Run.Check, y.Run.Check), cmp.Compare(x.Run.Params, y.Run.Params), cmp.Compare(x.Component, y.Component), cmp.Compare(x.Outcome, y.Outcome), cmp.Compare(x.Reason, y.Reason))
	})
	sets := maps.Clone(b.base.Sets)
	maps.Copy(sets, obs.Sets)
	obs.Sets = sets
	return &obs, conclude.Results(b.joined.Scopes, b.plan, &obs)
}

// files lists the files that the sources name, with the kinds of their entry.
func (b *bench) files(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, e := range b.sources {
		paths, err := doublestar.Glob(os.DirFS(b.dir), e.Path)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range paths {
			out[p] = e.Kinds
		}
	}
	if len(out) < 30 {
		t.Fatalf("the example has %d files of evidence", len(out))
	}
	return out
}

// verdict is what is said of one objective or, with an empty target, of a control.
type verdict struct{ framework, control, target string }

func verdictsOf(results []assessment.Results) map[verdict]assessment.Verdict {
	out := map[verdict]assessment.Verdict{}
	for _, r := range results {
		for _, f := range r.Findings {
			out[verdict{r.Scope.Framework.ID, f.Target.ControlID, f.Target.ID}] = f.Verdict
		}
		for _, c := range r.Controls {
			if c.Verdict != assessment.NotAssessed {
				out[verdict{r.Scope.Framework.ID, c.Control.ID, ""}] = c.Verdict
			}
		}
	}
	return out
}

// newly lists what passes after and did not before.
func newly(before, after map[verdict]assessment.Verdict) (out []verdict) {
	for at, v := range after {
		if v == assessment.VerdictPass && before[at] != v {
			out = append(out, at)
		}
	}
	return out
}

// Whatever of the evidence of a kind or a file is taken away or spoilt, no
// objective and no control of any framework passes that did not pass before.
func TestWithheldEvidenceSatisfiesNothing(t *testing.T) {
	b := newBench(t, everyFramework)
	before := verdictsOf(b.before)
	files := b.files(t)
	check := func(what string, kinds []string) *assessment.Observations {
		t.Helper()
		obs, after := b.over(t, kinds...)
		for _, at := range newly(before, verdictsOf(after)) {
			t.Errorf("%s: %v passes, which was %s", what, at, before[at])
		}
		return obs
	}
	kinds := map[string][]string{} // files by kind
	for path, list := range files {
		for _, k := range list {
			kinds[k] = append(kinds[k], path)
		}
	}
	texts := map[string]string{}
	for path := range files {
		texts[path] = b.read(t, filepath.Join(b.dir, path))
	}
	n := 0
	for kind, paths := range kinds {
		if n++; testing.Short() && n > 3 {
			break
		}
		for _, p := range paths {
			if err := os.Remove(filepath.Join(b.dir, p)); err != nil {
				t.Fatal(err)
			}
		}
		check("without "+kind, files[paths[0]])
		for _, p := range paths {
			b.write(t, filepath.Join(b.dir, p), texts[p])
		}
	}
	n = 0
	for path, kinds := range files {
		if n++; testing.Short() && n > 3 {
			break
		}
		file := filepath.Join(b.dir, path)
		for how, text := range map[string]string{"cut in half": texts[path][:len(texts[path])/2], "empty": "", "an object of nothing": "{}", "no JSON": "hello"} {
			b.write(t, file, text)
			check(path+" "+how, kinds)
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		// A newer export that is removed uncovers the one it replaced: that it is
		// gone is told, and the older one is evidence as long as it is fresh.
		if obs, after := b.over(t, kinds...); obs.Evidence.Superseded == b.superseded(t, kinds, file, texts[path]) {
			for _, at := range newly(before, verdictsOf(after)) {
				t.Errorf("without %s: %v passes, which was %s", path, at, before[at])
			}
		}
		b.write(t, file, texts[path])
	}
}

// superseded counts what is replaced while the file is there.
func (b *bench) superseded(t *testing.T, kinds []string, file, text string) int {
	t.Helper()
	b.write(t, file, text)
	obs, _ := b.over(t, kinds...)
	return obs.Evidence.Superseded
}

// eachRecord calls visit for every list of objects in a value and each element, or
// some of a long list, with the value as it is without that element.
func eachRecord(v any, with func(any) any, visit func(without any)) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			eachRecord(x, func(y any) any {
				c := maps.Clone(v)
				c[k] = y
				return with(c)
			}, visit)
		}
	case []any:
		for i, x := range v {
			if _, ok := x.(map[string]any); ok && (len(v) <= 10 || i%8 == 0) {
				visit(with(slices.Delete(slices.Clone(v), i, i+1)))
			}
			eachRecord(x, func(y any) any {
				c := slices.Clone(v)
				c[i] = y
				return with(c)
			}, visit)
		}
	}
}

// name tells a subject of a run from all others.
func name(o *assessment.Observation, s assessment.Subject) string {
	return strings.Join([]string{o.Run.Check, o.Run.Params, s.Component, s.Asset, s.ID}, " ")
}

// against are the subjects that stood against an objective: those that failed or
// were undecided.
func (b *bench) against(t *testing.T, at verdict) (out []string) {
	t.Helper()
	for _, r := range b.before {
		if r.Scope.Framework.ID != at.framework {
			continue
		}
		for _, f := range r.Findings {
			for _, i := range f.Observations {
				o := &r.Observations[i]
				if c := o.Counts(); f.Target.ID != at.target || c != assessment.Fail && c != assessment.Undecided {
					continue
				}
				for s, err := range o.Each() {
					if err != nil {
						t.Fatal(err)
					}
					out = append(out, name(o, s))
				}
			}
		}
	}
	return out
}

// A record that is taken out of a list takes its own subject away and nothing
// else: an objective passes thereby only where every subject that stood against it
// is one that evidence names no more.
func TestARecordTakenAwayTakesItsSubjectAlone(t *testing.T) {
	if testing.Short() {
		t.Skip("judges the example two hundred times")
	}
	b := newBench(t, "hipaa, cmmc-l2, fedramp-high")
	before := verdictsOf(b.before)
	n, passed := 0, 0
	for path, kinds := range b.files(t) {
		file := filepath.Join(b.dir, path)
		text := b.read(t, file)
		var v any
		if json.Unmarshal([]byte(text), &v) != nil {
			continue
		}
		eachRecord(v, func(x any) any { return x }, func(without any) {
			n++
			less, err := json.Marshal(without)
			if err != nil {
				t.Fatal(err)
			}
			b.write(t, file, string(less))
			obs, after := b.over(t, kinds...)
			found := newly(before, verdictsOf(after))
			if len(found) == 0 {
				return
			}
			passed++
			seen := map[string]bool{}
			for i := range obs.All {
				for s, err := range obs.All[i].Each() {
					if err != nil {
						t.Fatal(err)
					}
					seen[name(&obs.All[i], s)] = true
				}
			}
			for _, at := range found {
				for _, subject := range b.against(t, at) {
					if seen[subject] {
						t.Errorf("%s, without an element, is now %s: %v passes, and %s is still there", path, less, at, subject)
					}
				}
			}
		})
		b.write(t, file, text)
	}
	if n < 150 || passed == 0 {
		t.Errorf("%d records were taken away, and %d times something passed", n, passed)
	}
}

// A source that is taken out of the configuration leaves a mark: whatever passes
// thereby names the kinds that nobody brings any more, or says that its population
// is asserted now.
//
// Source: docs/adr/0009.
func TestARemovedSourceLeavesAMark(t *testing.T) {
	b := newBench(t, everyFramework)
	before := verdictsOf(b.before)
	all, marked := b.w.Config.Sources, 0
	for i, entry := range all {
		if testing.Short() && !slices.Contains(entry.Kinds.Words(), "host-config") {
			continue
		}
		b.w.Config.Sources = slices.Delete(slices.Clone(all), i, i+1)
		b.join(t)
		obs := b.observe(t, b.plan, b.sources)
		results := conclude.Results(b.joined.Scopes, b.plan, obs)
		for _, r := range results {
			for _, f := range r.Findings {
				at := verdict{r.Scope.Framework.ID, f.Target.ControlID, f.Target.ID}
				if f.Verdict != assessment.VerdictPass || before[at] == assessment.VerdictPass {
					continue
				}
				asserted := slices.ContainsFunc(f.Observations, func(i int) bool { return r.Observations[i].Population.Asserted })
				inventory := slices.Contains(entry.Kinds.Words(), "inventory")
				if len(f.Undeclared) == 0 && (!inventory || !asserted) {
					t.Errorf("without the source %s %v passes, and nothing marks it", entry.Path.Value, at)
				}
				marked++
			}
		}
	}
	if marked == 0 {
		t.Error("nothing passes for want of a source; this test shows nothing")
	}
}
