package content

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"sync"
	"time"

	"github.com/assay-compliance/assay/oscal"
)

// FS is the files of a repository as a profile may import them: an imported file
// is held against its digest before a byte of it is given, and what was opened is
// remembered.
type FS struct {
	store  *Store
	mu     sync.Mutex
	opened map[string]string // path → digest
	failed error             // of an imported file that is not what it was
}

// Files is the repository of the store's workspace.
func (s *Store) Files() *FS { return &FS{store: s, opened: map[string]string{}} }

// Open reads a file whole. Only regular files are opened.
func (f *FS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	e, imported := f.store.At(name)
	if imported {
		name = e.Path
	}
	data, err := f.store.cfg.Read(name, oscal.MaxSize)
	if err == nil && imported {
		err = f.store.verify(e, data)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			f.failed = err
		}
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	f.opened[name] = Digest(data)
	return &file{Reader: bytes.NewReader(data), info: info{path.Base(name), int64(len(data))}}, nil
}

// Stat says whether a file is there, without reading it.
func (f *FS) Stat(name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrInvalid}
	}
	if e, imported := f.store.At(name); imported {
		name = e.Path
	}
	dir, err := f.store.cfg.FS(path.Dir(name))
	if err != nil {
		return nil, err
	}
	return fs.Stat(dir, path.Base(name))
}

// Mirror gives the path of the import that came from an address, or from the one
// file of the name that the address ends in: a profile that names its catalog by the
// address it was published at finds the imported file.
func (f *FS) Mirror(href string) (string, bool) {
	if i := slices.IndexFunc(f.store.entries, func(e Entry) bool { return e.Source == withoutQuery(href) }); i >= 0 {
		return f.store.entries[i].Path, true
	}
	u, err := url.Parse(href)
	if err != nil || u.Path == "" {
		return "", false
	}
	e, ok := f.store.published(path.Base(u.Path))
	return e.Path, ok
}

// Opened gives the digest of every file that was opened, by path.
func (f *FS) Opened() map[string]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.opened
}

// Err is why an imported file was refused; nil when none was.
func (f *FS) Err() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.failed
}

type file struct {
	*bytes.Reader
	info info
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }

var _ io.Reader = (*file)(nil)

type info struct {
	name string
	size int64
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return 0o444 }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return false }
func (i info) Sys() any           { return nil }
