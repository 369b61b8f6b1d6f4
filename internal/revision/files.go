package revision

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"time"
)

// node is a file or directory of the commit.
type node struct {
	object   string
	info     info
	children []fs.DirEntry // sorted
}

type info struct {
	name string
	size int64
	mode fs.FileMode
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return i.mode }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return i.mode.IsDir() }
func (i info) Sys() any           { return nil }

var (
	errLink      = errors.New("it is a symbolic link, or below one, and links of a revision are not followed")
	errSubmodule = errors.New("it is in a submodule, of which nothing is read")
)

// find gives what has a name. What is a link, and what is below one, is an error
// rather than nothing: it would be something in a working tree.
func (t *Tree) find(op, name string) (*node, error) {
	fail := func(err error) (*node, error) { return nil, &fs.PathError{Op: op, Path: name, Err: err} }
	if !fs.ValidPath(name) {
		return fail(fs.ErrInvalid)
	}
	for at := name; ; at = path.Dir(at) {
		n := t.files[at]
		switch {
		case n == nil:
			continue
		case n.info.mode&fs.ModeSymlink != 0:
			return fail(errLink)
		case n.info.mode&fs.ModeIrregular != 0:
			return fail(errSubmodule)
		case at != name:
			return fail(fs.ErrNotExist)
		}
		return n, nil
	}
}

// Stat says what has a name, without reading it.
func (t *Tree) Stat(name string) (fs.FileInfo, error) {
	n, err := t.find("stat", name)
	if err != nil {
		return nil, err
	}
	return n.info, nil
}

// ReadDir lists a directory, links too.
func (t *Tree) ReadDir(name string) ([]fs.DirEntry, error) {
	n, err := t.find("readdir", name)
	if err == nil && !n.info.IsDir() {
		err = &fs.PathError{Op: "readdir", Path: name, Err: errors.New("it is not a directory")}
	}
	if err != nil {
		return nil, err
	}
	return append([]fs.DirEntry(nil), n.children...), nil
}

// ReadFile reads a file whole.
func (t *Tree) ReadFile(name string) ([]byte, error) {
	n, err := t.find("read", name)
	if err == nil && n.info.IsDir() {
		err = &fs.PathError{Op: "read", Path: name, Err: errors.New("it is a directory")}
	}
	if err != nil {
		return nil, err
	}
	t.opened.Store(name, true)
	data, err := t.objects.read(n.object, n.info.size)
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return data, nil
}

// Opened lists the files that were read, sorted.
func (t *Tree) Opened() []string {
	var out []string
	t.opened.Range(func(name, _ any) bool {
		out = append(out, name.(string))
		return true
	})
	slices.Sort(out)
	return out
}

// Open opens a file, which is read whole, or a directory.
func (t *Tree) Open(name string) (fs.File, error) {
	n, err := t.find("open", name)
	if err != nil {
		return nil, err
	}
	if n.info.IsDir() {
		return &directory{info: n.info, left: n.children}, nil
	}
	data, err := t.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return &file{bytes.NewReader(data), n.info}, nil
}

type file struct {
	*bytes.Reader
	info info
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }

type directory struct {
	info info
	left []fs.DirEntry
}

func (d *directory) Stat() (fs.FileInfo, error) { return d.info, nil }
func (d *directory) Close() error               { return nil }
func (d *directory) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.info.name, Err: errors.New("it is a directory")}
}

// ReadDir gives the next n entries, all where n is not positive.
func (d *directory) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		n = len(d.left)
	} else if len(d.left) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(d.left))
	out := append([]fs.DirEntry(nil), d.left[:n]...)
	d.left = d.left[n:]
	return out, nil
}
