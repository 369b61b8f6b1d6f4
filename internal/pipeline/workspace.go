package pipeline

import (
	"context"
	"io/fs"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/evaluate"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/provenance"
	"github.com/assay-compliance/assay/policies"
)

// Workspace is everything assay knows before it looks at evidence: the
// configuration, the kinds of evidence, the checks and the trees they come from.
type Workspace struct {
	Config *config.Config // nil without an assay.yaml: the embedded tree alone
	// Trusted is the revision that the rules are of; nil for the working tree.
	Trusted *trusted
	Kinds   *evidence.Kinds
	// Trust says who may speak for which evidence; set once the system is read.
	Trust     provenance.Policy
	TrustKeys []assessment.Source // the files of its keys
	Checks    []assessment.Check  // all of them, sorted by id
	Trees     evaluate.Sources
}

// Open reads a workspace. An empty path gives the embedded one.
func Open(path string) (*Workspace, error) {
	if path == "" {
		return open(nil)
	}
	return open(func() (*config.Config, error) { return config.Load(path) })
}

// OpenTrusted reads a workspace with the rules of a revision, of the working tree
// where that is empty. The caller closes it.
func OpenTrusted(ctx context.Context, path, ref string) (*Workspace, error) {
	if ref == "" {
		return Open(path)
	}
	t, err := trust(ctx, path, ref)
	if err != nil {
		return nil, err
	}
	w, err := open(func() (*config.Config, error) { return t.Judging, nil })
	if err != nil {
		t.close()
		return nil, t.within(err)
	}
	w.Trusted = t
	return w, nil
}

// Close ends the reading of a revision.
func (w *Workspace) Close() { w.Trusted.close() }

// open reads a workspace whose configuration load gives; the embedded one without.
func open(load func() (*config.Config, error)) (*Workspace, error) {
	w := &Workspace{Trees: evaluate.Sources{Embedded: evaluate.Once(policies.FS)}}
	shipped := meanwhile(func() ([]assessment.Check, error) {
		return evaluate.List(w.Trees.Embedded, evaluate.EmbeddedPath, evaluate.ListOptions{})
	})
	trees := []fs.FS{evidence.Schemas}
	if load != nil {
		cfg, err := load()
		if err != nil {
			return nil, err
		}
		w.Config = cfg
		if own, err := cfg.FS(cfg.Base); err == nil {
			if _, err := fs.Stat(own, "evidence/schemas"); err == nil {
				trees = append(trees, own)
			}
		}
		if err := w.openPolicies(); err != nil {
			return nil, err
		}
	}
	kinds, err := evidence.LoadKinds(trees...)
	if err != nil {
		return nil, err
	}
	w.Kinds = kinds
	return w, w.list(shipped)
}

// openPolicies opens the team's own tree and its conftest directories.
func (w *Workspace) openPolicies() error {
	var list problem.List
	if dir := w.Config.PolicyDir(); dir != "" {
		tree, err := w.Config.FS(dir)
		if err != nil {
			cause, remedy := problem.Cause(err)
			list.Add(problem.Place{Path: dir}, "the directory of policies cannot be opened: "+cause, remedy)
		} else {
			w.Trees.Workspace, w.Trees.WorkspacePath = evaluate.Once(tree), dir
		}
	}
	own, err := conftest(w.Config)
	list.Join(problem.Place{Path: w.Config.Path}, err)
	w.Trees.Conftest = own
	return list.Err()
}

// list gathers the checks of all trees. The conftest directories come first:
// reading them takes as long as what waits for shipped.
func (w *Workspace) list(shipped func() ([]assessment.Check, error)) error {
	var list problem.List
	var own []assessment.Check
	for _, c := range w.Trees.Conftest {
		found, err := evaluate.ListConftest(c)
		list.Join(problem.Place{Path: c.Path}, err)
		own = append(own, found...)
	}
	checks, err := shipped()
	if err != nil {
		return err
	}
	if w.Trees.Workspace != nil {
		found, err := evaluate.List(w.Trees.Workspace, w.Trees.WorkspacePath, evaluate.ListOptions{Workspace: true, Library: w.Trees.Embedded})
		list.Join(problem.Place{Path: w.Trees.WorkspacePath}, err)
		checks = append(checks, found...)
	}
	w.Checks = append(checks, own...)
	return list.Err()
}

// modules gives the policy files that the digest of a check is over.
func (w *Workspace) modules(c *assessment.Check) ([]emit.Module, error) {
	found, err := evaluate.Modules(w.Trees, c)
	out := make([]emit.Module, len(found))
	for i, m := range found {
		out[i] = emit.Module(m)
	}
	return out, err
}
