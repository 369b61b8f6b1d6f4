package emit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/assay-compliance/assay/internal/problem"
)

// stage is a results directory in the making. It stands beside the real one and
// takes its place in one atomic exchange, so that a reader, or a run killed at
// any moment, finds the old results whole or the new ones whole.
type stage struct {
	dir  string // the results directory
	next string // its successor
	lock *os.File
	// previous is the manifest of the results that are replaced; nil where there
	// are none.
	previous *Manifest
}

// staging marks a directory that was never finished and may be thrown away.
const staging = ".staging"

// openStage makes an empty successor of dir. What a killed run left behind is
// cleared away first; files in dir that assay did not write are kept.
func openStage(dir string) (*stage, error) {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return nil, problem.New(problem.Place{Path: filepath.Base(dir)}, "the output directory is a file", "choose another --out")
	}
	if err := foreign(dir); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return nil, fmt.Errorf("make output directory: %w", err)
	}
	s := &stage{dir: dir, next: filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+".next")}
	if err := s.recover(); err != nil {
		return nil, err
	}
	if err := os.Mkdir(s.next, 0o755); err != nil {
		return nil, fmt.Errorf("stage results: %w", err)
	}
	lock, err := lockDir(s.next)
	if err != nil {
		return nil, fmt.Errorf("stage results: %w", err)
	}
	s.lock = lock
	if err := os.WriteFile(filepath.Join(s.next, staging), nil, 0o644); err != nil {
		return s, fmt.Errorf("stage results: %w", err)
	}
	s.previous, err = ReadManifest(s.dir)
	return s, err
}

// foreign refuses an output directory that is in use for something else: it has
// files, and no run of assay wrote them. Results amid evidence would be read as
// evidence the next time.
func foreign(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		return nil
	}
	if _, err := os.Stat(filepath.Join(dir, manifestFile)); err == nil {
		return nil
	}
	return problem.New(problem.Place{Path: filepath.ToSlash(dir)}, "the output directory has files that assay did not write", "give an empty or new directory with --out")
}

// recover clears away what a killed run left: an unfinished successor, or the
// old results after the exchange. Anything else of that name is somebody's own
// and is left alone, a link above all: what it leads to would be taken for old
// results, and emptied.
func (s *stage) recover() error {
	info, err := os.Lstat(s.next)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	strange := problem.New(problem.Place{Path: filepath.Base(s.next)}, "something that assay did not write stands where results are made", "move it away, or give another --out")
	if err != nil || !info.IsDir() {
		return strange
	}
	lock, err := lockDir(s.next)
	if err != nil {
		return problem.New(problem.Place{Path: filepath.Base(s.next)}, "another run is writing these results", "wait for it to end, or give this run its own --out")
	}
	defer lock.Close()
	if _, err := os.Lstat(filepath.Join(s.next, staging)); err == nil {
		return os.RemoveAll(s.next)
	}
	s.previous, _ = ReadManifest(s.next)
	if entries, err := os.ReadDir(s.next); err != nil || len(entries) > 0 && s.previous == nil {
		return strange
	}
	if _, err := os.Stat(s.dir); errors.Is(err, fs.ErrNotExist) {
		// Systems without an atomic exchange can stop between two renames.
		return os.Rename(s.next, s.dir)
	}
	return s.retire()
}

// frameworkDir makes the folder of one framework's documents.
func (s *stage) frameworkDir(id string) (string, error) {
	dir := filepath.Join(s.next, id)
	return dir, os.MkdirAll(filepath.Join(dir, resourcesDir), 0o755)
}

// commit puts the successor in the place of the results directory. record, when
// not nil, keeps the state before that: folding the same run in again changes
// nothing, so a kill in between loses nothing either.
func (s *stage) commit(m *Manifest, record func(string) error) error {
	text, err := m.encode()
	if err != nil {
		return err
	}
	if err := s.collisions(m); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(s.next, manifestFile), text, 0o644); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	if err := syncTree(s.next); err != nil {
		return fmt.Errorf("sync results: %w", err)
	}
	if record != nil {
		if err := record(s.next); err != nil {
			return err
		}
	}
	if err := os.Remove(filepath.Join(s.next, staging)); err != nil {
		return fmt.Errorf("stage results: %w", err)
	}
	if _, err := os.Stat(s.dir); errors.Is(err, fs.ErrNotExist) {
		if err := os.Rename(s.next, s.dir); err != nil {
			return fmt.Errorf("place results: %w", err)
		}
		return syncDir(filepath.Dir(s.dir))
	}
	if err := exchange(s.next, s.dir); err != nil {
		os.RemoveAll(s.next)
		return problem.New(problem.Place{Path: filepath.ToSlash(s.dir)}, "the new results cannot take the place of the old ones", "give a directory with --out that is no mount point and not the current one")
	}
	if err := syncDir(filepath.Dir(s.dir)); err != nil {
		return err
	}
	return s.retire()
}

// collisions refuses to put a folder of ours where somebody else's stands.
func (s *stage) collisions(m *Manifest) error {
	ours := s.previous.owned()
	for name := range m.owned() {
		if name == manifestFile || ours[name] {
			continue
		}
		if _, err := os.Lstat(filepath.Join(s.dir, name)); err == nil {
			return problem.New(problem.Place{Path: filepath.Base(s.dir) + "/" + name}, "this was not written by assay and stands where results go", "move it away, or give another --out")
		}
	}
	return nil
}

// retire removes the old results, which stand at next after the exchange. What
// assay did not write moves to the new ones. The manifest goes last: until then
// it tells a later run what this is.
func (s *stage) retire() error {
	ours := s.previous.owned()
	entries, err := os.ReadDir(s.next)
	if err != nil {
		return s.stuck(err)
	}
	for _, e := range entries {
		old := filepath.Join(s.next, e.Name())
		switch {
		case e.Name() == manifestFile:
		case ours[e.Name()]:
			if err := os.RemoveAll(old); err != nil {
				return s.stuck(err)
			}
		default:
			if err := s.keep(old, e.Name()); err != nil {
				return err
			}
		}
	}
	if err := os.RemoveAll(s.next); err != nil {
		return s.stuck(err)
	}
	return nil
}

// stuck says that old results cannot be removed: of this run after the exchange,
// or of one before it. Those in place are whole.
func (s *stage) stuck(err error) error {
	cause, _ := problem.Cause(err)
	return problem.New(problem.Place{Path: filepath.ToSlash(s.next)}, "the results are in place, and the older ones cannot be cleared away: "+cause, "remove this folder, or have whom it belongs to do it")
}

// keep moves a file that assay did not write from the old results to the new.
func (s *stage) keep(old, name string) error {
	to := filepath.Join(s.dir, name)
	if _, err := os.Lstat(to); err == nil {
		return problem.New(problem.Place{Path: filepath.ToSlash(old)}, "a file of your own stands in the old results and in the new", "move one of them away; the new results are in place")
	}
	if err := os.Rename(old, to); err != nil {
		return fmt.Errorf("keep %s: %w", name, err)
	}
	return nil
}

// discard drops an unfinished successor; after commit it does nothing.
func (s *stage) discard() {
	if _, err := os.Stat(filepath.Join(s.next, staging)); err == nil {
		os.RemoveAll(s.next)
	}
	if s.lock != nil {
		s.lock.Close()
	}
}

// top is the first element of a slash path.
func top(path string) string {
	first, _, _ := strings.Cut(path, "/")
	return first
}

// filesUnder lists at most limit files below dir.
func filesUnder(dir string, limit int) ([]string, error) {
	var out []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if out = append(out, path); len(out) >= limit {
			return filepath.SkipAll
		}
		return nil
	})
	return out, err
}

// syncFiles puts files on the disk, a few side by side: most of the time is
// waiting.
func syncFiles(files []string) error {
	errs := make([]error, len(files))
	slots := make(chan struct{}, 8)
	var group sync.WaitGroup
	for i, f := range files {
		slots <- struct{}{}
		group.Go(func() {
			errs[i] = syncFile(f)
			<-slots
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
