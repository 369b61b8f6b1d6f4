package store

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/assay-compliance/assay/internal/problem"
)

// The sorts of entries.
const (
	EntryEvidence   = "evidence"   // a file that an assessment read
	EntryInput      = "input"      // another file that it read: configuration, policy, decision …
	EntryResult     = "result"     // a file that it wrote
	EntryAssessment = "assessment" // closes what belongs to one: its manifest
)

// Entry is one line of the log. An assessment's files come before the entry that
// closes it.
type Entry struct {
	Sort   string `json:"sort"`
	SHA256 string `json:"sha256"` // of the file; of an assessment: of its manifest
	Path   string `json:"path"`   // in the repository; of a result: in the results
	Size   int64  `json:"size"`
	// Of an assessment: the system, the time it is for, and the files that it
	// read and wrote, which entries before it have.
	System string   `json:"system,omitempty"`
	AsOf   string   `json:"as-of,omitempty"`
	Files  []Listed `json:"files,omitempty"`
	// Logged is the real time of the entry, whatever time the assessment is for.
	Logged string `json:"logged"`
}

// ListedUnread is the sort of a listed file, without digest, that was there and
// could not be read.
const ListedUnread = "unread"

// Listed is a file of an assessment.
type Listed struct {
	Sort   string `json:"sort"`
	Path   string `json:"path"`
	SHA256 string `json:"sha256,omitempty"`
}

// maxEntry bounds one line of the log, in bytes.
const maxEntry = 64 << 20

// maxLog bounds how many entries a log may say it has.
const maxLog = 1 << 32

// Checkpoint is the size and root of the log, as it is published.
type Checkpoint struct {
	Origin string // "assay-store/" and the system
	Size   int64
	Root   tlog.Hash
	Text   string // the whole note, with its signature if there is one
	Signed bool   // it has one, good or not
}

// text is what is signed: origin, size and root, a line each.
func checkpointText(origin string, size int64, root tlog.Hash) string {
	return origin + "\n" + strconv.FormatInt(size, 10) + "\n" + base64.StdEncoding.EncodeToString(root[:]) + "\n"
}

// ParseCheckpoint reads a checkpoint and believes nothing of it. The error holds
// nothing of the text. A line end at its end may be missing: who keeps one in a
// ticket loses it.
func ParseCheckpoint(text string) (Checkpoint, error) {
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	body, signatures, signed := strings.Cut(text, "\n\n")
	if signed {
		body += "\n"
	}
	lines := strings.Split(strings.TrimSuffix(body, "\n"), "\n")
	if len(text) > MaxCheckpoint || len(lines) != 3 || !strings.HasPrefix(lines[0], originPrefix) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f }) {
		return Checkpoint{}, errCheckpoint
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || size > maxLog || lines[1] != strconv.FormatInt(size, 10) {
		return Checkpoint{}, errCheckpoint
	}
	raw, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(raw) != tlog.HashSize {
		return Checkpoint{}, errCheckpoint
	}
	c := Checkpoint{Origin: lines[0], Size: size, Text: text, Signed: signed && signatures != ""}
	copy(c.Root[:], raw)
	if !strings.HasPrefix(text, checkpointText(c.Origin, c.Size, c.Root)) {
		return Checkpoint{}, errCheckpoint
	}
	return c, nil
}

const originPrefix = "assay-store/"

// MaxCheckpoint bounds the text of a checkpoint, in bytes.
const MaxCheckpoint = 1 << 16

var errCheckpoint = errors.New("is no checkpoint: it has origin, size and root on a line each, and a signature behind an empty line")

// tree is the log as it lies on disk.
type tree struct {
	s       *Store
	entries *os.File
	offsets *os.File
	hashes  *os.File
}

func (s *Store) tree(write bool) (*tree, error) {
	t := &tree{s: s}
	flag := os.O_RDONLY
	if write {
		flag = os.O_RDWR | os.O_CREATE
	}
	for _, f := range []struct {
		name string
		into **os.File
	}{{"log/entries.jsonl", &t.entries}, {"log/offsets", &t.offsets}, {"log/hashes", &t.hashes}} {
		file, err := s.root.OpenFile(f.name, flag, 0o644)
		if err != nil {
			t.close()
			return nil, failed(filepath.Join(s.dir, f.name), "the log cannot be opened", err)
		}
		*f.into = file
	}
	return t, nil
}

// reading is the tree of a log of some entries, to be read. Of one without any the
// files may not be there yet.
func (s *Store) reading(size int64) (*tree, error) {
	_, err := s.root.Lstat("log/hashes")
	if size > 0 || err == nil {
		return s.tree(false)
	}
	t := &tree{s: s}
	for _, into := range []**os.File{&t.entries, &t.offsets, &t.hashes} {
		if *into, err = os.Open(os.DevNull); err != nil {
			t.close()
			return nil, failed(s.dir, "the log cannot be opened", err)
		}
	}
	return t, nil
}

func (t *tree) close() {
	for _, f := range []*os.File{t.entries, t.offsets, t.hashes} {
		if f != nil {
			f.Close()
		}
	}
}

// ReadHashes makes the tree a tlog.HashReader.
func (t *tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		if _, err := t.hashes.ReadAt(out[i][:], at*tlog.HashSize); err != nil {
			return nil, errShort
		}
	}
	return out, nil
}

var errShort = errors.New("the log is shorter than its checkpoint says")

// offset is where entry n begins, n at most the number of entries.
func (t *tree) offset(n int64) (int64, error) {
	var b [8]byte
	if n == 0 {
		return 0, nil
	}
	if _, err := t.offsets.ReadAt(b[:], (n-1)*8); err != nil {
		return 0, errShort
	}
	return int64(binary.BigEndian.Uint64(b[:])), nil
}

// rewind takes away what stands behind the first size entries: leftovers of a
// writer that was stopped.
func (t *tree) rewind(size int64) error {
	end, err := t.offset(size)
	if err != nil {
		return err
	}
	for f, length := range map[*os.File]int64{t.entries: end, t.offsets: size * 8, t.hashes: tlog.StoredHashCount(size) * tlog.HashSize} {
		info, err := f.Stat()
		if err != nil {
			return err
		}
		if info.Size() < length {
			return errShort
		}
		if info.Size() > length {
			if err := f.Truncate(length); err != nil {
				return err
			}
		}
		if _, err := f.Seek(length, io.SeekStart); err != nil {
			return err
		}
	}
	return nil
}

// checkpoint reads the last checkpoint; size 0 where there is none.
func (s *Store) checkpoint() (Checkpoint, error) {
	text, err := s.read("log/checkpoint")
	if errors.Is(err, fs.ErrNotExist) {
		return Checkpoint{}, nil
	}
	if err != nil {
		return Checkpoint{}, failed(filepath.Join(s.dir, "log/checkpoint"), "cannot be read", err)
	}
	c, err := ParseCheckpoint(text)
	if err != nil {
		return c, problem.New(problem.Place{Path: filepath.Join(s.dir, "log/checkpoint")}, err.Error(), "take it from a copy of the store; log/checkpoints.jsonl has every one there was")
	}
	return c, nil
}

func (s *Store) read(name string) (string, error) {
	f, err := s.root.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 1<<20))
	return string(text), err
}

// Append adds entries to the log under the store's lock, and signs the new
// checkpoint where there is a key. Logged of each entry is set to now. It is done
// when the checkpoint is in its place; a writer that is stopped before leaves
// nothing that counts.
func (s *Store) Append(system string, entries []Entry, key *Signer, now time.Time) (Checkpoint, error) {
	unlock, err := s.lock()
	if err != nil {
		return Checkpoint{}, err
	}
	defer unlock()
	s.sweep(now)
	before, err := s.checkpoint()
	if err != nil {
		return Checkpoint{}, err
	}
	origin := originPrefix + system
	if before.Text == "" {
		if before, err = s.begin(origin, key); err != nil {
			return Checkpoint{}, err
		}
	}
	if err := s.follows(before, origin, key); err != nil {
		return Checkpoint{}, err
	}
	t, err := s.tree(true)
	if err != nil {
		return Checkpoint{}, err
	}
	defer t.close()
	if err := t.rewind(before.Size); err != nil {
		return Checkpoint{}, problem.New(problem.Place{Path: filepath.Join(s.dir, "log")}, "the log cannot be added to: "+spoken(err), "assay evidence audit says what is missing")
	}
	if err := t.holds(before); err != nil {
		return Checkpoint{}, err
	}
	logged := now.UTC().Truncate(time.Second)
	if last, ok := t.last(before.Size); ok && logged.Before(last) {
		logged = last // clocks go back; the log does not
	}
	size := before.Size
	for _, e := range entries {
		e.Logged = logged.Format(time.RFC3339)
		if err := t.add(size, e); err != nil {
			return Checkpoint{}, failed(filepath.Join(s.dir, "log"), "the log cannot be written", err)
		}
		size++
	}
	root, err := t.sync(size)
	if err != nil {
		return Checkpoint{}, failed(filepath.Join(s.dir, "log"), "the log cannot be written", err)
	}
	if err := s.remember(before); err != nil {
		return Checkpoint{}, err
	}
	return s.publish(origin, size, root, key)
}

// begin writes the checkpoint of an empty log, so that entries without a
// checkpoint are never the leftover of a first writer: somebody took it away, and
// nothing is cut off for that.
func (s *Store) begin(origin string, key *Signer) (Checkpoint, error) {
	for _, name := range []string{"log/checkpoints.jsonl", "log/entries.jsonl"} {
		if info, err := s.root.Stat(name); err == nil && info.Size() > 0 {
			return Checkpoint{}, problem.New(problem.Place{Path: filepath.Join(s.dir, "log/checkpoint")},
				"the checkpoint is gone, and the log has entries; nothing is added to it", "take it from a copy of the store; log/checkpoints.jsonl has every one there was")
		}
	}
	root, err := tlog.TreeHash(0, nil)
	if err != nil {
		return Checkpoint{}, err
	}
	return s.publish(origin, 0, root, key)
}

// follows makes sure that a checkpoint is the last there was, of this system, and
// signed as the next one will be. A signature over what somebody else wrote would
// make it ours; and signing that stops is told, not done.
func (s *Store) follows(before Checkpoint, origin string, key *Signer) error {
	at := problem.Place{Path: filepath.Join(s.dir, "log/checkpoint")}
	const another = "assay evidence audit says whether it is whole; for another key, or none, keep another store: store.path"
	_, last, err := s.history()
	switch {
	case err != nil:
		return failed(filepath.Join(s.dir, "log/checkpoints.jsonl"), "cannot be read", err)
	case before.Origin != origin:
		return problem.New(problem.Place{Path: s.dir}, "the store is of another system", "keep a store for each system")
	case last.Size > before.Size:
		return problem.New(at, "an older checkpoint was put in place of a newer one, and nothing is added to the log", "assay evidence audit says more; put the last of log/checkpoints.jsonl back")
	case key == nil && before.Signed:
		return problem.New(at, "the log is signed and store.key names no key, so that nothing is added to it", another)
	case key != nil && !before.Signed:
		return problem.New(at, "the log is not signed, and what others may have written is not signed now", another)
	case key != nil && !key.good(before):
		return problem.New(at, "the log is signed by another key, and nothing is added to it", another)
	}
	return nil
}

// sync makes what was added last, and gives the root of the tree.
func (t *tree) sync(size int64) (tlog.Hash, error) {
	root, err := tlog.TreeHash(size, t)
	if err != nil {
		return root, err
	}
	for _, f := range []*os.File{t.entries, t.offsets, t.hashes} {
		if err := f.Sync(); err != nil {
			return root, err
		}
	}
	return root, nil
}

// spoken is an error of ours as it is, any other without its words.
func spoken(err error) string {
	if errors.Is(err, errShort) {
		return errShort.Error()
	}
	cause, _ := problem.Cause(err)
	return cause
}

// holds makes sure that the tree on disk is the one of the checkpoint, before
// anything is added to it: a new signature must not cover what somebody changed.
func (t *tree) holds(c Checkpoint) error {
	if c.Size == 0 {
		return nil
	}
	root, err := tlog.TreeHash(c.Size, t)
	if err != nil || root != c.Root {
		return problem.New(problem.Place{Path: filepath.Join(t.s.dir, "log")}, "the log is not what its checkpoint says, and nothing is added to it", "assay evidence audit says what was changed")
	}
	return nil
}

// last is when the last entry was logged.
func (t *tree) last(size int64) (time.Time, bool) {
	if size == 0 {
		return time.Time{}, false
	}
	e, _, err := t.entry(size - 1)
	if err != nil {
		return time.Time{}, false
	}
	at, err := time.Parse(time.RFC3339, e.Logged)
	return at, err == nil
}

// add writes entry n and its hashes behind what is there.
func (t *tree) add(n int64, e Entry) error {
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if len(line) >= maxEntry {
		return errors.New("too many files for one entry")
	}
	hashes, err := tlog.StoredHashes(n, line, t)
	if err != nil {
		return err
	}
	if _, err := t.entries.Write(append(line, '\n')); err != nil {
		return err
	}
	end, err := t.entries.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	if _, err := t.offsets.Write(binary.BigEndian.AppendUint64(nil, uint64(end))); err != nil {
		return err
	}
	var b []byte
	for _, h := range hashes {
		b = append(b, h[:]...)
	}
	_, err = t.hashes.Write(b)
	return err
}

// entry reads entry n and its line.
func (t *tree) entry(n int64) (e Entry, line []byte, err error) {
	from, err := t.offset(n)
	if err != nil {
		return e, nil, err
	}
	to, err := t.offset(n + 1)
	if err != nil {
		return e, nil, err
	}
	if to <= from || to-from > maxEntry {
		return e, nil, errLine
	}
	line = make([]byte, to-from)
	if _, err := t.entries.ReadAt(line, from); err != nil {
		return e, nil, errShort
	}
	line, ok := bytes.CutSuffix(line, []byte("\n"))
	if !ok || bytes.IndexByte(line, '\n') >= 0 {
		return e, nil, errLine
	}
	return e, line, decodeEntry(line, &e)
}

var errLine = errors.New("an entry of the log is not where its offset says")

var errEntry = errors.New("an entry of the log cannot be read")

func decodeEntry(line []byte, e *Entry) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(e); err != nil {
		return errEntry
	}
	return nil
}
