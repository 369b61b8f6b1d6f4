package pipeline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/internal/lock"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/policies"
)

// Upgrade is what policy upgrade shows and writes.
type Upgrade struct {
	File    string // as the user names it
	There   bool   // a lock was there
	Before  string // version of the program that wrote it
	After   string
	Changes []lock.Change
	Text    []byte
	// Objectives are those that something of the changes bears on, by framework; those
	// that are gone or that nothing bears on any more among them.
	Objectives map[string][]string
	// Compared is the time of the results that Verdicts are compared with; Untold is why
	// nothing tells which verdicts would change, empty where Verdicts do.
	Compared string
	Verdicts []assessment.LockedVerdict
	More     int
	Untold   string

	compared
	digest string // of the lock that was there
	same   bool
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
	now, err := w.lockNow(version, parts, joined)
	if err != nil {
		return nil, err
	}
	out := &Upgrade{File: filepath.Join(filepath.Dir(config), lock.File), After: version, Text: now.Encode(), Objectives: map[string][]string{}}
	path := w.Config.Abs(lock.File)
	if _, err := lock.Decode(path, out.Text); err != nil {
		return nil, err // what is written can be read
	}
	data, err := w.readLock()
	if err != nil || data == nil {
		return out, err
	}
	was, changes, err := changedSince(path, data, now)
	if err != nil {
		return nil, err
	}
	out.There, out.Before, out.Changes, out.same = true, was.Assay, changes, bytes.Equal(data, out.Text)
	out.compared = compared{was, now, changes}
	sum := sha256.Sum256(data)
	out.digest = hex.EncodeToString(sum[:])
	out.Objectives = lock.Objectives(changes, was, now)
	return out, nil
}

// Same says whether the lock would be written as it is.
func (u *Upgrade) Same() bool { return u.same }

// Assess tells which verdicts change because of what is another since the lock, where
// results of before are there: it assesses into a directory of its own, as of the time
// of these results, and writes nothing else. What it cannot tell it says.
func (u *Upgrade) Assess(ctx context.Context, o AssessOptions, results string) {
	if len(u.Changes) == 0 {
		return
	}
	u.Verdicts, u.Untold = nil, ""
	runs, err := Runs(results)
	if err != nil || len(runs) == 0 {
		u.Untold = "there are no results of before in " + problem.Plain(filepath.ToSlash(results)) + " to compare with"
		return
	}
	old := resultsOf(runs)
	var last *assessment.Locked
	if m, err := emit.ReadManifest(results); err == nil && m != nil {
		last = m.Locked
	}
	dir, err := os.MkdirTemp("", "assay-upgrade-")
	if err != nil {
		u.Untold = "nothing can be assessed: " + problem.Plain(err.Error())
		return
	}
	defer os.RemoveAll(dir)
	o.AsOf, o.Declared, o.NotKept, o.Record, o.Out = old[0].AsOf, true, true, false, filepath.Join(dir, "results")
	if _, err := Assess(ctx, o); err != nil {
		u.Untold = "nothing can be assessed now; assay assess says why"
		return
	}
	after, err := Runs(o.Out)
	if err != nil {
		u.Untold = "nothing can be assessed now; assay assess says why"
		return
	}
	found := &assessment.Locked{Digest: u.digest}
	compareVerdicts(found, last, u.compared, old, resultsOf(after))
	u.Compared, u.Verdicts, u.More = found.Compared, found.Verdicts, found.More
	if u.Compared == "" {
		u.Untold = "the results in " + problem.Plain(filepath.ToSlash(results)) + " are by other policies than the lock says already"
	}
}

// Write writes the lock, whole or not at all.
func (u *Upgrade) Write() error {
	if info, err := os.Lstat(u.File); err == nil && !info.Mode().IsRegular() {
		return problem.New(problem.Place{Path: filepath.ToSlash(u.File)}, "it is no plain file, and nothing is written through it", "remove it, and run again")
	}
	return replace(u.File, u.Text)
}

// LockState says for doctor how the lock of a workspace stands.
func LockState(config, version string, libraries map[string]string) (state, says string, err error) {
	u, err := UpgradeOf(config, version, libraries)
	switch {
	case err != nil:
		return "", "", err
	case !u.There:
		return "note", "there is none, so that nothing tells when a policy or framework is another; assay policy upgrade writes it", nil
	case len(u.Changes) == 0:
		return "ok", "policies and frameworks are as it says", nil
	}
	words := make([]string, 0, len(u.Changes))
	for _, c := range u.Changes {
		words = append(words, c.Words())
	}
	return "note", lockChanges(words) + "; assay policy upgrade --dry-run shows it", nil
}
