package store

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/assay-compliance/assay/internal/problem"
)

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// Past is an assessment of the past, with the number of its entry.
type Past struct {
	Number int64
	Entry
}

// Count is how many files of a sort the assessment names.
func (p Past) Count(sort string) int {
	n := 0
	for _, f := range p.Files {
		if f.Sort == sort {
			n++
		}
	}
	return n
}

// System is the system whose store it is, as its checkpoint says.
func (s *Store) System() (string, error) {
	c, err := s.checkpoint()
	return strings.TrimPrefix(c.Origin, originPrefix), err
}

// Assessments gives the assessments of the store, in the order in which they were
// made, one at a time: each names all of its files.
func (s *Store) Assessments(yield func(Past) error) error {
	c, err := s.checkpoint()
	if err != nil || c.Size == 0 {
		return err
	}
	t, err := s.tree(false)
	if err != nil {
		return err
	}
	defer t.close()
	for n := range c.Size {
		e, _, err := t.entry(n)
		if err != nil {
			return problem.New(problem.Place{Path: filepath.Join(s.dir, "log/entries.jsonl")}, err.Error(), "assay evidence audit says what is missing")
		}
		if e.Sort != EntryAssessment {
			continue
		}
		if err := yield(Past{n, e}); err != nil {
			return err
		}
	}
	return nil
}

// Assessment finds an assessment by the first letters of its manifest's digest,
// or the last one by "last".
func (s *Store) Assessment(name string) (Past, error) {
	at := problem.Place{Path: s.dir}
	var found Past
	any := false
	err := s.Assessments(func(p Past) error {
		if name != "last" && (len(name) < 6 || !strings.HasPrefix(p.SHA256, name)) {
			return nil
		}
		if any && name != "last" && found.SHA256 != p.SHA256 {
			return problem.New(at, "several assessments begin so", "give more letters of the digest")
		}
		found, any = p, true
		return nil
	})
	if err == nil && !any {
		err = problem.New(at, "the store has no such assessment", "give six letters or more of its digest, or last; assay evidence store list shows them")
	}
	return found, err
}

// Checkout writes the files of one sort that an assessment names below a
// directory, at their paths. No path leaves it, and no file that is there is
// replaced.
func (s *Store) Checkout(p Past, sort, dir string) (n int, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, failed(dir, "cannot be made", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return 0, failed(dir, "cannot be opened", err)
	}
	defer root.Close()
	for _, f := range p.Files {
		if f.Sort != sort {
			continue
		}
		if !fs.ValidPath(f.Path) || f.Path == "." {
			return n, problem.New(problem.Place{Path: filepath.Join(s.dir, "log/entries.jsonl")}, "the path of a file leaves the directory", "the log was written by something else: assay evidence audit")
		}
		if err := root.MkdirAll(path.Dir(f.Path), 0o755); err != nil {
			return n, failed(filepath.Join(dir, f.Path), "cannot be written", err)
		}
		out, err := root.OpenFile(f.Path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return n, failed(filepath.Join(dir, f.Path), "cannot be written", err)
		}
		err = s.Copy(f.SHA256, out)
		if closing := out.Close(); err == nil && closing != nil {
			err = failed(filepath.Join(dir, f.Path), "cannot be written", closing)
		}
		if err != nil {
			_ = root.Remove(f.Path)
			return n, err
		}
		n++
	}
	return n, nil
}

// wholeLines splits into lines as they are: without their end, and without what
// no end follows.
func wholeLines(data []byte, atEOF bool) (advance int, line []byte, err error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF {
		return len(data), nil, nil
	}
	return 0, nil, nil
}

// Rebuild makes log/offsets and log/hashes again from the entries, as far as the
// checkpoint goes, and puts them in place where they give its root.
func (s *Store) Rebuild() error {
	unlock, err := s.lock()
	if err != nil {
		return err
	}
	defer unlock()
	c, err := s.checkpoint()
	if err != nil || c.Size == 0 {
		return err
	}
	at := problem.Place{Path: filepath.Join(s.dir, "log/entries.jsonl")}
	f, err := s.root.Open("log/entries.jsonl")
	if err != nil {
		return failed(at.Path, "cannot be read", err)
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(make([]byte, 1<<20), maxEntry+1)
	in.Split(wholeLines)
	tree := &memory{}
	var offsets []byte
	var end int64
	for n := range c.Size {
		switch ok := in.Scan(); {
		case errors.Is(in.Err(), bufio.ErrTooLong):
			return problem.New(at, "entry "+strconv.FormatInt(n, 10)+" is too long", "take the store from a copy")
		case in.Err() != nil:
			return failed(at.Path, "cannot be read", in.Err())
		case !ok:
			return problem.New(at, "it ends before the checkpoint does: entries were cut off", "take the store from a copy")
		}
		line := in.Bytes()
		end += int64(len(line)) + 1
		offsets = binary.BigEndian.AppendUint64(offsets, uint64(end))
		hashes, err := tlog.StoredHashes(n, line, tree)
		if err != nil {
			return err
		}
		tree.hashes = append(tree.hashes, hashes...)
	}
	root, err := tlog.TreeHash(c.Size, tree)
	if err != nil || root != c.Root {
		return problem.New(at, "the entries do not give the root of the checkpoint, and nothing is made again", "compare them with a copy")
	}
	hashes := make([]byte, 0, len(tree.hashes)*tlog.HashSize)
	for _, h := range tree.hashes {
		hashes = append(hashes, h[:]...)
	}
	if err := s.replace("log/offsets", string(offsets)); err != nil {
		return failed(filepath.Join(s.dir, "log/offsets"), "cannot be written", err)
	}
	if err := s.replace("log/hashes", string(hashes)); err != nil {
		return failed(filepath.Join(s.dir, "log/hashes"), "cannot be written", err)
	}
	return nil
}
