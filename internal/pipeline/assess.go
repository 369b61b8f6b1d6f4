// Package pipeline is the pipe itself: load, collect, evaluate, conclude, fold,
// emit, gate. It is the only package that knows all stages.
package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/collect"
	"github.com/assay-compliance/assay/internal/conclude"
	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/evaluate"
	"github.com/assay-compliance/assay/internal/evaluate/vex"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/internal/poam"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/validate"
	"github.com/assay-compliance/assay/policies"
)

// AssessOptions is one call of assess.
type AssessOptions struct {
	Config   string
	AsOf     time.Time
	Declared bool // the assessment time was given, not taken from the clock
	Out      string
	Now      time.Time // the real time, for the log of the store alone
	NotKept  bool      // not in the store, whatever assay.yaml says
	Gate     string
	// ShowPersonal shows ids of persons as they are.
	ShowPersonal bool
	TrustedRef   string // the revision that the rules are of; "" for the working tree
	Baseline     string // results that the gate is held against in place of its own; "" for these
	Record       bool
	Version      string
	Libraries    map[string]string
	Progress     func(files int)
	Timeout      time.Duration // 0: none
	Workers      int           // 0: one for each core
	HeapLimit    uint64        // bytes of heap above which evaluations are stopped; 0: evaluate's default
	OSCAL        string        // version of the documents; empty: that of assay.yaml, else oscal.Version
}

// Assess runs the whole pipe: it writes the documents of a run and gives what is
// to be shown of it. On an error nothing is written.
func Assess(ctx context.Context, o AssessOptions) (report.Input, error) {
	last := meanwhile(func() (*emit.Manifest, error) { return emit.ReadManifest(o.Out) })
	if o.TrustedRef != "" && o.Record {
		return report.Input{}, problem.New(problem.Place{}, "--record and --trusted-ref are both given, and what a change brings about is not recorded before it is part of the base", "leave one of them out")
	}
	w, err := OpenTrusted(ctx, o.Config, o.TrustedRef)
	if err != nil {
		return report.Input{}, err
	}
	defer w.Close()
	in, err := w.assess(ctx, o, last)
	return in, w.Trusted.within(err)
}

// assess runs the pipe over a workspace; last gives the manifest of the results before.
func (w *Workspace) assess(ctx context.Context, o AssessOptions, last func() (*emit.Manifest, error)) (report.Input, error) {
	compiled := meanwhile(func() (*evaluate.Engine, error) {
		return evaluate.Compile(ctx, w.Trees, w.Kinds, w.Checks, evaluate.Limits{})
	})
	threshold, err := w.Config.Gate(o.Gate)
	if err != nil {
		return report.Input{}, err
	}
	sys, err := w.system()
	if err != nil {
		return report.Input{}, err
	}
	names, err := w.Trusted.namer(w.Config, sys.ID, o.ShowPersonal)
	if err != nil {
		return report.Input{}, err
	}
	base, err := openBaseline(ctx, w.Config, w.Trusted, threshold, o.Baseline, o.Out, sys.ID)
	if err != nil {
		return report.Input{}, err
	}
	defer base.close()
	joined, err := load.Scopes(load.Input{Config: w.Config, System: sys, Policies: policies.FS, Checks: w.Checks})
	if err != nil {
		return report.Input{}, err
	}
	if err := w.inherit(ctx, joined.Scopes); err != nil {
		return report.Input{}, err
	}
	if err := reviews(joined.Scopes, o.AsOf); err != nil {
		return report.Input{}, err
	}
	sources, err := collect.Sniff(w.Config.Root, w.Config.Base, entries(w.Config), w.Kinds, w.options(o.AsOf, sys))
	if err != nil {
		return report.Input{}, err
	}
	plan := joined.Plan(collect.Declared(sources, joined.Kinds(), sys.Boundary), o.AsOf)

	before, err := last()
	if err != nil {
		return report.Input{}, err
	}
	recorded, err := w.readRecorded(joined.Scopes, before)
	if err != nil {
		return report.Input{}, err
	}

	engine, err := compiled()
	if err != nil {
		return report.Input{}, err
	}
	version := cmp.Or(o.OSCAL, w.Config.OSCALVersion.Value, oscal.Version)
	schema := meanwhile(func() (*validate.Checker, error) {
		check, err := validate.NewSchema(version)
		if err == nil {
			emit.Prepare(check)
		}
		return check, err
	})
	files := map[string]*evidence.File{}
	obs, err := w.observe(ctx, o, engine, plan, sources, joined.MaxAge, files)
	if err != nil {
		return report.Input{}, err
	}
	defer obs.Close()

	digests := meanwhile(func() (map[string]string, error) { return Parts(o.Libraries) })
	results := concluded(joined.Scopes, plan, obs)
	poams := map[string]assessment.POAM{}
	for i := range results {
		results[i].Declared = timeSource(o.Declared)
		id := results[i].Scope.Framework.ID
		if poams[id], err = poam.Fold(recorded.states[id], results[i]); err != nil {
			return report.Input{}, err
		}
	}
	measures := w.measures(ctx, engine, results, poams)
	for i := range results {
		id := results[i].Scope.Framework.ID
		if m, ok := measures[id]; ok {
			poams[id] = poam.Place(recorded.states[id], poams[id], &m, &results[i])
		}
	}
	parts, err := digests()
	if err != nil {
		return report.Input{}, err
	}
	check, err := schema()
	if err != nil {
		return report.Input{}, err
	}
	// Opened once: a set may have a thousand files. Links that leave it are
	// refused.
	repo, err := os.OpenRoot(w.Config.Root)
	if err != nil {
		return report.Input{}, err
	}
	defer repo.Close()
	rules, err := w.Trusted.rules()
	if err != nil {
		return report.Input{}, err
	}
	inputs := w.inputs(sys, plan, joined.Scopes, recorded)
	var keep func(string) error
	if o.Record && obs.Complete {
		keep = func(staged string) error { return record(w.Config, staged, poams) }
	}
	locked, err := w.locked(o, parts, joined, results, before, base)
	if err != nil {
		return report.Input{}, err
	}
	decision := meanwhile(func() (report.Decision, error) { return decide(threshold, results, poams, base, locked, names), nil })
	manifest, err := emit.Write(ctx, o.Out, emit.Run{
		System: sys, Plan: plan, Results: results, POAMs: poams, Measures: measures, AsOf: o.AsOf, TimeSource: timeSource(o.Declared), OSCAL: version, Stopped: obs.Stopped,
		Tool: emit.Tool{Name: "assay", Version: o.Version, Parts: parts}, Check: check,
		Inputs: inputs, Rules: rules, Recorded: recorded.digests, Locked: locked, Envelopes: obs.Evidence.Envelopes, Record: keep,
		Evidence:   w.opener(repo, inputs),
		Modules:    w.modules,
		Profile:    w.profile,
		SystemFile: w.systemFile,
	})
	decided, _ := decision() // in any case: it reads what obs holds
	if err != nil {
		return report.Input{}, err
	}
	in := report.Input{
		Version: o.Version, System: sys.ID, AsOf: o.AsOf, TimeSource: timeSource(o.Declared), Results: results,
		Decision: decided, Steps: steps(results), Out: o.Out, Evidence: obs.Evidence, Stopped: obs.Stopped,
		Rules: rules, Open: openItems(poams, assessment.OnPlan), Aside: openItems(poams, assessment.OnRemediation), Measures: measures,
	}
	in.Locked = locked
	if in.Files, err = madeFrom(manifest, nil); err != nil {
		return report.Input{}, err
	}
	if in.Stored, err = w.keep(o, sys, manifest, files); err != nil {
		return report.Input{}, err
	}
	if o.Record {
		in.Recorded = kept(filepath.Dir(o.Config), manifest.Recorded, recorded.digests, keep == nil)
	}
	in.Warnings = w.strangers(sys)
	in.Evidence.Notes = slices.Concat(w.Trusted.keyless(w.Config), in.Warnings, notes(sys, joined), outOfScope(joined.Scopes), in.Evidence.Notes)
	in.Warnings = slices.Concat(joined.Differs, editions(joined.Scopes, o.AsOf), in.Warnings, uncounted(joined))
	warnOf(&in, slices.Concat(lockNotes(locked), unmatched(joined.Scopes, poams), waiverNotes(poams, o.AsOf)))
	for _, g := range manifest.Evidence.Gone {
		in.Gone = append(in.Gone, g.Path)
	}
	if len(joined.Scopes) > 0 {
		in.Unclaimed = joined.Scopes[0].Unclaimed
	}
	return in, nil
}

// meanwhile starts f beside the rest of the run and gives what waits for it.
func meanwhile[T any](f func() (T, error)) func() (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		v, err := f()
		done <- outcome{v, err}
	}()
	return func() (T, error) {
		o := <-done
		return o.value, o.err
	}
}

// observe runs the plan over the evidence.
func (w *Workspace) observe(ctx context.Context, o AssessOptions, engine *evaluate.Engine, plan *assessment.Plan, sources []collect.Entry, maxAge map[string]time.Duration, files map[string]*evidence.File) (*assessment.Observations, error) {
	book, err := w.statements(ctx, sources, plan.System, o.AsOf, maxAge[vex.Kind])
	if err != nil {
		return nil, err
	}
	stream, err := collect.Open(w.Config.Root, w.Config.Base, sources, w.Kinds, w.options(o.AsOf, plan.System))
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	var source evidence.Stream = stream
	if w.Config.Store != nil && !o.NotKept {
		source = &listing{Stream: stream, files: files}
	}
	run := ctx
	if o.Timeout > 0 {
		var cancel context.CancelFunc
		run, cancel = context.WithTimeout(ctx, o.Timeout)
		defer cancel()
	}
	obs, err := engine.Run(run, plan, counted{Stream: source, tell: o.Progress, n: new(int)}, evaluate.Options{
		Workers:       o.Workers,
		HeapLimit:     o.HeapLimit,
		MaxAge:        func(kind string) time.Duration { return maxAge[kind] },
		VEX:           book,
		EntryDeclares: func(i int) (kinds, components []string) { return declares(sources, i, plan) },
	})
	if err == nil {
		obs.Evidence.Notes = slices.Concat(obs.Evidence.Notes, stream.Notes())
	}
	return obs, err
}

// counted tells how many items were taken from a stream.
type counted struct {
	evidence.Stream
	tell func(int)
	n    *int
}

func (c counted) Next(ctx context.Context) (evidence.Item, error) {
	item, err := c.Stream.Next(ctx)
	if err == nil && c.tell != nil {
		*c.n++
		c.tell(*c.n)
	}
	return item, err
}

func timeSource(declared bool) string {
	if declared {
		return "declared"
	}
	return "clock"
}

// openItems counts the open items of one list by framework.
func openItems(poams map[string]assessment.POAM, list assessment.List) map[string]int {
	open := map[string]int{}
	for id, p := range poams {
		for i := range p.Items {
			if p.Items[i].Open() && p.Items[i].List == list {
				open[id]++
			}
		}
	}
	return open
}

func steps(results []assessment.Results) []report.Step {
	var out []report.Step
	for _, s := range conclude.NextSteps(results) {
		out = append(out, report.Step{Kinds: s.Kinds, Components: s.Components, Answers: s.Answers})
	}
	return out
}

// reviews refuses a binding that is disabled beyond its review date: what was
// taken out for a time must not stay out unseen.
func reviews(scopes []assessment.Scope, asOf time.Time) error {
	var list problem.List
	told := map[problem.Place]bool{}
	for _, s := range scopes {
		for _, b := range s.Bindings {
			d := b.Disabled
			if d == nil || d.Review >= asOf.UTC().Format(time.DateOnly) {
				continue
			}
			if at := (problem.Place{Path: d.Source.Path, Line: d.Source.Line}); !told[at] {
				told[at] = true
				list.Add(at, "the review date "+d.Review+" of this disable has passed", "review it: take it out, or set a new date")
			}
		}
	}
	return list.Err()
}

// outOfScope notes the components that a framework does not assess, and how much of
// it does not bind.
func outOfScope(scopes []assessment.Scope) []assessment.Note {
	var out []assessment.Note
	for _, s := range scopes {
		for _, e := range s.Excluded {
			out = append(out, assessment.Note{Source: e.Source, Component: e.Component, What: s.Framework.ID + " does not assess " + e.Component + ": " + e.Reason})
		}
		if n := len(s.Unbound); n > 0 {
			what := fmt.Sprintf("%s: %s bind no %s", s.Framework.ID, report.Count(n, "target"), strings.Join(s.System.Entities, " or "))
			out = append(out, assessment.Note{Source: s.System.Source, What: what, Remedy: "they are listed in the results as not-binding; scope.entity says what the organization is"})
		}
	}
	return out
}

// editions notes the frameworks that are not in force at the assessment time.
func editions(scopes []assessment.Scope, asOf time.Time) []assessment.Note {
	var out []assessment.Note
	for _, s := range scopes {
		if says := s.Framework.Edition.Says(asOf); says != "" {
			out = append(out, assessment.Note{Source: s.Framework.Profile, What: s.Framework.ID + " " + says, Remedy: "by " + s.Framework.Edition.Source})
		}
	}
	return out
}

// uncounted warns, in one line, that some rules of the component definitions are
// not counted; the notes say which.
func uncounted(joined *load.Joined) []assessment.Note {
	if len(joined.Notes) == 0 {
		return nil
	}
	first := joined.Notes[0]
	if n := len(joined.Notes) - 1; n > 0 {
		first.What += fmt.Sprintf("; %s in assay doctor", report.Count(n, "more note"))
	}
	return []assessment.Note{first}
}

// strangers notes the components whose type no check looks at: all of it would
// be not assessed, which is most often a misspelt type.
func (w *Workspace) strangers(sys *assessment.System) []assessment.Note {
	known := map[string]bool{}
	for i := range w.Checks {
		for _, t := range w.Checks[i].AppliesTo {
			known[t] = true
		}
	}
	var out []assessment.Note
	for _, c := range sys.Components {
		if known[c.Type] || c.Type == "this-system" || !slices.Contains(sys.Boundary, c.Key) {
			continue
		}
		remedy := "the types are " + strings.Join(sortedKeys(known), ", ")
		if near := strictyaml.Near(c.Type, sortedKeys(known)); len(near) > 0 {
			remedy = "did you mean " + strings.Join(near, " or ") + "?"
		}
		out = append(out, assessment.Note{Source: sys.Source, Component: c.Key, What: "no check names the type " + strictyaml.Quote(c.Type) + " of component " + c.Key, Remedy: remedy})
	}
	return out
}

// inputs names the files that bear on the results, apart from evidence.
func (w *Workspace) inputs(sys *assessment.System, plan *assessment.Plan, scopes []assessment.Scope, rec recordedState) []emit.Input {
	in := []emit.Input{{Role: "configuration", Path: w.Config.Path, Digest: w.Config.Digest}}
	if t := w.Trusted; t != nil && t.Change.Digest != w.Config.Digest {
		in = append(in, emit.Input{Role: "configuration-of-the-change", Path: t.Change.Path, Digest: t.Change.Digest})
	}
	for _, s := range sys.Sources {
		in = append(in, emit.Input{Role: "system", Path: s.Path, Digest: s.Digest})
	}
	seen := map[string]bool{w.Config.Path: true}
	for _, s := range sys.Sources {
		seen[s.Path] = true // it may bind checks too
	}
	for _, r := range plan.Runs {
		if s := r.Check.Source; !seen[r.Check.ID] {
			seen[r.Check.ID] = true
			in = append(in, emit.Input{Role: "policy", Path: s.Path, Digest: cmp.Or(s.Digest, r.Check.Digest)})
		}
	}
	for _, s := range scopes {
		for _, b := range s.Bindings {
			if path.Ext(b.Source.Path) == ".yaml" && b.Source.Digest != "" && !seen[b.Source.Path] {
				seen[b.Source.Path] = true
				in = append(in, emit.Input{Role: "bindings", Path: b.Source.Path, Digest: b.Source.Digest})
			}
		}
		in = append(in, profileInputs(&s.Framework)...)
	}
	for i := range plan.Samples {
		if s := plan.Samples[i].Source; !seen[s.Path] {
			seen[s.Path] = true
			in = append(in, emit.Input{Role: "sampling-plan", Path: s.Path, Digest: s.Digest})
		}
	}
	for _, s := range scopes {
		for _, p := range s.Provided {
			if !seen[p.Source.Path] {
				seen[p.Source.Path] = true
				in = append(in, emit.Input{Role: "leveraged-results", Path: p.Source.Path, Digest: p.Source.Digest})
				if b := p.Signature.Bundle; b.Path != "" {
					in = append(in, emit.Input{Role: "signature", Path: b.Path, Digest: b.Digest})
				}
			}
		}
	}
	for _, k := range w.TrustKeys {
		in = append(in, emit.Input{Role: "trust-key", Path: k.Path, Digest: k.Digest})
	}
	for name, path := range rec.paths {
		in = append(in, emit.Input{Role: "recorded-state", Path: path, Digest: rec.digests[name]})
	}
	in = append(in, recordInputs(scopes)...)
	return in
}
