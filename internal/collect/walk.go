package collect

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"

	"github.com/bmatcuk/doublestar/v4"
)

// maxDirs bounds how deep a walk goes: each level holds a directory open.
const maxDirs = 200

// dir is an open directory, shared by the walk and the files found in it.
type dir struct {
	root *os.Root
	refs atomic.Int32
}

func (d *dir) release() {
	if d.refs.Add(-1) == 0 {
		d.root.Close()
	}
}

// open opens a file of the directory, or ok is false when it is closed.
func (d *dir) open(name string) (f *os.File, err error, ok bool) {
	for {
		n := d.refs.Load()
		if n <= 0 {
			return nil, nil, false
		}
		if d.refs.CompareAndSwap(n, n+1) {
			break
		}
	}
	defer d.release()
	f, err = openFile(d.root, name)
	return f, err, true
}

// openFile opens without waiting for a writer, should the name have become a
// pipe since it was listed.
func openFile(root *os.Root, name string) (*os.File, error) {
	return root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}

// node is one name in a directory. Directories carry a final slash, so that
// names sort as the paths below them do.
type node struct {
	name string
	what trouble
	link bool
}

// trouble is why a name that a pattern matches is not read; fine for a file or
// a directory that is.
type trouble uint8

const (
	fine trouble = iota
	special
	outside
	dangling
	looped
	denied
	gone
	directory
	deep
	empty
	orphan
	changed
)

// text says what is wrong with a path and what to do about it.
func (t trouble) text() (what, remedy string) {
	switch t {
	case special:
		return "it is no regular file", "collect into a file; pipes, sockets and devices are not read"
	case outside:
		return "the link leaves the repository", "copy the evidence into the repository"
	case dangling:
		return "the link leads nowhere", "remove it, or collect again"
	case looped:
		return "the links lead round in a circle", "remove one of them"
	case denied:
		return "it cannot be read", "check its permissions"
	case gone:
		return "it was there and is gone, or could not be read", "do not write evidence while it is assessed"
	case directory:
		return "it is a directory", "write a pattern such as DIR/**/*.json"
	case empty:
		return "the file is empty", "collect again, or remove it"
	case orphan:
		return "it is a signature, and the file that it is for is not there", "collect the file again, or remove the signature with it"
	case changed:
		return "the file changed between the check of its signature and its reading", "do not write evidence while it is assessed"
	case deep:
		return "directories are nested too deeply here", "point the source at a deeper directory"
	}
	return "", ""
}

// hides says whether a link in this trouble may be a directory of files that
// match. It is told then, because nobody can see what is not read.
func (t trouble) hides() bool { return t == outside || t == denied }

// troubleOf translates an error of opening or looking at a name.
func troubleOf(err error) trouble {
	switch {
	case err == nil:
		return fine
	case errors.Is(err, fs.ErrPermission):
		return denied
	case errors.Is(err, syscall.ELOOP):
		return looped
	case errors.Is(err, fs.ErrNotExist):
		return dangling
	case strings.Contains(err.Error(), "escapes"):
		return outside
	}
	return gone
}

// frame is a directory being walked.
type frame struct {
	dir   *dir
	rel   string // path within the repository; "" for its root
	nodes []node
}

// walker finds the files of one source in sorted order.
type walker struct {
	top    *os.Root
	src    *source
	stack  []frame
	linked []fs.FileInfo // directories entered through links; each is entered once
	done   bool
}

// found is a path the source names, or a place where the walk could not go on.
type found struct {
	path string
	dir  *dir // holds a reference; nil for a plain path
	name string
	what trouble
}

// next is the source's next path; io.EOF behind the last.
func (w *walker) next() (found, error) {
	if w.src.plain {
		return w.single()
	}
	if !w.done {
		w.done = true
		if f, ok := w.start(); ok {
			return f, nil
		}
	}
	for len(w.stack) > 0 {
		at := &w.stack[len(w.stack)-1]
		if len(at.nodes) == 0 {
			at.dir.release()
			w.stack = w.stack[:len(w.stack)-1]
			continue
		}
		n := at.nodes[0]
		at.nodes = at.nodes[1:]
		name, isDir := strings.CutSuffix(n.name, "/")
		full := path.Join(at.rel, name)
		switch {
		case isDir:
			if f, ok := w.enter(at, n, name, full); ok {
				return f, nil
			}
		case w.src.matches(full), n.what.hides() && w.src.below(full):
			return w.file(at, n, name, full), nil
		}
	}
	return found{}, io.EOF
}

// single gives the one path of a source without wildcards. A path that is not
// there is evidence that is missing, which is for others to count.
func (w *walker) single() (found, error) {
	if w.done {
		return found{}, io.EOF
	}
	w.done = true
	info, err := w.top.Stat(w.src.pattern)
	f := found{path: w.src.pattern}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := w.top.Lstat(w.src.pattern); err != nil {
			return found{}, io.EOF
		}
		f.what = dangling
	case err != nil:
		f.what = troubleOf(err)
	case info.IsDir():
		f.what = directory
	case !info.Mode().IsRegular():
		f.what = special
	}
	return f, nil
}

// start opens the directory in front of the pattern's first wildcard.
func (w *walker) start() (found, bool) {
	base, _ := doublestar.SplitPattern(w.src.pattern)
	base = unescape(base)
	info, err := w.top.Stat(base)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return found{}, false
	case err != nil:
		return found{path: base, what: troubleOf(err)}, true
	case !info.IsDir():
		return found{}, false
	}
	if base == "." {
		base = ""
	}
	return w.push(base)
}

func unescape(dir string) string { return strings.ReplaceAll(dir, `\`, "") }

// push opens a directory and lists it; a found is what went wrong.
func (w *walker) push(rel string) (found, bool) {
	root, err := w.top.OpenRoot(orDot(rel))
	if err != nil {
		return found{path: rel, what: troubleOf(err)}, true
	}
	return w.list(root, rel)
}

func orDot(rel string) string {
	if rel == "" {
		return "."
	}
	return rel
}

func (w *walker) list(root *os.Root, rel string) (found, bool) {
	nodes, err := w.read(root, rel)
	if err != nil {
		root.Close()
		return found{path: rel, what: troubleOf(err)}, true
	}
	d := &dir{root: root}
	d.refs.Store(1)
	w.stack = append(w.stack, frame{dir: d, rel: rel, nodes: nodes})
	return found{}, false
}

// read lists a directory, sorted.
func (w *walker) read(root *os.Root, rel string) ([]node, error) {
	f, err := root.Open(".")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := f.ReadDir(-1)
	if err != nil {
		return nil, err
	}
	nodes := make([]node, 0, len(entries))
	for _, e := range entries {
		n := node{name: e.Name()}
		switch mode := e.Type(); {
		case mode.IsDir():
			n.name += "/"
		case mode&fs.ModeSymlink != 0:
			n = w.resolve(n, path.Join(rel, n.name))
		case !mode.IsRegular():
			n.what = special
		}
		nodes = append(nodes, n)
	}
	slices.SortFunc(nodes, func(a, b node) int { return strings.Compare(a.name, b.name) })
	return nodes, nil
}

// resolve looks where a link leads.
func (w *walker) resolve(n node, full string) node {
	n.link = true
	info, err := w.top.Stat(full)
	switch {
	case err != nil:
		n.what = troubleOf(err)
	case info.IsDir():
		n.name += "/"
	case !info.Mode().IsRegular():
		n.what = special
	}
	return n
}

// enter goes into a directory when the pattern can match below it. A linked
// directory is entered once, so that links cannot lead in circles or multiply.
func (w *walker) enter(at *frame, n node, name, full string) (found, bool) {
	if name == ".git" || !w.src.below(full) {
		return found{}, false
	}
	if len(w.stack) >= maxDirs {
		return found{path: full, what: deep}, true
	}
	if n.link {
		info, err := w.top.Stat(full)
		if err != nil {
			return found{path: full, what: troubleOf(err)}, true
		}
		for _, before := range w.linked {
			if os.SameFile(before, info) {
				return found{}, false
			}
		}
		w.linked = append(w.linked, info)
		return w.push(full)
	}
	root, err := at.dir.root.OpenRoot(name)
	if err != nil {
		return found{path: full, what: troubleOf(err)}, true
	}
	return w.list(root, full)
}

// file is a matching name. What its link leads to is opened from the top, so
// that it may lead anywhere inside the repository.
func (w *walker) file(at *frame, n node, name, full string) found {
	f := found{path: full, name: name, what: n.what}
	if n.what == fine && !n.link {
		f.dir = at.dir
		f.dir.refs.Add(1)
	}
	return f
}

// close lets go of the directories still open.
func (w *walker) close() {
	for _, f := range w.stack {
		f.dir.release()
	}
	w.stack = nil
}

// matches says whether the source names the path.
func (s *source) matches(full string) bool {
	if s.plain {
		return s.pattern == full
	}
	return doublestar.MatchUnvalidated(s.pattern, full)
}

// below says whether the pattern can match anything under the directory: its
// leading parts match the directory's, or ** comes among them.
func (s *source) below(full string) bool {
	parts := strings.Split(s.pattern, "/")
	for i, dirs := 0, strings.Split(full, "/"); i < len(dirs); i++ {
		switch {
		case i >= len(parts):
			return false
		case strings.Contains(parts[i], "**"), strings.ContainsAny(parts[i], "{}"):
			return true // alternatives may hold slashes
		case i == len(parts)-1:
			return false
		case !doublestar.MatchUnvalidated(parts[i], dirs[i]):
			return false
		}
	}
	return true
}
