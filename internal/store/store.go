// Package store keeps what past assessments saw: files by the digest of their
// bytes, and a log of which assessment saw and made which, to which entries can
// only be added. Everything is plain files that any tool can read; what is not
// under blobs and log can be made again from them.
//
//	blobs/sha256/ab/<digest>   the files, read-only
//	log/entries.jsonl          one entry a line, in order
//	log/offsets                where each entry begins, 8 bytes each
//	log/hashes                 the hashes of the Merkle tree (RFC 6962), 32 bytes each
//	log/checkpoint             size and root of the tree, signed where there is a key
//	log/checkpoints.jsonl      every checkpoint there was
//	lock                       held by who writes
//
// An entry counts from the moment that a checkpoint covers it. What stands
// behind the last checkpoint is a leftover of a writer that was stopped, and the
// next writer takes it away. Evidence is confidential: what is made here, nobody
// but its owner can enter.
package store

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/problem"
)

// Store is a directory of evidence and results of the past.
type Store struct {
	dir  string
	root *os.Root
}

var digestShape = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Open opens the store in a directory; create makes one where there is none. A
// directory with other things in it is no store.
func Open(dir string, create bool) (*Store, error) {
	at := problem.Place{Path: dir}
	info, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) && create:
		if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
			return nil, failed(dir, "the store cannot be made", err)
		}
		if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, failed(dir, "the store cannot be made", err)
		}
	case errors.Is(err, fs.ErrNotExist):
		return nil, problem.New(at, "there is no store here", "assay assess makes one where assay.yaml has store:")
	case err != nil:
		return nil, failed(dir, "the store cannot be opened", err)
	case !info.IsDir():
		return nil, problem.New(at, "the store is no directory", "name the directory of a store")
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, failed(dir, "the store cannot be opened", err)
	}
	s := &Store{dir: dir, root: root}
	if err := s.prepare(create); err != nil {
		root.Close()
		return nil, err
	}
	return s, nil
}

// prepare looks at what is in the directory, and makes what is missing.
func (s *Store) prepare(create bool) error {
	if !create {
		_, log := s.root.Stat("log")
		_, blobs := s.root.Stat("blobs")
		if log != nil && blobs != nil {
			return problem.New(problem.Place{Path: s.dir}, "the directory is no store", "name the directory of a store")
		}
	}
	for _, d := range []string{"blobs", "blobs/sha256", "blobs/incoming", "log"} {
		if err := s.plain(d, fs.ModeDir); err != nil {
			return err
		}
		if !create {
			continue
		}
		if err := s.mkdir(d); err != nil {
			return failed(filepath.Join(s.dir, d), "the store cannot be made", err)
		}
	}
	for _, f := range []string{"lock", "log/entries.jsonl", "log/offsets", "log/hashes", "log/checkpoint", "log/checkpoints.jsonl"} {
		if err := s.plain(f, 0); err != nil {
			return err
		}
	}
	return nil
}

// plain refuses a link or a device in the place of a file or directory; what is
// not there is none.
func (s *Store) plain(name string, want fs.FileMode) error {
	info, err := s.root.Lstat(name)
	if err != nil || info.Mode().Type() == want {
		return nil
	}
	return problem.New(problem.Place{Path: filepath.Join(s.dir, name)}, "something else stands in its place: a link, a device, or a file for a directory", "take the store from a copy; it has no links")
}

// mkdir makes a directory and makes its name last.
func (s *Store) mkdir(name string) error {
	err := s.root.Mkdir(name, 0o755)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err == nil {
		err = s.syncDir(path.Dir(name))
	}
	return err
}

// Close lets go of the directory.
func (s *Store) Close() error { return s.root.Close() }

// failed is a problem of the file system at a path.
func failed(at, what string, err error) error {
	cause, remedy := problem.Cause(err)
	return problem.New(problem.Place{Path: at}, what+": "+cause, remedy)
}

func blobPath(digest string) string { return "blobs/sha256/" + digest[:2] + "/" + digest }

// Has says whether the store has a file of that digest, by name.
func (s *Store) Has(digest string) bool {
	if !digestShape.MatchString(digest) {
		return false
	}
	info, err := s.root.Lstat(blobPath(digest))
	return err == nil && info.Mode().IsRegular()
}

// Put keeps what r gives, which must have the digest. It appears whole or not at
// all: written beside, synced, and renamed. Two writers of the same file do not
// meet. A file that is there already is read and must be what it should be.
func (s *Store) Put(digest string, r io.Reader) (size int64, err error) {
	if !digestShape.MatchString(digest) {
		return 0, problem.New(problem.Place{Path: s.dir}, "this is no digest", "give a sha256 in lower-case hex")
	}
	dir := path.Dir(blobPath(digest))
	if err := s.plain(dir, fs.ModeDir); err != nil {
		return 0, err
	}
	if info, err := s.root.Lstat(blobPath(digest)); err == nil {
		return info.Size(), s.Copy(digest, io.Discard)
	}
	incoming, f, err := s.incoming()
	if err != nil {
		return 0, failed(filepath.Join(s.dir, "blobs/incoming"), "a file cannot be kept", err)
	}
	defer s.root.Remove(incoming)
	h := sha256.New()
	size, err = io.Copy(io.MultiWriter(f, h), r)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return 0, failed(s.dir, "a file cannot be kept", err)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != digest {
		return 0, problem.New(problem.Place{Path: s.dir}, "a file is not what its digest says: it changed while it was kept", "do not write evidence while it is assessed")
	}
	if err := s.mkdir(dir); err != nil {
		return 0, failed(filepath.Join(s.dir, dir), "cannot be made", err)
	}
	if err := s.root.Rename(incoming, blobPath(digest)); err != nil && !s.Has(digest) {
		return 0, failed(s.dir, "a file cannot be kept", err)
	}
	if err := s.syncDir(dir); err != nil {
		return 0, failed(filepath.Join(s.dir, dir), "cannot be synced", err)
	}
	return size, nil
}

// incoming makes a file to write to under a name that nobody else has: writers
// on several machines, or in several containers, may have the same process id.
func (s *Store) incoming() (name string, f *os.File, err error) {
	for range 100 {
		name = "blobs/incoming/" + rand.Text()
		f, err = s.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o444)
		if !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	return name, f, err
}

// leftoverAge is how old a file under blobs/incoming must be to be nobody's.
const leftoverAge = 24 * time.Hour

// sweep takes away what writers that were stopped left under blobs/incoming.
func (s *Store) sweep(now time.Time) {
	list, err := fs.ReadDir(s.root.FS(), "blobs/incoming")
	if err != nil {
		return // nothing depends on it
	}
	for _, d := range list {
		if info, err := d.Info(); err == nil && now.Sub(info.ModTime()) > leftoverAge {
			_ = s.root.Remove("blobs/incoming/" + d.Name())
		}
	}
}

// Get opens a file by its digest. Who reads it to its end and needs to be sure
// compares the digest: see Copy.
func (s *Store) Get(digest string) (io.ReadCloser, error) {
	at := problem.Place{Path: s.dir}
	if !digestShape.MatchString(digest) {
		return nil, problem.New(at, "this is no digest", "give a sha256 in lower-case hex; assay evidence store list shows them")
	}
	info, err := s.root.Lstat(blobPath(digest))
	if err != nil {
		return nil, problem.New(at, "the store has no file of this digest", "assay evidence store list shows what it has")
	}
	if !info.Mode().IsRegular() {
		return nil, problem.New(problem.Place{Path: filepath.Join(s.dir, blobPath(digest))}, "is no regular file", "something else was put in its place: assay evidence audit")
	}
	f, err := s.root.Open(blobPath(digest))
	if err != nil {
		return nil, failed(filepath.Join(s.dir, blobPath(digest)), "cannot be read", err)
	}
	return f, nil
}

// Copy writes a file to w and makes sure that it is what its digest says.
func (s *Store) Copy(digest string, w io.Writer) error {
	r, err := s.Get(digest)
	if err != nil {
		return err
	}
	defer r.Close()
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(w, h), r); err != nil {
		return failed(s.dir, "a file cannot be copied", err)
	}
	if hex.EncodeToString(h.Sum(nil)) != digest {
		return problem.New(problem.Place{Path: filepath.Join(s.dir, blobPath(digest))}, "is not what its digest says", "it was changed, or the disk is failing: assay evidence audit")
	}
	return nil
}

// Blobs lists the digests of all files, sorted. What has another name under
// blobs/sha256 is given as strange.
func (s *Store) Blobs(yield func(digest string) error, strange func(path string) error) error {
	return fs.WalkDir(s.root.FS(), "blobs/sha256", func(p string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return failed(filepath.Join(s.dir, p), "cannot be listed", err)
		case d.IsDir():
			return nil
		}
		name := path.Base(p)
		if !d.Type().IsRegular() || !digestShape.MatchString(name) || blobPath(name) != p {
			return strange(filepath.Join(s.dir, strings.TrimPrefix(p, "./")))
		}
		return yield(name)
	})
}

// syncDir makes the names of a directory last. The error is that it cannot be
// opened.
func (s *Store) syncDir(dir string) error {
	d, err := s.root.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	// Some file systems cannot sync a directory; the file itself is synced.
	_ = d.Sync()
	return nil
}
