package revision

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// Export writes what the commit has at a path, a file or a directory, below a
// directory that is there, at the same path. Links in it are an error.
func (t *Tree) Export(name, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	return fs.WalkDir(t, name, func(at string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			return root.MkdirAll(filepath.FromSlash(at), 0o755)
		}
		data, err := t.ReadFile(at)
		if err != nil {
			return err
		}
		if err := root.MkdirAll(filepath.FromSlash(path.Dir(at)), 0o755); err != nil {
			return err
		}
		return root.WriteFile(filepath.FromSlash(at), data, 0o644)
	})
}
