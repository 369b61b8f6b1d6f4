// Package emit turns results into files: per framework an assessment plan,
// assessment results and, when there is any item, a POA&M, with every file they
// cite beside them, and one manifest over all. Documents are judged before they
// get their names, and all files of a run appear together or not at all.
package emit

import (
	"cmp"
	"context"
	"errors"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// Run is everything a run of assay has to write down.
type Run struct {
	System     *assessment.System
	Plan       *assessment.Plan
	Results    []assessment.Results
	POAMs      map[string]assessment.POAM    // by framework id; folded, may be empty
	Measures   map[string]assessment.Measure // by framework id; of families that have any
	AsOf       time.Time
	TimeSource string // "declared" when --as-of was given, else "clock"
	OSCAL      string // the version of the documents, which Check is for; empty: oscal.Version
	Stopped    string
	Tool       Tool
	Check      Checker
	Inputs     []Input
	Rules      *assessment.Rules // where they are of another revision than the working tree
	Recorded   map[string]string // framework → digest of the recorded state that was read
	Envelopes  int
	Locked     *assessment.Locked // what was found of the lock of the workspace
	// Record keeps the next state of the POA&M, from the staged documents,
	// before they take their place; nil: it is not kept.
	Record func(staged string) error

	Evidence   func(path string) (io.ReadCloser, error)   // a source file by its path in the repository
	Modules    func(*assessment.Check) ([]Module, error)  // the policy files that the digest of a check is over
	Profile    func(assessment.Framework) ([]byte, error) // the profile file of a framework
	SystemFile func(assessment.Source) ([]byte, error)    // an OSCAL file of the system
}

// version is the version of OSCAL that the documents follow.
func (r *Run) version() string { return cmp.Or(r.OSCAL, oscal.Version) }

// Module is one policy file, by its place in the repository.
type Module struct {
	Path string
	Text []byte
}

// Write puts the documents of run into dir and returns the manifest. On an
// error dir is as it was.
func Write(ctx context.Context, dir string, run Run) (*Manifest, error) {
	s, err := openStage(dir)
	if s != nil {
		defer s.discard()
	}
	if err != nil {
		return nil, err
	}

	m := &Manifest{
		Version: ManifestVersion, System: run.System.ID, AsOf: second(run.AsOf).Format(time.RFC3339),
		TimeSource: run.TimeSource, Complete: run.Stopped == "", Stopped: run.Stopped, Tool: run.Tool,
		Rules: run.Rules, Inputs: run.Inputs, Locked: run.Locked, Recorded: run.Recorded, Evidence: EvidenceInput{Envelopes: run.Envelopes, Sets: []Set{}},
	}
	sources := map[string]Input{}
	sets := map[string]bool{}
	for i := range run.Results {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r := &run.Results[i]
		outputs, err := writeFramework(s, &run, r)
		if err != nil {
			return nil, err
		}
		m.Outputs = append(m.Outputs, outputs...)
		if out := r.Scope.Tailored; len(out) > 0 {
			m.Tailored = append(m.Tailored, Tailored{r.Scope.Framework.ID, out})
		}
		for digest, set := range r.Sets {
			if !sets[digest] {
				sets[digest] = true
				m.Evidence.Sets = append(m.Evidence.Sets, Set{Digest: digest, Count: set.Count})
			}
			for _, f := range set.Files {
				sources[f.Path] = Input{Role: "evidence", Path: f.Path, Digest: f.Digest}
			}
		}
	}
	for _, path := range sortedKeys(sources) {
		m.Evidence.Sources = append(m.Evidence.Sources, sources[path])
	}
	m.Evidence.Gone = gone(s.previous, sources, m.System)
	if run.Record != nil {
		m.Recorded = map[string]string{}
		for _, o := range m.Outputs {
			if name, ok := recordedAs(o.Path); ok {
				m.Recorded[name] = o.Digest
			}
		}
	}
	return m, s.commit(m, run.Record)
}

// gone lists evidence that counted last time and is not there now. Evidence
// that only changed is still there.
func gone(previous *Manifest, now map[string]Input, system string) []Input {
	if previous == nil || previous.System != system {
		return nil
	}
	var out []Input
	for _, was := range slices.Concat(previous.Evidence.Sources, previous.Evidence.Gone) {
		if _, ok := now[was.Path]; !ok {
			out = append(out, was)
		}
	}
	return out
}

// writeFramework writes the documents of one framework into the stage, each at
// the same time as the others.
func writeFramework(s *stage, run *Run, r *assessment.Results) ([]output, error) {
	dir, err := s.frameworkDir(r.Scope.Framework.ID)
	if err != nil {
		return nil, err
	}
	b := newBook(run, r, dir, filepath.Join(s.dir, r.Scope.Framework.ID))
	planned, err := b.planned(dir)
	if err != nil {
		return nil, err
	}
	var plan output
	var lists []output
	var resources map[string]int64 // of the lists: bytes, by digest
	var planErr, poamErr error
	var first, beside sync.WaitGroup
	first.Go(func() { plan, planErr = b.plan(dir, planned) })
	beside.Go(func() { lists, resources, poamErr = b.lists(dir) })
	results, err := b.results(dir, func() (string, error) {
		first.Wait()
		return plan.Digest, planErr
	})
	first.Wait()
	beside.Wait()
	// In any case: what is still being copied must not outlive its folder.
	if err := errors.Join(err, b.shelf.settle(), poamErr); err != nil {
		return nil, err
	}
	outputs := append([]output{plan, results}, lists...)
	measured, err := b.measure(dir)
	if err != nil {
		return nil, err
	}
	outputs = append(outputs, measured...)
	outputs = append(outputs, b.extra...)
	sizes := maps.Clone(b.shelf.sizes)
	maps.Copy(sizes, resources)
	for _, digest := range sortedKeys(sizes) {
		outputs = append(outputs, output{Path: r.Scope.Framework.ID + "/" + resourcesDir + "/" + digest, Digest: digest, Bytes: sizes[digest]})
	}
	return outputs, nil
}
