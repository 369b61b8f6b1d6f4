package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/gate"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/pseudonym"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/internal/trace"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
	"github.com/assay-compliance/assay/oscal/validate"
)

// DecideOptions is one call of gate.
type DecideOptions struct {
	Config   string // assay.yaml with the gates; empty for the defaults
	Gate     string
	Path     string // a results directory, or one file of assessment results
	Baseline string // results to hold it against, in place of the gate's own; "" for these
	Version  string
	History  []string // results of before, for the reports that draw a trend; see trend
	// TrustedRef is the revision that the gates are of; "" for the working tree.
	TrustedRef string
	// Workbook says that the report xlsx is asked for, and Template, where it is given,
	// is the workbook for it in place of the configured one.
	Workbook bool
	Template string
	// ShowPersonal shows ids of persons as they are.
	ShowPersonal bool
}

// rules gives the configuration that the gate is of, and the revision that it is read
// from; nil for the working tree.
func (o DecideOptions) rules(ctx context.Context) (config.Config, *trusted, error) {
	switch {
	case o.TrustedRef != "":
		t, err := trust(ctx, o.Config, o.TrustedRef)
		if err != nil {
			return config.Config{}, nil, err
		}
		return *t.Judging, t, nil
	case o.Config != "":
		c, err := config.Load(o.Config)
		if err != nil {
			return config.Config{}, nil, err
		}
		return *c, nil, nil
	}
	return config.Config{}, nil, nil
}

// Decide weighs results that are there already against a gate.
func Decide(ctx context.Context, o DecideOptions) (report.Input, error) {
	cfg, rules, err := o.rules(ctx)
	if err != nil {
		return report.Input{}, err
	}
	defer rules.close()
	t, err := cfg.Gate(o.Gate)
	if err != nil {
		return report.Input{}, err
	}
	runs, err := Runs(o.Path)
	if err != nil {
		return report.Input{}, err
	}
	in := report.Input{Version: o.Version, Open: map[string]int{}, Measures: map[string]assessment.Measure{}, Out: o.Path}
	poams := map[string]assessment.POAM{}
	for _, r := range runs {
		in.Results = append(in.Results, r.Results)
		in.System, in.AsOf, in.TimeSource = r.POAM.System, r.Results.AsOf, r.Results.Declared
		if !r.Results.Complete {
			in.Stopped = "the recorded run was stopped before its end"
		}
		if len(r.POAM.Items) > 0 {
			poams[r.Results.Scope.Framework.ID] = r.POAM
		}
		if r.Measure != nil {
			in.Measures[r.Results.Scope.Framework.ID] = *r.Measure
		}
	}
	if in.System == "" {
		in.System = nameless
	}
	m, _ := emit.ReadManifest(o.Path)
	if err := judgedBy(m, rules, o.Config); err != nil {
		return report.Input{}, err
	}
	if m == nil && !slices.ContainsFunc(runs, planned) {
		in.Unplanned = true
		in.Warnings = []assessment.Note{{
			Source: assessment.Source{Path: filepath.ToSlash(o.Path)},
			What:   "no plan of action stands beside these results, so that items recorded before are not counted",
			Remedy: "give the folder that assay assess wrote, or put its poam.json beside the file",
		}}
		in.Evidence.Notes = in.Warnings
	}
	told(&in, m)
	if in.Files, err = madeFrom(m, runs); err != nil {
		return report.Input{}, err
	}
	in.Artifacts = func() ([]assessment.Artifact, error) { return artifacts(m, runs) }
	in.Policy = func(digest string) ([]byte, bool, error) { return policyText(runs, digest) }
	in.Claims = func(framework string) ([]assessment.Claimed, bool, error) {
		i := slices.IndexFunc(runs, func(r trace.Run) bool { return r.Results.Scope.Framework.ID == framework })
		if i < 0 {
			return nil, false, nil
		}
		return claims(&runs[i])
	}
	in.POAMs, in.Open, in.Aside = poams, openItems(poams, assessment.OnPlan), openItems(poams, assessment.OnRemediation)
	in.Certification = certification(&cfg)
	system := in.System
	if system == nameless {
		system = ""
	}
	names, err := rules.namer(&cfg, in.System, o.ShowPersonal)
	if err != nil {
		return report.Input{}, err
	}
	in.Personal, in.Ratchet = o.ShowPersonal, o.Baseline
	if in.Names = names; names == nil { // what they are told apart by does not change with what is shown
		if in.Names, err = rules.namer(&cfg, in.System, false); err != nil {
			in.Names = pseudonym.New(nil, in.System)
		}
	}
	base, err := openBaseline(ctx, &cfg, rules, t, o.Baseline, "", system)
	if err != nil {
		return report.Input{}, err
	}
	defer base.close()
	if m != nil {
		in.Locked = m.Locked
	}
	in.Decision = decide(t, in.Results, poams, base, in.Locked, names)
	warnOf(&in, slices.Concat(lockNotes(in.Locked), waiverNotes(poams, in.AsOf)))
	return in, nil
}

// nameless is what a system is called whose results do not say.
const nameless = "results"

// told takes from a manifest what the documents do not say.
func told(in *report.Input, m *emit.Manifest) {
	if m == nil {
		return
	}
	in.Stopped, in.Evidence.Envelopes, in.Rules = m.Stopped, m.Evidence.Envelopes, m.Rules
	if in.Rules != nil && in.Rules.Altered == nil {
		in.Rules.Altered = []assessment.Alteration{}
	}
	for _, g := range m.Evidence.Gone {
		in.Gone = append(in.Gone, g.Path)
	}
	for _, i := range m.Inputs {
		if i.Role == "configuration" {
			in.Config = i.Path
		}
	}
}

// lists are the documents of a plan of action.
var lists = []string{emit.ListFile(assessment.OnPlan), emit.ListFile(assessment.OnRemediation)}

// planned says whether a plan of action stands beside a run's results.
func planned(r trace.Run) bool {
	return slices.ContainsFunc(r.Documents, func(d trace.Document) bool { return slices.Contains(lists, path.Base(d.Path)) })
}

// Runs reads results back: every framework of a results directory, or one file.
func Runs(path string) ([]trace.Run, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, problem.New(problem.Place{Path: path}, "there are no results here", "run assay assess first, or give the path of the results: explain with --out, gate as its argument")
	}
	if err != nil {
		return nil, fmt.Errorf("read results: %w", err)
	}
	lib := frameworks.NewLibrary()
	if !info.IsDir() {
		r, err := readRun(path, filepath.Dir(path), lib)
		return []trace.Run{r}, err
	}
	m, err := emit.ReadManifest(path)
	if err != nil {
		return nil, err
	}
	if m == nil {
		one := filepath.Join(path, "assessment-results.json")
		if _, err := os.Stat(one); err != nil {
			return nil, problem.New(problem.Place{Path: path}, "there is no manifest.json here", "give a directory that assay assess wrote, or one file of assessment results")
		}
		r, err := readRun(one, path, lib)
		return []trace.Run{r}, err
	}
	var list problem.List
	var out []trace.Run
	for _, id := range m.Frameworks() {
		dir := filepath.Join(path, id)
		r, err := readRun(filepath.Join(dir, "assessment-results.json"), dir, lib)
		list.Join(problem.Place{Path: slashed(path, id)}, err)
		r.POAM.System = m.System
		out = append(out, r)
	}
	if err := m.Verify(path); err != nil {
		list.Join(problem.Place{Path: path}, err)
	}
	return out, list.Err()
}

// readRun reads one framework's results and, where it stands beside them, the
// plan of action.
func readRun(file, dir string, lib *frameworks.Library) (trace.Run, error) {
	text, err := readFile(file)
	if err != nil {
		return trace.Run{}, err
	}
	if err := valid(file, text); err != nil {
		return trace.Run{}, err
	}
	r, err := emit.DecodeResults(filepath.ToSlash(file), dir, text)
	if err != nil {
		return trace.Run{}, err
	}
	fromProfile(&r, lib, dir)
	run := trace.Run{Results: r, Documents: documents(file, dir)}
	if m, ok, err := readMeasure(dir); err != nil {
		return run, err
	} else if ok && m.Framework == r.Scope.Framework.ID {
		run.Measure = &m
	}
	var parts []assessment.POAM
	for _, name := range lists {
		state, err := readPOAM(filepath.Join(dir, name), dir)
		if err != nil {
			return run, err
		}
		parts = append(parts, state)
	}
	var list problem.List
	run.POAM, _ = together(parts[0], parts[1], &list)
	return run, list.Err()
}

// readPOAM reads the document of a list; the zero state where there is none.
func readPOAM(file, dir string) (assessment.POAM, error) {
	text, err := readFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return assessment.POAM{}, nil
	}
	if err == nil {
		err = valid(file, text)
	}
	if err != nil {
		return assessment.POAM{}, err
	}
	return emit.DecodePOAM(filepath.ToSlash(file), dir, text)
}

// documents are the files of one framework's run: the results, and what assay
// writes beside them.
func documents(file, dir string) []trace.Document {
	var out []trace.Document
	for _, path := range []string{file, filepath.Join(dir, "assessment-plan.json"), filepath.Join(dir, lists[0]), filepath.Join(dir, lists[1]), filepath.Join(dir, "component-definition.json")} {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			out = append(out, trace.Document{Path: filepath.ToSlash(path), Open: func() (io.ReadCloser, error) { return os.Open(path) }})
		}
	}
	return out
}

func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if info.Size() > oscal.MaxSize {
		return nil, tooLarge(path)
	}
	return os.ReadFile(path)
}

func tooLarge(path string) error {
	return problem.New(problem.Place{Path: path}, "the document is too large to be read whole", "give one of at most "+strconv.Itoa(oscal.MaxSize>>20)+" MiB")
}

// valid refuses a document that its own schema refuses.
func valid(path string, text []byte) error {
	doc, err := oscal.Read(filepath.ToSlash(path), text)
	if err != nil {
		return err
	}
	return validate.Err(validate.Schema(doc))
}

// decide asks the gate and readies its word for print.
func decide(t config.Threshold, results []assessment.Results, poams map[string]assessment.POAM, base *baseline, locked *assessment.Locked, names *pseudonym.Namer) report.Decision {
	level, _ := assessment.ParseLevel(t.FailOn)
	var states []assessment.POAM
	for _, id := range sortedKeys(poams) {
		states = append(states, poams[id])
	}
	v := gate.Decide(results, states, gate.Thresholds{
		Name: t.Name, FailOn: level, TolerateUndecided: !t.UndecidedFails, MinCoverage: t.MinCoverage, TolerateTime: t.TimeWarns, Baseline: base.gate, PolicyFails: t.PolicyFails, Locked: locked,
	})
	return report.Decision{Baseline: base.shown, Gate: v.Gate, Passed: v.Passed, Code: v.Code, Summary: v.Summary, Reasons: reasons(v.Reasons, names), Tolerated: reasons(v.Tolerated, names)}
}

func reasons(in []gate.Reason, names *pseudonym.Namer) []report.Reason {
	out := make([]report.Reason, len(in))
	for i, r := range in {
		out[i] = report.Reason{
			Kind: string(r.Kind), Framework: r.Framework, ID: r.ID, Controls: r.Controls, Targets: r.Targets, Component: r.Component,
			Subject: names.Subject(r.Example, r.Personal), Subjects: r.Subjects, Why: r.Why, Remedy: r.Remedy, Item: r.Item, Waivers: r.Waivers, By: string(r.By),
		}
		switch r.Kind {
		case gate.Failing, gate.Recorded, gate.UnknownAsset, gate.ExpiredWaiver:
			out[i].Level = r.Level.String()
		}
		if r.Check != nil {
			out[i].Check = r.Check.ID
		}
		if s := r.Example.Source; s.Path != "" {
			out[i].Evidence, out[i].At = emit.At(s), s
		}
	}
	return out
}

func slashed(parts ...string) string { return filepath.ToSlash(filepath.Join(parts...)) }
