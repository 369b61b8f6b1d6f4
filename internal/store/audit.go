package store

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/assay-compliance/assay/internal/problem"
)

// Audit is what the store proves, and what it does not.
type Audit struct {
	Checkpoint  Checkpoint
	Entries     int64
	Assessments int64
	Files       int64 // that entries name
	Checkpoints int64 // of the past, that the log still agrees with
	Unlogged    int64 // files that no entry names
	// Signature is good, none, unchecked (nobody gave a key) or bad.
	Signature string
	// Wrong is what was changed, removed, put back or cut off; More counts what
	// is wrong beyond the first 200.
	Wrong []*problem.Problem
	More  int64
}

// maxWrong bounds how much of what is wrong is told; one damage has many signs.
const maxWrong = 200

// auditor is one audit.
type auditor struct {
	s   *Store
	out *Audit
	now time.Time
	// mustSign: the workspace signs its log.
	mustSign bool
}

func (a *auditor) wrong(at, what, remedy string) {
	if len(a.out.Wrong) >= maxWrong {
		a.out.More++
	} else {
		a.out.Wrong = append(a.out.Wrong, problem.New(problem.Place{Path: filepath.Join(a.s.dir, at)}, what, remedy))
	}
}

// AuditOptions says what the auditor brings.
type AuditOptions struct {
	Key         *Signer // of the log; nil: signatures are not checked
	Checkpoints []Kept  // that were kept elsewhere
	Now         time.Time
	Signs       bool // the log is to be signed, whoever can check it
}

// Kept is a checkpoint that somebody kept outside of the store.
type Kept struct {
	Path string
	Text string
}

// Audit reads the whole store and proves, by the hashes of the log alone, that
// every entry is in the tree of the last checkpoint, that every checkpoint of the
// past is a beginning of it, and that every file that an entry names is there
// with these bytes. What is not so is in Wrong. The error is that the store
// cannot be read at all.
func (s *Store) Audit(ctx context.Context, o AuditOptions) (*Audit, error) {
	a := &auditor{s: s, out: &Audit{Signature: "none"}, now: o.Now, mustSign: o.Signs}
	// A writer puts the checkpoint in place first and remembers it then: what the
	// history has by now, the checkpoint that is read next covers.
	end, _, err := s.history()
	if err != nil {
		return nil, failed(filepath.Join(s.dir, "log/checkpoints.jsonl"), "cannot be read", err)
	}
	c, err := s.checkpoint()
	if err != nil {
		return nil, err
	}
	a.out.Checkpoint = c
	if c.Text == "" {
		a.wrong("log/checkpoint", "there is no checkpoint, so that nothing proves anything", "take the store from a copy; where its first assessment was stopped, assess again")
		return a.out, nil
	}
	a.signature(c, o.Key)
	if c.Size > 0 && a.gone() {
		return a.out, nil
	}
	// The checkpoint of a log without entries comes before their files: a writer
	// may have been stopped in between.
	t, err := s.reading(c.Size)
	if err != nil {
		return nil, err
	}
	defer t.close()
	named := map[string]bool{}
	if err := a.entries(ctx, t, c, named); err != nil {
		return nil, err
	}
	a.history(t, c, end, o.Key)
	for _, k := range o.Checkpoints {
		a.kept(t, c, k, o.Key)
	}
	if err := a.files(ctx, named); err != nil {
		return nil, err
	}
	if c.Size == 0 && a.out.Unlogged > 0 {
		a.wrong("log/checkpoint", "the log has no entries, and the store has files", "where its first assessment was stopped, assess again; else the log was taken away: take the store from a copy")
	}
	return a.out, nil
}

// gone says whether a file of the log is not there at all.
func (a *auditor) gone() bool {
	any := false
	for name, remedy := range map[string]string{
		"log/entries.jsonl": "take it from a copy",
		"log/offsets":       "assay evidence store rebuild makes it again, where the entries are whole",
		"log/hashes":        "assay evidence store rebuild makes it again, where the entries are whole",
	} {
		if _, err := a.s.root.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			a.wrong(name, "the file is gone, and the log needs it", remedy)
			any = true
		}
	}
	return any
}

func (a *auditor) signature(c Checkpoint, key *Signer) {
	switch {
	case !c.Signed && a.mustSign && key == nil:
		a.out.Signature = "none"
		a.wrong("log/checkpoint", "the checkpoint is not signed, and assay.yaml names a key that signs it", "somebody without the key wrote it, or signing was switched off")
	case !c.Signed && key != nil:
		a.out.Signature = "bad"
		a.wrong("log/checkpoint", "the checkpoint is not signed, and a key is given", "somebody without the key wrote it, or signing was switched off")
	case !c.Signed:
	case key == nil:
		a.out.Signature = "unchecked"
	case key.good(c):
		a.out.Signature = "good"
	default:
		a.out.Signature = "bad"
		a.wrong("log/checkpoint", "the checkpoint is not signed by this key", "somebody else wrote it, or it is the log of another system")
	}
}

// entries reads every entry, computes the tree again from their bytes, and
// compares it with the one on disk and with the checkpoint.
func (a *auditor) entries(ctx context.Context, t *tree, c Checkpoint, named map[string]bool) error {
	again := &memory{}
	var before time.Time
	for n := range c.Size {
		if err := ctx.Err(); err != nil {
			return err
		}
		e, line, err := t.entry(n)
		at := "log/entries.jsonl, entry " + strconv.FormatInt(n, 10)
		switch {
		case errors.Is(err, errShort):
			a.wrong("log/entries.jsonl", "it ends before entry "+strconv.FormatInt(n, 10)+" of "+strconv.FormatInt(c.Size, 10)+": entries were cut off", "take the store from a copy")
			return nil
		case err != nil && line == nil:
			a.wrong(at, err.Error(), "take the store from a copy")
			return nil
		case err != nil:
			a.wrong(at, err.Error(), "take the store from a copy")
		}
		hashes, err := tlog.StoredHashes(n, line, again)
		if err != nil {
			return err
		}
		again.hashes = append(again.hashes, hashes...)
		a.entry(e, at, &before, named)
		a.out.Entries++
	}
	if root, err := tlog.TreeHash(c.Size, again); err != nil || root != c.Root {
		a.wrong("log/entries.jsonl", "the entries do not give the root of the checkpoint: one was changed, put in, taken out or moved", "compare it with a copy")
	}
	if on, err := tlog.TreeHash(c.Size, t); err != nil || on != c.Root {
		a.wrong("log/hashes", "the hashes on disk do not give the root of the checkpoint", "assay evidence store rebuild makes them again, where the entries are whole")
	}
	a.hashes(t, again)
	return a.inclusion(t, c, again)
}

// hashes compares every hash on disk with the one that the entries give: later
// proofs are made of these, those that the root does not need among them.
func (a *auditor) hashes(t *tree, again *memory) {
	const step = 1 << 12
	for from := 0; from < len(again.hashes); from += step {
		want := again.hashes[from:min(from+step, len(again.hashes))]
		indexes := make([]int64, len(want))
		for i := range indexes {
			indexes[i] = int64(from + i)
		}
		if have, err := t.ReadHashes(indexes); err != nil || !slices.Equal(have, want) {
			a.wrong("log/hashes", "a hash on disk is not the one that the entries give", "assay evidence store rebuild makes them again, where the entries are whole")
			return
		}
	}
}

// inclusion proves each entry in the tree, as a stranger would check it.
func (a *auditor) inclusion(t *tree, c Checkpoint, again *memory) error {
	for n := range c.Size {
		_, line, err := t.entry(n)
		if line == nil && err != nil {
			return nil // told before
		}
		proof, err := tlog.ProveRecord(c.Size, n, again)
		if err != nil {
			return nil
		}
		if err := tlog.CheckRecord(proof, c.Size, c.Root, n, tlog.RecordHash(line)); err != nil {
			a.wrong("log/entries.jsonl, entry "+strconv.FormatInt(n, 10), "it is not in the tree of the checkpoint", "compare it with a copy")
			return nil // the first names the place; the rest follows from it
		}
	}
	return nil
}

// entry looks at what one entry says.
func (a *auditor) entry(e Entry, at string, before *time.Time, named map[string]bool) {
	logged, err := time.Parse(time.RFC3339, e.Logged)
	switch {
	case err != nil:
		a.wrong(at, "it does not say when it was logged", "")
	case logged.Before(*before):
		a.wrong(at, "it is dated before the entry before it", "an entry was put in, or dated back")
	case !a.now.IsZero() && logged.After(a.now):
		a.wrong(at, "it is dated in the future", "correct the clock of the machine that wrote it")
	}
	if logged.After(*before) {
		*before = logged
	}
	if !digestShape.MatchString(e.SHA256) {
		a.wrong(at, "its digest is none", "")
		return
	}
	named[e.SHA256] = true
	if e.Sort != EntryAssessment {
		return
	}
	a.out.Assessments++
	for _, f := range e.Files {
		if f.Sort != ListedUnread && !named[f.SHA256] {
			a.wrong(at, "it names a file that no entry before it has", "an entry was taken out")
			named[f.SHA256] = true
		}
	}
}

// history compares every checkpoint that the store keeps, up to an end, with the
// log. What a writer that was stopped began behind it does not count: its
// checkpoint is log/checkpoint.
func (a *auditor) history(t *tree, c Checkpoint, end int64, key *Signer) {
	f, err := a.s.root.Open("log/checkpoints.jsonl")
	if errors.Is(err, fs.ErrNotExist) && c.Size == 0 {
		return
	}
	if errors.Is(err, fs.ErrNotExist) {
		a.wrong("log/checkpoints.jsonl", "the checkpoints of the past are gone", "take them from a copy")
		return
	}
	if err != nil {
		a.wrong("log/checkpoints.jsonl", "it cannot be read", "")
		return
	}
	defer f.Close()
	in := bufio.NewScanner(io.LimitReader(f, end))
	in.Buffer(nil, 1<<20)
	in.Split(wholeLines)
	n := 0
	for in.Scan() {
		n++
		at := "log/checkpoints.jsonl, line " + strconv.Itoa(n)
		var text string
		if json.Unmarshal(in.Bytes(), &text) != nil {
			a.wrong(at, "is no checkpoint", "it was changed: compare it with a copy")
			continue
		}
		a.past(t, c, at, text, key)
	}
	if in.Err() != nil {
		a.wrong("log/checkpoints.jsonl, line "+strconv.Itoa(n+1), "it is too long or cannot be read", "it was changed: compare it with a copy")
	}
	if n == 0 && c.Size > 0 {
		a.wrong("log/checkpoints.jsonl", "it has no checkpoints", "take it from a copy")
	}
}

func (a *auditor) kept(t *tree, c Checkpoint, k Kept, key *Signer) {
	before := len(a.out.Wrong)
	a.past(t, c, k.Path, k.Text, key)
	for _, p := range a.out.Wrong[before:] {
		p.Place.Path = k.Path
	}
}

// past proves that the log of a checkpoint of the past is a beginning of the log.
func (a *auditor) past(t *tree, c Checkpoint, at, text string, key *Signer) {
	old, err := ParseCheckpoint(text)
	switch {
	case err != nil:
		a.wrong(at, err.Error(), "")
		return
	case old.Origin != c.Origin:
		a.wrong(at, "it is of another log", "give a checkpoint of this store")
		return
	case key != nil && !key.good(old):
		a.wrong(at, "it is not signed by this key", "somebody without the key wrote it")
		return
	case old.Size > c.Size:
		a.wrong(at, "it covers "+strconv.FormatInt(old.Size, 10)+" entries, and the log has "+strconv.FormatInt(c.Size, 10)+": the log was rolled back", "take the store from a copy")
		return
	case old.Size == 0:
		return // of the empty log, of which every log goes on
	}
	proof, err := tlog.ProveTree(c.Size, old.Size, t)
	if err == nil {
		err = tlog.CheckTree(proof, c.Size, c.Root, old.Size, old.Root)
	}
	if err != nil {
		a.wrong(at, "the log of this checkpoint is no beginning of the log: what was there then was changed since", "compare the entries with a copy")
		return
	}
	a.out.Checkpoints++
}

// files compares the files with what entries name.
func (a *auditor) files(ctx context.Context, named map[string]bool) error {
	there := map[string]bool{}
	err := a.s.Blobs(func(digest string) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !named[digest] {
			a.out.Unlogged++
			return nil
		}
		there[digest] = true
		if !a.whole(digest) {
			a.wrong(blobPath(digest), "it is not what its digest says", "it was changed, or the disk is failing: take it from a copy")
		}
		a.out.Files++
		return nil
	}, func(path string) error {
		rel, err := filepath.Rel(a.s.dir, path)
		if err != nil {
			rel = path
		}
		a.wrong(rel, "is no file of the store", "take it away")
		return nil
	})
	if err != nil {
		return err
	}
	for _, digest := range sortedKeys(named) {
		if !there[digest] {
			a.wrong(blobPath(digest), "the file is gone, and the log names it", "take it from a copy")
		}
	}
	return nil
}

func (a *auditor) whole(digest string) bool {
	r, err := a.s.Get(digest)
	if err != nil {
		return false
	}
	defer r.Close()
	h := sha256.New()
	_, err = io.Copy(h, r)
	return err == nil && hex.EncodeToString(h.Sum(nil)) == digest
}

// memory holds the hashes of a tree that is computed again.
type memory struct{ hashes []tlog.Hash }

// ReadHashes makes it a tlog.HashReader.
func (m *memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		if at >= int64(len(m.hashes)) {
			return nil, errShort
		}
		out[i] = m.hashes[at]
	}
	return out, nil
}
