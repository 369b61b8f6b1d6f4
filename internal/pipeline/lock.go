package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/diff"
	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/internal/lock"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/policies"
)

// maxLock is how large a lock may be.
const maxLock = 4 << 20

// readLock reads the lock beside assay.yaml; there is false where there is none.
func (w *Workspace) readLock() (l lock.Lock, digest string, there bool, err error) {
	path := w.Config.Abs(lock.File)
	data, err := w.Config.Read(path, maxLock)
	if errors.Is(err, fs.ErrNotExist) {
		return lock.Lock{}, "", false, nil
	}
	if err != nil {
		cause, remedy := problem.Cause(err)
		return lock.Lock{}, "", false, problem.New(problem.Place{Path: path}, "the lock cannot be read: "+cause, remedy)
	}
	if l, err = lock.Decode(path, data); err != nil {
		return lock.Lock{}, "", false, err
	}
	sum := sha256.Sum256(data)
	return l, hex.EncodeToString(sum[:]), true, nil
}

// locked holds what decides this run against the lock. Where something is another it
// compares the verdicts with those of the results that these will replace, out: what
// another policy, parameter, binding or profile brought about is told as such.
func (w *Workspace) locked(version string, parts map[string]string, scopes []assessment.Scope, results []assessment.Results, out string, before *emit.Manifest) (*assessment.Locked, error) {
	found := &assessment.Locked{Path: w.Config.Abs(lock.File)}
	was, digest, there, err := w.readLock()
	if err != nil || !there {
		return found, err
	}
	found.Digest, found.Assay = digest, was.Assay
	for _, c := range lock.Compare(was, lock.Of(version, parts["evidence-kinds"], scopes, w.Checks)) {
		found.Changes = append(found.Changes, c.Words())
	}
	if len(found.Changes) == 0 || before == nil {
		return found, nil
	}
	runs, err := Runs(out)
	if err != nil || len(runs) == 0 {
		return found, nil // nothing to compare with; the run says so
	}
	var old []assessment.Results
	for i := range runs {
		old = append(old, runs[i].Results)
	}
	found.Compared = old[0].AsOf.UTC().Format(time.RFC3339)
	for _, f := range diff.Compare(old, results) {
		for _, c := range f.Changes {
			causes := byRules(c.Causes)
			if len(causes) == 0 {
				continue
			}
			if len(found.Verdicts) == assessment.MostLocked {
				found.More++
				continue
			}
			found.Verdicts = append(found.Verdicts, assessment.LockedVerdict{Framework: f.ID, Target: c.Target, Before: c.Before, After: c.After, Causes: causes})
		}
	}
	return found, nil
}

// lockNotes warns that what decides is not as the lock says.
func lockNotes(l *assessment.Locked) []assessment.Note {
	if !l.Written() || l.Same() {
		return nil
	}
	what := report.Count(len(l.Changes), "change") + " since the lock was written: " + l.Changes[0]
	if n := len(l.Changes) - 1; n > 0 {
		what += fmt.Sprintf(", and %d more", n)
	}
	if n := len(l.Verdicts) + l.More; n > 0 {
		what += "; " + report.Count(n, "verdict") + " another for it and not for the system"
	}
	return []assessment.Note{{Source: assessment.Source{Path: l.Path}, What: what, Remedy: "assay policy upgrade shows it, and writes the lock anew"}}
}

// byRules are the causes that are of what decides, and not of what was seen or said.
func byRules(causes []diff.Cause) []string {
	var out []string
	for _, c := range causes {
		switch c.Kind {
		case diff.Policy, diff.Parameters, diff.Binding:
			out = append(out, c.Kind+" "+c.Check)
		case diff.Profile:
			out = append(out, c.Kind)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Upgrade is what policy upgrade shows and writes.
type Upgrade struct {
	File    string // as the user names it
	There   bool   // a lock was there
	Before  string // version of the program that wrote it
	After   string
	Changes []lock.Change
	Text    []byte
	// Objectives are those that something of the changes bears on, by framework.
	Objectives map[string][]string
	old        string
}

// UpgradeOf compares the lock of a workspace with what it is now.
func UpgradeOf(config, version string, libraries map[string]string) (*Upgrade, error) {
	w, err := Open(config)
	if err != nil {
		return nil, err
	}
	sys, err := w.system()
	if err != nil {
		return nil, err
	}
	joined, err := load.Scopes(load.Input{Config: w.Config, System: sys, Policies: policies.FS, Checks: w.Checks})
	if err != nil {
		return nil, err
	}
	parts, err := Parts(libraries)
	if err != nil {
		return nil, err
	}
	was, _, there, err := w.readLock()
	if err != nil {
		return nil, err
	}
	now := lock.Of(version, parts["evidence-kinds"], joined.Scopes, w.Checks)
	out := &Upgrade{
		File: filepath.Join(filepath.Dir(config), lock.File), There: there, Before: was.Assay, After: version,
		Text: now.Encode(), Objectives: map[string][]string{},
	}
	if !there {
		return out, nil
	}
	out.old = string(was.Encode())
	out.Changes = lock.Compare(was, now)
	touched := map[string]bool{}
	for _, c := range out.Changes {
		if c.What == "check" {
			touched[c.ID] = true
		}
	}
	for i := range joined.Scopes {
		s := &joined.Scopes[i]
		var ids []string
		for k := range s.Bindings {
			b := &s.Bindings[k]
			if slices.ContainsFunc(b.Runs, func(r assessment.RunKey) bool { return touched[r.Check] }) {
				ids = append(ids, b.Target)
			}
		}
		slices.Sort(ids)
		if ids = slices.Compact(ids); len(ids) > 0 {
			out.Objectives[s.Framework.ID] = ids
		}
	}
	return out, nil
}

// Same says whether the lock would be written as it is.
func (u *Upgrade) Same() bool { return u.There && u.old == string(u.Text) }

// Write writes the lock, whole or not at all.
func (u *Upgrade) Write() error {
	if info, err := os.Lstat(u.File); err == nil && !info.Mode().IsRegular() {
		return problem.New(problem.Place{Path: filepath.ToSlash(u.File)}, "it is no plain file, and nothing is written through it", "remove it, and run again")
	}
	return replace(u.File, u.Text)
}
