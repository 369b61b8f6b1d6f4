package pipeline

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/content"
	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/revision"
	"github.com/assay-compliance/assay/oscal"
)

// trusted is a revision whose rules a change is judged by.
type trusted struct {
	*config.Trusted
	tree *revision.Tree
	held []assessment.Alteration // of the system
	dirs []string                // removed by close
}

// trust opens the revision of --trusted-ref for the assay.yaml at path. The caller
// closes it.
func trust(ctx context.Context, path, ref string) (*trusted, error) {
	if path == "" {
		return nil, problem.New(problem.Place{Path: ref}, "there is no assay.yaml whose rules another revision could have", "give its path with -c, or leave --trusted-ref out")
	}
	root, _, err := config.Workspace(path)
	if err != nil {
		return nil, err
	}
	if err := sameRepository(root, path); err != nil {
		return nil, err
	}
	t := &trusted{}
	if t.tree, err = revision.Open(ctx, root, ref); err != nil {
		return nil, err
	}
	if t.Trusted, err = config.Trust(path, t.tree, ref); err != nil {
		t.close()
		return nil, err
	}
	return t, nil
}

// sameRepository refuses an assay.yaml of another repository than the one that the
// command stands in: a revision would be looked for where nobody expects it.
func sameRepository(root, path string) error {
	here, err := filepath.Abs(".")
	if err == nil {
		here, err = filepath.EvalSymlinks(here)
	}
	if err != nil {
		return err
	}
	top := config.Repository(here)
	if _, err := os.Lstat(filepath.Join(top, ".git")); err != nil || top == root {
		return nil
	}
	return problem.New(problem.Place{Path: path}, "it is outside of the repository that this command stands in, so that --trusted-ref could mean a revision of either", "go to the repository of the file")
}

// close ends the reading of the revision.
func (t *trusted) close() {
	if t == nil {
		return
	}
	t.tree.Close()
	for _, dir := range t.dirs {
		os.RemoveAll(dir)
	}
}

// within says of an error by whose rules it came up.
func (t *trusted) within(err error) error {
	if t == nil || err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var list problem.List
	list.Join(problem.Place{}, err)
	list.Add(problem.Place{Path: t.tree.Revision}, "the rules are read from this revision ("+t.tree.Short()+"), not from the working tree", "")
	return list.Err()
}

// ratchet gives where the baseline is that the gate of the revision names by a path:
// what the revision has there.
func (t *trusted) ratchet(path string) (string, error) {
	dir, err := exported(t.tree, path)
	t.dirs = append(t.dirs, dir)
	return filepath.Join(dir, filepath.FromSlash(path)), err
}

// system reads the system of the change, held to the one of the base.
func (t *trusted) system() (*assessment.System, error) {
	before, err := load.System(t.Base)
	if err != nil {
		return nil, config.Told(t.tree.Revision, err)
	}
	sys, altered, err := load.Held(t.Judging, before)
	t.held = altered
	if sys != nil && sys.Inline {
		sys.Source.Digest = t.Change.Digest
	}
	return sys, err
}

// recordedIn gives the directory of the recorded state of the revision that the rules
// are of; empty for the working tree, and where the revision has none.
func (w *Workspace) recordedIn() (string, error) {
	if w.Trusted == nil {
		return "", nil
	}
	at := w.Config.Abs(poamDir)
	if _, err := w.Trusted.tree.Stat(at); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	dir, err := exported(w.Trusted.tree, at)
	w.Trusted.dirs = append(w.Trusted.dirs, dir)
	return filepath.Join(dir, filepath.FromSlash(at)), err
}

// opener gives the files that results cite, by path: what rules are made of where the
// rules are read, all else in the working tree.
func (w *Workspace) opener(repo *os.Root, inputs []emit.Input) func(string) (io.ReadCloser, error) {
	rules := map[string]bool{}
	for _, in := range inputs {
		switch in.Role {
		case "attestation", "decision", "waiver", "requests", "bindings", "sampling-plan", "trust-key":
			rules[in.Path] = true
		}
	}
	return func(path string) (io.ReadCloser, error) {
		if w.Config.Rules != nil && rules[path] {
			return w.Config.Rules.Open(path)
		}
		return repo.Open(filepath.FromSlash(path))
	}
}

// systemFile gives an OSCAL file of the system; one that only the base has is read
// there.
func (w *Workspace) systemFile(s assessment.Source) ([]byte, error) {
	text, err := w.Config.Judged().Read(s.Path, oscal.MaxSize)
	if w.Trusted != nil && (err != nil || content.Digest(text) != s.Digest) {
		if old, missing := w.Config.Read(s.Path, oscal.MaxSize); missing == nil && content.Digest(old) == s.Digest {
			return old, nil
		}
	}
	return text, err
}

// rules says of which revision the rules are, and what the change would alter in them;
// nil where they are those of the working tree.
func (t *trusted) rules() (*assessment.Rules, error) {
	if t == nil {
		return nil, nil
	}
	a := &alterations{trusted: t, out: &assessment.Rules{Revision: t.tree.Revision, Commit: t.tree.Commit, Altered: []assessment.Alteration{}}}
	if err := a.find(); err != nil {
		return nil, err
	}
	return a.out, nil
}

// judgedBy refuses a gate whose rules are of another revision than those that results
// were judged by, or of none.
func judgedBy(m *emit.Manifest, t *trusted, config string) error {
	at := problem.Place{Path: "manifest.json"}
	switch {
	case m == nil || m.Rules == nil && t == nil || t == nil && config == "":
		return nil
	case m.Rules == nil:
		return problem.New(at, "these results were judged by the rules of the working tree, not of "+t.tree.Revision, "give --trusted-ref to assay assess too")
	case t == nil:
		return problem.New(at, "these results were judged by the rules of "+problem.Plain(m.Rules.Revision)+" ("+cut12(m.Rules.Commit)+")", "give the same --trusted-ref here, so that the gate is of that revision too")
	case m.Rules.Commit != t.tree.Commit:
		return problem.New(at, "these results were judged by the rules of "+cut12(m.Rules.Commit)+", and "+t.tree.Revision+" is "+t.tree.Short(), "give that commit as --trusted-ref, or assess again")
	}
	return nil
}

// cut12 is a commit as people write it.
func cut12(commit string) string { return problem.Plain(commit[:min(12, len(commit))]) }

// sameText says whether two texts are the same but for the ends of their lines, which
// a working tree may have as its system likes them.
func sameText(a, b []byte) bool {
	crlf, lf := []byte("\r\n"), []byte("\n")
	return bytes.Equal(a, b) || bytes.Equal(bytes.ReplaceAll(a, crlf, lf), bytes.ReplaceAll(b, crlf, lf))
}
