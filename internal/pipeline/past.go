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
	"github.com/assay-compliance/assay/internal/metrics"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/internal/store"
	"github.com/assay-compliance/assay/internal/trace"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

// past reads earlier results, one set after the other, and keeps of each what is
// counted over time.
type past struct {
	asOf   time.Time // the time that is asked for; runs after it are left out
	system string    // whose results they have to be; "" for that of the first
	only   string    // framework; "" for all
	lib    *frameworks.Library
	seen   map[string]bool // assessments of stores, by the digest of their manifest

	runs  []pastRun
	later int // runs that were left out, for they are later than asOf
}

// pastRun is one framework of a set of earlier results.
type pastRun struct {
	metrics.Run
	files []report.File    // what it was read from
	state *assessment.POAM // nil but for the latest of its framework, and where none is known
}

// read takes the results at a place: a results directory, a file of assessment results,
// git:REVISION:PATH of the repository stood in, or a store, of which it takes every
// assessment.
func (p *past) read(ctx context.Context, where string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, _, revision := config.Revision(where); !revision && isStore(where) {
		s, err := store.Open(where, false)
		if err != nil {
			return err
		}
		defer s.Close()
		return p.stored(ctx, s, where)
	}
	runs, done, err := runsAt(ctx, where)
	if err != nil {
		return err
	}
	defer done()
	return p.take(runs, where)
}

// isStore says whether a directory has the log of a store.
func isStore(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, "log", "checkpoint"))
	return err == nil && info.Mode().IsRegular()
}

// stored takes every assessment of a store until the time that is asked for.
func (p *past) stored(ctx context.Context, s *store.Store, where string) error {
	return s.Assessments(func(a store.Past) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		at, err := time.Parse(time.RFC3339, a.AsOf)
		switch {
		case err != nil:
			return problem.New(problem.Place{Path: where}, "an assessment of the log has no time", "assay evidence audit says what is wrong with it")
		case at.After(p.asOf):
			p.later++
			return nil
		case p.seen[a.SHA256]:
			return nil
		}
		p.seen[a.SHA256] = true
		dir, err := os.MkdirTemp("", "assay-past-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		runs, err := p.checkout(s, a, dir)
		if err != nil {
			return err
		}
		return p.take(runs, where)
	})
}

// checkout reads one assessment of a store, of which it writes to a directory what
// counts are made of: the results, and the plan of action with the files it cites.
func (p *past) checkout(s *store.Store, a store.Past, dir string) ([]trace.Run, error) {
	some := func(want func(framework, name string) bool) error {
		part := a
		part.Files = nil
		for _, f := range a.Files {
			if id, name, ok := strings.Cut(f.Path, "/"); ok && (p.only == "" || id == p.only) && want(id, name) {
				part.Files = append(part.Files, f)
			}
		}
		_, err := s.Checkout(part, store.EntryResult, dir)
		return err
	}
	ids := map[string]bool{}
	err := some(func(id, name string) bool {
		ids[id] = ids[id] || name == resultsName
		return name == resultsName || slices.Contains(lists, name)
	})
	if err != nil {
		return nil, err
	}
	cited := map[string]bool{}
	for id := range ids {
		for _, name := range lists {
			text, err := os.ReadFile(filepath.Join(dir, id, name))
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return nil, err
			}
			digests, err := citedResources(text)
			if err != nil {
				return nil, err
			}
			for _, d := range digests {
				cited[id+"/resources/"+d] = true
			}
		}
	}
	if err := some(func(id, name string) bool { return cited[id+"/"+name] }); err != nil {
		return nil, err
	}
	var out []trace.Run
	for _, id := range sortedKeys(ids) {
		if !ids[id] {
			continue
		}
		r, err := readRun(filepath.Join(dir, id, resultsName), filepath.Join(dir, id), p.lib)
		if err != nil {
			return nil, fmt.Errorf("assessment %s of the store: %w", a.SHA256[:min(12, len(a.SHA256))], err)
		}
		r.POAM.System = a.System
		out = append(out, r)
	}
	return out, nil
}

// take reduces the frameworks of one set of results.
func (p *past) take(runs []trace.Run, where string) error {
	for i := range runs {
		r := &runs[i]
		id := r.Results.Scope.Framework.ID
		if p.only != "" && id != p.only {
			continue
		}
		if r.Results.AsOf.After(p.asOf) {
			p.later++
			continue
		}
		if p.system == "" {
			p.system = r.POAM.System
		}
		if r.POAM.System != "" && r.POAM.System != p.system {
			return problem.New(problem.Place{Path: filepath.ToSlash(where)}, fmt.Sprintf("these results are of the system %q, not %q", r.POAM.System, p.system), "give results of one system; what is measured over time is measured of one")
		}
		files, err := madeOf(r)
		if err != nil {
			return err
		}
		one := pastRun{Run: metrics.Reduce(&r.Results, &r.POAM, planKnown(r), p.asOf), files: files}
		if one.Planned {
			r.POAM.Framework = id
			one.state = &r.POAM
		}
		p.add(one)
	}
	return nil
}

// planKnown says whether the plan of action of a run is known: it stands beside the
// results, or these are a directory with a manifest, whose run had no item to write down.
func planKnown(r *trace.Run) bool { return planned(*r) || r.POAM.System != "" }

// add keeps a run, with its plan of action only as long as no later one of its
// framework is there. Of two of one time the one given last counts.
func (p *past) add(r pastRun) {
	place := len(p.runs)
	for i := range p.runs {
		switch old := &p.runs[i]; {
		case old.Framework != r.Framework:
		case old.At.Equal(r.At):
			place = i
		case old.At.Before(r.At):
			old.state = nil
		default:
			r.state = nil
		}
	}
	if place == len(p.runs) {
		p.runs = append(p.runs, r)
	}
	p.runs[place] = r
}

// madeOf names the documents of a run by time and framework, so that they are called
// the same wherever they stand.
func madeOf(r *trace.Run) ([]report.File, error) {
	id := r.Results.Scope.Framework.ID
	var out []report.File
	for i, d := range r.Documents {
		name := filepath.Base(filepath.FromSlash(d.Path))
		if i == 0 {
			name = resultsName
		} else if !slices.Contains(lists, name) {
			continue
		}
		sum, err := digestOf(d)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", d.Path, err)
		}
		out = append(out, report.File{Framework: id, Path: r.Results.AsOf.UTC().Format(time.RFC3339) + "/" + id + "/" + name, Digest: sum})
	}
	return out, nil
}

// resultsName is what the results of a framework are called in its folder.
const resultsName = "assessment-results.json"
