package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/metrics"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// MetricsOptions is one call of metrics.
type MetricsOptions struct {
	Config       string   // assay.yaml, beside which the recorded state stands; empty for none
	Results      []string // earlier results; none: the store, else the directory results
	Framework    string   // "" for all
	AsOf         time.Time
	Since, Until time.Time // the window; zero for none
}

// Measurement is what was measured, and of what.
type Measurement struct {
	System     string
	Frameworks []metrics.Framework
	States     []StateRead // by framework
	Read       []string    // places that results were read from
	Later      int         // runs that were left out, for they are later than AsOf
}

// StateRead is the plan of action that the items of a framework were counted of.
type StateRead struct {
	Framework string
	From      string    // a recorded file, or the results of the last run
	Changed   time.Time // its last event; zero for none
}

// Metrics measures a system over time: the items of the plan of action that is recorded,
// else that of the last run, and the runs that are named.
func Metrics(ctx context.Context, o MetricsOptions) (Measurement, error) {
	p := &past{asOf: o.AsOf, only: o.Framework, lib: frameworks.NewLibrary(), seen: map[string]bool{}}
	var cfg *config.Config
	if o.Config != "" {
		var err error
		if cfg, err = config.Load(o.Config); err != nil {
			return Measurement{}, err
		}
		p.system = cfg.SystemID.Value
	}
	states, err := recordedStates(cfg, p)
	if err != nil {
		return Measurement{}, err
	}
	out := Measurement{Read: o.Results}
	at := o.Results
	if len(at) == 0 {
		at, out.Read = beforehand(cfg)
	}
	for _, where := range at {
		if err := p.read(ctx, where); err != nil {
			return Measurement{}, err
		}
	}
	in := metrics.Input{AsOf: o.AsOf, Since: o.Since, Until: o.Until}
	for _, r := range p.runs {
		in.Runs = append(in.Runs, r.Run)
		_, recorded := states[r.Framework]
		if r.state != nil && !recorded {
			in.States = append(in.States, *r.state)
			out.States = append(out.States, StateRead{r.Framework, "the run as of " + r.At.Format(time.RFC3339), r.state.LastEvent()})
		}
	}
	for _, id := range sortedKeys(states) {
		s := states[id]
		in.States = append(in.States, s)
		out.States = append(out.States, StateRead{id, s.Source.Path, s.LastEvent()})
	}
	slices.SortFunc(out.States, func(a, b StateRead) int { return strings.Compare(a.Framework, b.Framework) })
	if len(in.States) == 0 && len(in.Runs) == 0 {
		return Measurement{}, nothingToMeasure(o, p.later)
	}
	out.System, out.Later, out.Frameworks = p.system, p.later, metrics.Compute(in)
	return out, nil
}

func nothingToMeasure(o MetricsOptions, later int) error {
	what, remedy := "there is nothing to measure: no recorded plan of action and no results", "record the plan of action with assay assess --record, keep results with store: in assay.yaml, or name results of before"
	if o.Framework != "" {
		what += " of the framework " + problem.Plain(o.Framework)
	}
	if later > 0 {
		what += fmt.Sprintf(" until %s; %d runs are later", o.AsOf.Format(time.RFC3339), later)
		remedy = "give a later --as-of"
	}
	return problem.New(problem.Place{Path: o.Config}, what, remedy)
}

// beforehand is where results of before are looked for when none are named: the store of the
// workspace, else the directory results here; names are what they are called in the
// repository.
func beforehand(cfg *config.Config) (at, names []string) {
	if cfg != nil && cfg.Store != nil {
		name := cfg.Abs(cfg.StorePath())
		if dir := filepath.Join(cfg.Root, filepath.FromSlash(name)); isStore(dir) {
			return []string{dir}, []string{name}
		}
	}
	if _, err := os.Stat(filepath.Join("results", "manifest.json")); err == nil {
		return []string{"results"}, []string{"results"}
	}
	return nil, nil
}

// recordedStates reads every plan of action that is recorded beside assay.yaml, by
// framework, also of frameworks that are not assessed any more. It errs where one is of
// another system, or changed after the time that is asked for: nobody knows what stood
// open before.
func recordedStates(cfg *config.Config, p *past) (map[string]assessment.POAM, error) {
	if cfg == nil {
		return nil, nil
	}
	dir := cfg.Abs(poamDir)
	files, err := os.ReadDir(filepath.Join(cfg.Root, filepath.FromSlash(dir)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", dir, err)
	}
	ids := map[string]bool{}
	for _, f := range files {
		name, ok := strings.CutSuffix(f.Name(), ".json")
		if !ok || f.IsDir() {
			continue
		}
		id := strings.TrimSuffix(name, strings.TrimPrefix(emit.RecordedName(name, assessment.OnRemediation), name))
		ids[id] = p.only == "" || p.only == id
	}
	rec := recordedState{states: map[string]assessment.POAM{}, digests: map[string]string{}, paths: map[string]string{}}
	var list problem.List
	for _, id := range sortedKeys(ids) {
		if !ids[id] {
			continue
		}
		scope := assessment.Scope{System: &assessment.System{ID: p.system}, Framework: assessment.Framework{ID: id}}
		var parts []assessment.POAM
		for _, which := range assessment.Lists {
			state, err := rec.read(cfg, scope, which, nil)
			list.Join(problem.Place{Path: cfg.Path}, err)
			parts = append(parts, state)
		}
		state, there := together(parts[0], parts[1], &list)
		if !there {
			continue
		}
		list.Join(problem.Place{Path: state.Source.Path}, suits(&state, id, p))
		state.Framework = id
		rec.states[id] = state
	}
	return rec.states, list.Err()
}

// suits says why a recorded state cannot be measured.
func suits(state *assessment.POAM, id string, p *past) error {
	at := problem.Place{Path: state.Source.Path}
	switch last := state.LastEvent(); {
	case state.System != "" && state.System != p.system:
		return problem.New(at, fmt.Sprintf("the recorded state is of system %q, not %q", state.System, p.system), "give each system its own directory")
	case state.Framework != "" && state.Framework != id:
		return problem.New(at, fmt.Sprintf("the recorded state is of framework %q, not %q", state.Framework, id), "name the file after its framework")
	case last.After(p.asOf):
		return problem.New(at, fmt.Sprintf("the recorded state last changed at %s, after the time that is asked for, %s", last.UTC().Format(time.RFC3339), p.asOf.Format(time.RFC3339)),
			"give a later --as-of; --until measures what happened until an earlier day")
	}
	return nil
}
