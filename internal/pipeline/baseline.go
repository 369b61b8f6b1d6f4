package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/gate"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/internal/revision"
)

// baseline is what a gate with a ratchet is held against, until it is closed.
type baseline struct {
	gate  *gate.Baseline
	shown *report.Baseline
	dir   string // of what a revision holds; removed by close
}

func (b *baseline) close() {
	if b.dir != "" {
		os.RemoveAll(b.dir)
	}
}

// openBaseline reads the results that a gate names, or that are given in their
// place by the path given; out is where the results of this run go. One that is asked for and cannot be had is an error:
// a gate without it would let everything pass for new, or nothing. system is the
// id of the system that is judged; "" where nobody knows it.
func openBaseline(ctx context.Context, cfg *config.Config, rules *trusted, t config.Threshold, given, out, system string) (*baseline, error) {
	b := &baseline{}
	where, place := given, problem.Place{Path: given}
	if given == "" {
		if !t.Ratchet.Set() {
			return b, nil
		}
		where, place = t.Ratchet.Value, t.Ratchet.Place
	}
	at := where
	if rev, path, ok := config.Revision(where); ok {
		if err := config.CheckRevision(where); err != nil {
			return nil, err
		}
		dir, err := atRevision(ctx, cmp.Or(cfg.Root, "."), rev, path)
		b.dir = dir
		if err != nil {
			b.close()
			return nil, noBaseline(place, "name a revision that is fetched, and the path of results in it", err)
		}
		at = filepath.Join(dir, filepath.FromSlash(path))
	} else if given == "" && rules != nil {
		dir, err := rules.ratchet(cfg.Abs(where))
		if err != nil {
			return nil, noBaseline(place, "commit the results there, name them as git:REVISION:PATH, or give them with --ratchet", err)
		}
		at = dir
	} else if given == "" {
		at = filepath.Join(cfg.Root, filepath.FromSlash(cfg.Abs(where)))
	}
	if out != "" && within(at, out) {
		return nil, problem.New(place, "the baseline of the gate is read from "+problem.Plain(where)+", and this run writes its results there", "keep the results of before in another place, or give --out")
	}
	if err := b.read(at, where, system); err != nil {
		b.close()
		return nil, noBaseline(place, "give the results of an earlier run of this system, as assay assess wrote them", err)
	}
	return b, nil
}

// within says whether a path is a directory or lies below it.
func within(path, dir string) bool {
	path, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return false
	}
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}

func noBaseline(place problem.Place, remedy string, err error) error {
	var list problem.List
	list.Add(place, "the baseline of the gate cannot be read", remedy)
	list.Join(place, err)
	return list.Err()
}

// read takes the results at a path, which are shown as where.
func (b *baseline) read(at, where, system string) error {
	runs, err := Runs(at)
	if err != nil {
		return err
	}
	b.gate = &gate.Baseline{}
	b.shown = &report.Baseline{Path: filepath.ToSlash(where)}
	for _, r := range runs {
		if system != "" && r.POAM.System != "" && r.POAM.System != system {
			return fmt.Errorf("it is of the system %q", r.POAM.System)
		}
		b.gate.Results = append(b.gate.Results, r.Results)
		r.POAM.Framework = r.Results.Scope.Framework.ID
		b.gate.POAMs = append(b.gate.POAMs, r.POAM)
		b.shown.AsOf = r.Results.AsOf
	}
	b.shown.Answered = b.gate.Answered()
	return nil
}

// atRevision writes what a revision of the repository around dir holds at a path
// below a new directory, which the caller removes.
func atRevision(ctx context.Context, dir, rev, path string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	tree, err := revision.Open(ctx, config.Repository(dir), rev)
	if err != nil {
		return "", err
	}
	defer tree.Close()
	return exported(tree, path)
}

// exported writes what a revision has at a path below a new directory, which the
// caller removes; it is given on an error too.
func exported(tree *revision.Tree, path string) (string, error) {
	dir, err := os.MkdirTemp("", "assay-revision-")
	if err != nil {
		return "", err
	}
	at := filepath.ToSlash(filepath.Clean(filepath.FromSlash(path)))
	if err := tree.Export(at, dir); err != nil {
		cause, _ := problem.Cause(err)
		return dir, problem.New(problem.Place{Path: path}, "of "+tree.Revision+" ("+tree.Short()+"): "+cause, "name what is committed there")
	}
	return dir, nil
}
