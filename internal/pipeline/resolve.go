package pipeline

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/frameworks"
	"github.com/assay-compliance/assay/oscal/resolve"
)

// Resolve resolves the profile in file, or a built-in one by an href such as
// assay:fedramp-high. Sources say which file stands for an href that the profile
// imports; only what they name may stand outside the repository of the profile.
func Resolve(file string, sources map[string]string) (*resolve.Result, error) {
	o := resolve.Options{Builtin: builtinDocument, Source: sourceOf(sources)}
	for _, href := range slices.Sorted(maps.Keys(sources)) {
		name := sources[href]
		if _, err := readFile(name); err != nil {
			return nil, problem.New(problem.Place{Path: filepath.ToSlash(name)}, "the source given for "+href+" cannot be read", "give the path of a catalog or profile")
		}
	}
	if strings.HasPrefix(file, frameworks.Scheme) {
		name, data, ok := builtinDocument(file)
		if !ok {
			_, err := frameworks.ResolveFile(nil, file) // says what there is
			return nil, err
		}
		return resolve.Text(frameworks.FS, name, data, o)
	}
	abs, err := filepath.Abs(file)
	if err == nil {
		abs, err = filepath.EvalSymlinks(abs)
	}
	if err != nil {
		return nil, problem.New(problem.Place{Path: filepath.ToSlash(file)}, "there is no such file", "give the path of a profile or catalog")
	}
	top := config.Repository(filepath.Dir(abs))
	root, err := os.OpenRoot(top)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	name, err := filepath.Rel(top, abs)
	if err != nil {
		return nil, err
	}
	return resolve.Profile(root.FS(), filepath.ToSlash(name), o)
}

// builtinDocument gives a document of package frameworks. Its name keeps the
// scheme, so that what it imports is built in too.
func builtinDocument(href string) (string, []byte, bool) {
	name := strings.TrimPrefix(href, frameworks.Scheme)
	for _, candidate := range []string{name, name + "/profile.json", name + "/catalog.json"} {
		if data, err := fs.ReadFile(frameworks.FS, candidate); err == nil {
			return frameworks.Scheme + candidate, data, true
		}
	}
	return "", nil, false
}

// sourceOf gives the documents that a user names for hrefs.
func sourceOf(sources map[string]string) func(string) (string, []byte, bool) {
	return func(href string) (string, []byte, bool) {
		file, ok := sources[href]
		if !ok {
			return "", nil, false
		}
		data, err := readFile(file)
		if err != nil || len(data) > oscal.MaxSize {
			return "", nil, false // said before
		}
		return filepath.ToSlash(file), data, true
	}
}
