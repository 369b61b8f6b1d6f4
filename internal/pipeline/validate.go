package pipeline

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/validate"
)

// Validate checks one OSCAL document. Level says how far to go: schema,
// references, or all, which also opens the local files it names; nothing is
// opened outside the repository the file stands in.
func Validate(file, level string) (*oscal.Document, []validate.Finding, error) {
	if level == "all" {
		return validateAll(file)
	}
	text, err := readFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, missing(file)
	}
	if err != nil {
		return nil, nil, err
	}
	doc, err := oscal.Read(filepath.ToSlash(file), text)
	if err != nil {
		return nil, nil, err
	}
	found := validate.Schema(doc)
	if level == "references" {
		found = append(found, validate.References(doc)...)
	}
	return doc, found, nil
}

func missing(file string) error {
	return problem.New(problem.Place{Path: filepath.ToSlash(file)}, "there is no such file", "give the path of an OSCAL document")
}

func validateAll(file string) (*oscal.Document, []validate.Finding, error) {
	abs, err := filepath.Abs(file)
	if err == nil {
		abs, err = filepath.EvalSymlinks(abs)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, missing(file)
	}
	if err != nil {
		return nil, nil, err
	}
	top := repository(filepath.Dir(abs))
	root, err := os.OpenRoot(top)
	if err != nil {
		return nil, nil, err
	}
	defer root.Close()
	name, err := filepath.Rel(top, abs)
	if err != nil {
		return nil, nil, err
	}
	doc, found := validate.File(root.FS(), filepath.ToSlash(name))
	if doc == nil {
		return nil, nil, validate.Err(found)
	}
	return doc, found, nil
}

// repository is the nearest directory above with .git, else dir itself.
func repository(dir string) string {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			return dir
		}
	}
}
