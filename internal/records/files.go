package records

import (
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

var nameShape = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// idOf is the id of a file: its name without .yaml.
func idOf(file string) string { return strings.TrimSuffix(path.Base(file), ".yaml") }

// list gives the files of records: those that the configuration names, else those
// of the directory called name beside it, where there is one. They are sorted by
// id, and each id is there once.
func (r *reader) list(paths config.Words, name string) []string {
	repo := r.repository()
	if repo == nil {
		return nil
	}
	var found []string
	if paths == nil {
		found = r.below(repo, r.cfg.Abs(name), problem.Place{})
	}
	for _, p := range paths {
		files := r.named(repo, p)
		if len(files) == 0 {
			r.problems.Add(p.Place, name+": "+strictyaml.Quote(p.Value)+" names no .yaml file", "write the first, or correct the path; it is relative to the directory of this file")
		}
		found = append(found, files...)
	}
	slices.SortFunc(found, func(a, b string) int {
		if c := strings.Compare(idOf(a), idOf(b)); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	found = slices.Compact(found)
	if len(found) > maxFiles {
		r.problems.Add(problem.Place{Path: r.cfg.Path}, "there are more than "+strconv.Itoa(maxFiles)+" files of "+name, "write several entries into one file")
		return nil
	}
	var out []string
	for _, file := range found {
		last := ""
		if len(out) > 0 {
			last = out[len(out)-1]
		}
		if r.usable(file, last) {
			out = append(out, file)
		}
	}
	return out
}

// usable refuses a file whose name is no id, or the id of the one before it.
func (r *reader) usable(file, last string) bool {
	at := problem.Place{Path: file}
	switch id := idOf(file); {
	case !nameShape.MatchString(id) || len(id) > 150:
		r.problems.Add(at, "the name of the file is no id", "letters, digits, - . _, beginning with a letter or digit, at most 150")
		return false
	case last != "" && idOf(last) == id:
		r.problems.Add(at, "two files are called "+id+".yaml", "the other is "+last+"; give one another name, as it is the id")
		return false
	}
	return true
}

// named gives the files that one path of the configuration means: a directory, a
// file, or a pattern.
func (r *reader) named(repo fs.FS, p strictyaml.At[string]) []string {
	at := r.cfg.Abs(p.Value)
	if !strings.ContainsAny(p.Value, `*?[{\`) {
		return r.below(repo, at, p.Place)
	}
	found, err := doublestar.Glob(repo, at, doublestar.WithFilesOnly(), doublestar.WithFailOnIOErrors())
	if err != nil {
		cause, remedy := problem.Cause(err)
		r.problems.Add(p.Place, "cannot be listed: "+cause, remedy)
	}
	return slices.DeleteFunc(found, func(file string) bool { return !r.isRecord(file) })
}

// below gives the files in and below a directory, or the file itself.
func (r *reader) below(repo fs.FS, dir string, from problem.Place) []string {
	if !filepath.IsLocal(filepath.FromSlash(dir)) {
		return nil // told by config
	}
	var out []string
	if _, err := fs.Stat(repo, dir); err != nil {
		return nil // a default that is not there; told by list where it is configured
	}
	err := fs.WalkDir(repo, dir, func(file string, e fs.DirEntry, err error) error {
		hidden := strings.HasPrefix(path.Base(file), ".") && file != dir
		switch {
		case err != nil:
			return err
		case e.IsDir() && hidden:
			return fs.SkipDir
		case e.IsDir() || hidden || len(out) > maxFiles:
			return nil
		}
		if e.Type()&fs.ModeSymlink != 0 && file != dir {
			if info, err := fs.Stat(repo, file); err == nil && info.IsDir() {
				r.problems.Add(problem.Place{Path: file}, "a link to a directory is not followed", "name the directory in "+r.cfg.Path+", or copy it")
				return nil
			}
		}
		if r.isRecord(file) {
			out = append(out, file)
		}
		return nil
	})
	if err != nil {
		cause, remedy := problem.Cause(err)
		r.problems.Add(problem.Place{Path: dir}, "cannot be listed: "+cause, remedy)
	}
	return out
}

// isRecord says whether a file is one by its name. What looks like one and would
// silently not count is told.
func (r *reader) isRecord(file string) bool {
	if path.Ext(file) == ".yml" || strings.EqualFold(path.Ext(file), ".yaml") && path.Ext(file) != ".yaml" {
		r.problems.Add(problem.Place{Path: file}, "records are files called .yaml", "rename it")
	}
	return path.Ext(file) == ".yaml"
}
