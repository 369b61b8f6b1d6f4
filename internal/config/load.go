package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// Load reads the assay.yaml at name, a path of the operating system. Every path
// in it must stay inside the repository, symbolic links followed. A problem's
// place is relative to the repository.
func Load(name string) (*Config, error) {
	root, rel, err := locate(name)
	if err != nil {
		return nil, err
	}
	data, err := (&Config{Root: root}).Read(rel, strictyaml.MaxSize)
	if err != nil {
		return nil, unread(name, err)
	}
	c, err := Decode(rel, data)
	if err != nil {
		return nil, err
	}
	c.Root, c.Base = root, path.Dir(rel)
	return c, c.contain()
}

// locate finds the repository that a file belongs to, and its path there.
func locate(name string) (root, rel string, err error) {
	abs, err := filepath.Abs(name)
	if err == nil {
		abs, err = filepath.EvalSymlinks(abs)
	}
	if err != nil {
		return "", "", unread(name, err)
	}
	root = Repository(filepath.Dir(abs))
	rel, err = filepath.Rel(root, abs)
	if err != nil {
		return "", "", fmt.Errorf("place of %s in its repository: %w", name, err)
	}
	return root, filepath.ToSlash(rel), nil
}

// Repository is the nearest directory above with .git, else dir itself. Nothing
// outside of it is read.
func Repository(dir string) string {
	for at := dir; ; at = filepath.Dir(at) {
		// A worktree or submodule has .git as a file.
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			return dir
		}
	}
}

// unread says why a configuration cannot be read.
func unread(name string, err error) error {
	remedy := "give the path of an assay.yaml with -c"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		remedy += ", or run assay init"
	case errors.Is(err, fs.ErrPermission):
		remedy = "change its permissions, or give the path of another with -c"
	}
	cause, _ := problem.Cause(err)
	return problem.New(problem.Place{Path: name}, "cannot read the configuration: "+cause, remedy)
}

// Abs turns a path of the file, relative to its directory, into one relative to
// the repository. It does not look at the disk.
func (c *Config) Abs(p string) string { return path.Join(c.Base, p) }

// PolicyDir is the directory of the team's own policies, relative to the
// repository: the one configured, else policies beside the file where it exists,
// else empty.
func (c *Config) PolicyDir() string {
	if c.Policies.Set() {
		return c.Abs(c.Policies.Value)
	}
	if dir := c.Abs("policies"); c.isDir(dir) {
		return dir
	}
	return ""
}

// contain refuses paths that leave the repository or, where they must exist, do
// not.
func (c *Config) contain() error {
	var list problem.List
	c.eachPath(func(p strictyaml.At[string], pattern bool) {
		if list.Len() >= maxProblems {
			return
		}
		named := c.Abs(p.Value)
		if pattern {
			base, _ := doublestar.SplitPattern(p.Value)
			named = c.Abs(base)
		}
		switch out, err := c.leaves(named); {
		case pattern && errors.Is(err, fs.ErrPermission):
			// Evidence that cannot be read: collect says so, and holds the root.
		case err != nil:
			cause, remedy := problem.Cause(err)
			list.Add(p.Place, "cannot follow the path: "+cause, remedy)
		case out:
			list.Add(p.Place, strictyaml.Quote(p.Value)+" leaves the repository", "nothing outside it is read; copy what is needed into it")
		}
	})
	if !c.Policies.Set() {
		c.beside("policies", &list)
	}
	if c.Attestations == nil {
		c.beside("attestations", &list)
	}
	if c.Decisions == nil {
		c.beside("decisions", &list)
	}
	if c.Waivers == nil {
		c.beside("waivers", &list)
	}
	if list.Len() > 0 {
		return list.Err()
	}
	for _, p := range c.System.Files {
		if info, err := c.stat(c.Abs(p.Value)); err != nil || !info.Mode().IsRegular() {
			list.Add(p.Place, "there is no file "+strictyaml.Quote(p.Value), "name an OSCAL component definition or system security plan, relative to the directory of this file")
		}
	}
	for _, f := range c.Frameworks {
		c.present(f.Profile, "name an OSCAL profile", &list)
		c.present(f.Bindings, "name a file of bindings", &list)
	}
	var dirs []strictyaml.At[string]
	if c.Policies.Set() {
		dirs = append(dirs, c.Policies)
	}
	for _, e := range c.Conftest {
		dirs = append(dirs, e.Path)
	}
	for _, p := range dirs {
		if !c.isDir(c.Abs(p.Value)) {
			list.Add(p.Place, "there is no directory "+strictyaml.Quote(p.Value), "name it relative to the directory of this file")
		}
	}
	return list.Err()
}

// present refuses a path that is given and names no file.
func (c *Config) present(p strictyaml.At[string], remedy string, list *problem.List) {
	if !p.Set() {
		return
	}
	if info, err := c.stat(c.Abs(p.Value)); err != nil || !info.Mode().IsRegular() {
		list.Add(p.Place, "there is no file "+strictyaml.Quote(p.Value), remedy+", relative to the directory of this file")
	}
}

// beside refuses what stands under the name of a directory that is looked at
// without being configured and is no directory of the repository: what is in it
// would silently not count.
func (c *Config) beside(name string, list *problem.List) {
	at := problem.Place{Path: c.Abs(name)}
	if !c.named(at.Path) {
		return
	}
	switch out, err := c.leaves(at.Path); {
	case out || err != nil:
		list.Add(at, "the directory "+name+" beside assay.yaml leaves the repository", "nothing outside it is read; copy what is needed into it")
	case !c.isDir(at.Path):
		list.Add(at, name+" beside assay.yaml is not a directory", "make it one, give it another name, or name yours under "+name+" in assay.yaml")
	}
}
