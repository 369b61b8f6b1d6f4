package config

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// Trusted is a workspace that is judged by the rules of another revision of its
// repository.
type Trusted struct {
	// Judging has the rules of the base, and what they judge of the change.
	Judging *Config
	// Base and Change are the workspace as either has it as a whole.
	Base, Change *Config
}

// Workspace gives the repository of the assay.yaml at name and its path there, by the
// name itself: a change that makes a link of it leads nowhere else.
func Workspace(name string) (root, rel string, err error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return "", "", unread(name, err)
	}
	top := Repository(filepath.Dir(abs))
	rel, err = filepath.Rel(top, abs)
	if err == nil {
		root, err = filepath.EvalSymlinks(top)
	}
	if err != nil {
		return "", "", unread(name, err)
	}
	real, err := filepath.EvalSymlinks(abs)
	if err == nil && real != filepath.Join(root, rel) {
		err = problem.New(problem.Place{Path: name}, "it is reached by a symbolic link, which the change may have set", "name the file by its own path")
	} else if err != nil {
		err = unread(name, err)
	}
	return root, filepath.ToSlash(rel), err
}

// Trust reads the assay.yaml at name with the rules that another revision of its
// repository has, called revision in problems. Of the change count what is judged: its
// system, its title, and what it adds to sources and to the boundary.
//
// Source: docs/adr/0039.
func Trust(name string, rules fs.FS, revision string) (*Trusted, error) {
	root, rel, err := Workspace(name)
	if err != nil {
		return nil, err
	}
	data, err := (&Config{Root: root, Rules: rules}).Read(rel, strictyaml.MaxSize)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, problem.New(problem.Place{Path: revision}, "it has no "+rel+", so that nothing there says what counts",
			"for the change that introduces it leave --trusted-ref out and review the file itself; otherwise correct the path given with -c")
	case err != nil:
		cause, remedy := problem.Cause(err)
		return nil, problem.New(problem.Place{Path: revision + ":" + rel}, "cannot read the configuration: "+cause, remedy)
	}
	if _, err := Decode(revision+":"+rel, data); err != nil {
		return nil, err
	}
	base, err := Decode(rel, data)
	if err != nil {
		return nil, err
	}
	base.Root, base.Base, base.Rules, base.whole = root, path.Dir(rel), rules, true
	if err := base.contain(); err != nil {
		return nil, Told(revision, err)
	}
	change, err := Load(name)
	if err != nil {
		return nil, err
	}
	return &Trusted{Judging: judging(base, change), Base: base, Change: change}, nil
}

// judging joins the rules of one configuration with what another has to be judged.
func judging(base, change *Config) *Config {
	out := *base
	out.whole = false
	out.System, out.Title = change.System, change.Title
	out.Sources = slices.Clone(base.Sources)
	for _, s := range change.Sources {
		if !slices.ContainsFunc(base.Sources, func(b Source) bool { return same(b, s) }) {
			s.Added = true
			out.Sources = append(out.Sources, s)
		}
	}
	if base.Scope.Boundary != nil {
		out.Scope.Boundary = slices.Clone(base.Scope.Boundary)
		for _, key := range change.Scope.Boundary {
			if !slices.Contains(base.Scope.Boundary.Words(), key.Value) {
				out.Scope.Boundary = append(out.Scope.Boundary, key)
			}
		}
	}
	return &out
}

// same says whether two entries say the same.
func same(a, b Source) bool {
	one := func(s Source) []byte { return File{Sources: []Source{s}}.Encode() }
	return bytes.Equal(one(a), one(b))
}

// Told says of each problem in which revision it is.
func Told(revision string, err error) error {
	var list problem.List
	for _, p := range problem.Of(err) {
		at := p.Place
		at.Path = strings.TrimSuffix(revision+":"+at.Path, ":")
		list.Add(at, p.What, p.Remedy)
	}
	return list.Err()
}
