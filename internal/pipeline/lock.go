package pipeline

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/content"
	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/load"
	"github.com/assay-compliance/assay/internal/lock"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/internal/trace"
	"github.com/assay-compliance/assay/policies"
)

// readLock reads the bytes of the lock beside assay.yaml; nil where there is none.
func (w *Workspace) readLock() ([]byte, error) {
	path := w.Config.Abs(lock.File)
	data, err := w.Config.Read(path, lock.MaxSize)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		cause, remedy := problem.Cause(err)
		return nil, problem.New(problem.Place{Path: path}, "the lock cannot be read: "+cause, remedy)
	}
	if len(data) == 0 {
		return nil, problem.New(problem.Place{Path: path}, "the lock is empty", "restore it from git, or remove it and write it anew with assay policy upgrade")
	}
	return data, nil
}

// lockNow is the lock of the workspace as it is.
func (w *Workspace) lockNow(version string, parts map[string]string, joined *load.Joined) (lock.Lock, error) {
	now := lock.Now{Assay: version, Parts: map[string]string{}, Imports: map[string]string{}, Rules: map[string]string{}, Scopes: joined.Scopes, Runs: map[assessment.RunKey]assessment.Run{}, Checks: w.Checks}
	for _, name := range contents {
		now.Parts[name] = parts[name]
	}
	imported, err := content.Open(w.Config)
	if err != nil {
		return lock.Lock{}, err
	}
	for _, e := range imported.Entries() {
		now.Imports[e.ID] = e.Digest
	}
	for i := range joined.Scopes {
		family := joined.Scopes[i].Framework.Family
		if now.Rules[family], err = familyRules(family); err != nil {
			return lock.Lock{}, err
		}
	}
	for _, r := range joined.Plan(nil, time.Time{}).Runs {
		now.Runs[r.Key] = r
	}
	return lock.Of(now), nil
}

// contents are the parts of the program that are content, and not libraries.
var contents = []string{"policies", lock.Kinds, "frameworks"}

// familyRules is the digest of what an embedded family says beside its checks: what
// binds them, deadlines and ages, and its arithmetic; empty for a family of the team's.
func familyRules(family string) (string, error) {
	if !fs.ValidPath(family) || family == "." {
		return "", nil
	}
	found, err := fs.Glob(policies.FS, family+"/*.yaml")
	if err != nil || len(found) == 0 {
		return "", err
	}
	more, err := fs.Glob(policies.FS, family+"/measures/*.rego")
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	for _, path := range append(found, more...) {
		if strings.HasSuffix(path, "_test.rego") {
			continue
		}
		text, err := fs.ReadFile(policies.FS, path)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(sum, "%d %s %d\n", len(path), path, len(text))
		sum.Write(text)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// changedSince holds a lock that was read against what is now. Bytes that would be
// written again need not be understood.
func changedSince(path string, data []byte, now lock.Lock) (was lock.Lock, changes []lock.Change, err error) {
	if bytes.Equal(data, now.Encode()) {
		return now, nil, nil
	}
	if was, err = lock.Decode(path, data); err != nil {
		return lock.Lock{}, nil, err
	}
	return was, lock.Compare(was, now), nil
}

// locked holds what decides this run against the lock. Where something is another it
// compares the verdicts with those of before: the results that these will replace, with
// the manifest of that run, else the results that the gate is held against.
func (w *Workspace) locked(o AssessOptions, parts map[string]string, joined *load.Joined, results []assessment.Results, before *emit.Manifest, base *baseline) (*assessment.Locked, error) {
	path := w.Config.Abs(lock.File)
	found := &assessment.Locked{Path: path}
	data, err := w.readLock()
	if err != nil || data == nil {
		return found, err
	}
	now, err := w.lockNow(o.Version, parts, joined)
	if err != nil {
		return nil, err
	}
	was, changes, err := changedSince(path, data, now)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	found.Digest, found.Assay = hex.EncodeToString(sum[:]), was.Assay
	for _, c := range changes {
		found.Changes = append(found.Changes, c.Words())
	}
	if len(changes) == 0 {
		return found, nil
	}
	var old []assessment.Results
	var last *assessment.Locked
	if before != nil {
		last = before.Locked
		if runs, err := Runs(o.Out); err == nil {
			old = resultsOf(runs)
		}
	} else if base.gate != nil {
		old = base.gate.Results
	}
	compareVerdicts(found, last, compared{was, now, changes}, old, results)
	return found, nil
}

func resultsOf(runs []trace.Run) []assessment.Results {
	var out []assessment.Results
	for i := range runs {
		out = append(out, runs[i].Results)
	}
	return out
}

// lockNotes warns that what decides is not as the lock says.
func lockNotes(l *assessment.Locked) []assessment.Note {
	if !l.Written() || l.Same() {
		return nil
	}
	what := lockChanges(l.Changes)
	n, alone := len(l.Verdicts)+l.More, l.Alone()
	switch {
	case l.Compared == "":
		what += "; there are no results of before to tell which verdicts changed with it"
	case n == 0:
		what += "; no verdict changed with it"
	case alone == n:
		what += "; " + report.Count(n, "verdict") + " changed because of it, not because of the system"
	case alone == 0:
		what += "; " + report.Count(n, "verdict") + " changed with it, and with the system"
	default:
		what += fmt.Sprintf("; %s changed with it, %d of them not because of the system", report.Count(n, "verdict"), alone)
	}
	return []assessment.Note{{Source: assessment.Source{Path: l.Path}, What: what, Remedy: "assay policy upgrade shows it, and writes the lock anew"}}
}

// lockChanges counts changes, and tells the first.
func lockChanges(words []string) string {
	text := report.Count(len(words), "change") + " since the lock was written: " + words[0]
	if n := len(words) - 1; n > 0 {
		text += fmt.Sprintf(", and %d more", n)
	}
	return text
}
