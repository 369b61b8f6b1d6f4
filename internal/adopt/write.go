package adopt

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
)

// Write puts the files into a workspace: all of them or none. A file or a check's
// directory that is there already is a problem, and all of these are told at
// once; nothing is ever overwritten. Symbolic links that leave the workspace are
// refused.
func (m *Migration) Write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	var list problem.List
	told := map[string]bool{}
	for _, f := range m.Files {
		at := f.Path
		if strings.HasSuffix(path.Dir(path.Dir(at)), policyDir) {
			at = path.Dir(at) // other files there would become part of the check
		}
		if _, err := root.Lstat(at); !errors.Is(err, fs.ErrNotExist) && !told[at] {
			told[at] = true
			what, remedy := "is there already; nothing was written", "move it away, or choose another directory with --out"
			if err != nil {
				cause, other := problem.Cause(err)
				what, remedy = "cannot be written: "+cause, other
			}
			list.Add(problem.Place{Path: shown(dir, at)}, what, remedy)
		}
	}
	if err := list.Err(); err != nil {
		return err
	}
	var made []string // to take away again, last first
	for _, f := range m.Files {
		if made, err = create(root, f, made); err != nil {
			for i := len(made) - 1; i >= 0; i-- {
				_ = root.Remove(made[i]) // a directory that is not empty stays
			}
			cause, remedy := problem.Cause(err)
			return problem.New(problem.Place{Path: shown(dir, f.Path)}, "cannot be written: "+cause+"; nothing was written", remedy)
		}
	}
	return nil
}

// create writes one new file and the directories it needs, and adds what it made.
func create(root *os.Root, f File, made []string) ([]string, error) {
	var missing []string
	for d := path.Dir(f.Path); d != "."; d = path.Dir(d) {
		if _, err := root.Stat(d); err == nil {
			break
		}
		missing = append(missing, d)
	}
	for i := len(missing) - 1; i >= 0; i-- {
		if err := root.Mkdir(missing[i], 0o755); err != nil {
			return made, err
		}
		made = append(made, missing[i])
	}
	file, err := root.OpenFile(f.Path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return made, err
	}
	made = append(made, f.Path)
	_, err = file.Write(f.Text)
	return made, errors.Join(err, file.Close())
}

// shown is a path of the workspace as the caller names it.
func shown(dir, name string) string {
	return filepath.ToSlash(filepath.Join(dir, filepath.FromSlash(name)))
}
