package pipeline

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
)

// shelf is where a collector puts what it brought. It is built beside its place,
// and takes it when all of it is there. Nothing of it leaves the repository.
type shelf struct {
	root     *os.Root
	out, raw string // relative to the repository, with slashes
	staged   string // directory that becomes raw
	lines    *os.File
}

// openShelf makes room. A file that no collector wrote is not replaced.
func openShelf(cfg *config.Config, e config.Collector) (*shelf, error) {
	root, err := os.OpenRoot(cfg.Root)
	if err != nil {
		return nil, problem.New(problem.Place{Path: cfg.Path}, "the repository cannot be opened", "check its permissions")
	}
	s := &shelf{root: root, out: cfg.Abs(e.Out.Value), raw: cfg.Abs(e.Raw())}
	s.staged = path.Join(path.Dir(s.out), ".collect-"+path.Base(s.raw)+"-"+strconv.Itoa(os.Getpid()))
	if err := s.open(); err != nil {
		s.close()
		cause, remedy := problem.Cause(err)
		return nil, problem.New(problem.Place{Path: s.out}, "cannot be written: "+cause, remedy)
	}
	_, out := root.Lstat(filepath.FromSlash(s.out))
	_, record := root.Lstat(filepath.FromSlash(path.Join(s.raw, "record.json")))
	_, raw := root.Lstat(filepath.FromSlash(s.raw))
	if (out == nil || raw == nil) && errors.Is(record, fs.ErrNotExist) {
		s.close()
		return nil, problem.New(e.Out.Place, "something is there that no collector wrote", "move it away, or give out: another name")
	}
	return s, nil
}

func (s *shelf) open() (err error) {
	at := filepath.FromSlash(s.staged)
	_ = s.root.RemoveAll(at)
	if err := s.root.MkdirAll(at, 0o755); err != nil {
		return err
	}
	s.lines, err = s.root.OpenFile(filepath.Join(at, "lines"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	return err
}

// path is where a file of what was served will stand.
func (s *shelf) path(name string) string { return path.Join(s.raw, name) }

// write keeps a file of what was served.
func (s *shelf) write(name string, data []byte) error {
	return s.told(s.root.WriteFile(filepath.FromSlash(path.Join(s.staged, name)), data, 0o644))
}

func (s *shelf) told(err error) error {
	if err == nil {
		return nil
	}
	cause, remedy := problem.Cause(err)
	return problem.New(problem.Place{Path: s.out}, "cannot be written: "+cause, remedy)
}

// place puts everything where it belongs, the envelopes last: they are what
// counts, and name the rest by its digest.
func (s *shelf) place() error {
	err := s.lines.Sync()
	if e := s.lines.Close(); err == nil {
		err = e
	}
	s.lines = nil
	lines := filepath.FromSlash(s.staged + ".lines")
	for _, step := range []func() error{
		func() error { return s.root.Rename(filepath.FromSlash(path.Join(s.staged, "lines")), lines) },
		func() error { return s.root.RemoveAll(filepath.FromSlash(s.raw)) },
		func() error { return s.root.Rename(filepath.FromSlash(s.staged), filepath.FromSlash(s.raw)) },
		func() error { return s.root.Rename(lines, filepath.FromSlash(s.out)) },
	} {
		if err == nil {
			err = step()
		}
	}
	return s.told(err)
}

// close takes away what is not in its place.
func (s *shelf) close() {
	if s.lines != nil {
		s.lines.Close()
	}
	_ = s.root.RemoveAll(filepath.FromSlash(s.staged))
	_ = s.root.Remove(filepath.FromSlash(s.staged + ".lines"))
	s.root.Close()
}
