package pipeline

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/validate"
)

// Validate checks one OSCAL document. Level says how far to go: schema,
// references, or all, which also opens the local files it names; nothing is
// opened outside the repository the file stands in. The document is nil when it
// cannot be read; the findings then say why. Their places name files as the
// caller does.
func Validate(file, level string) (*oscal.Document, []validate.Finding) {
	at := problem.Place{Path: filepath.ToSlash(file)}
	doc, found, err := check(file, level)
	if errors.Is(err, fs.ErrNotExist) {
		err = problem.New(at, "there is no such file", "give the path of an OSCAL document")
	}
	for _, p := range problem.Of(err) {
		found = append(found, validate.Finding{Rule: "read", Place: cmp.Or(p.Place, at), What: p.What, Remedy: p.Remedy})
	}
	return doc, found
}

func check(file, level string) (*oscal.Document, []validate.Finding, error) {
	if level == "all" {
		return checkAll(file)
	}
	text, err := readFile(file)
	if err != nil {
		return nil, nil, err
	}
	doc, found := validate.Text(filepath.ToSlash(file), text)
	if level == "references" && doc != nil && doc.Models != (oscal.Models{}) {
		found = append(found, validate.References(doc)...)
	}
	return doc, found, nil
}

func checkAll(file string) (*oscal.Document, []validate.Finding, error) {
	abs, err := filepath.Abs(file)
	if err == nil {
		abs, err = filepath.EvalSymlinks(abs)
	}
	if err != nil {
		return nil, nil, err
	}
	top := config.Repository(filepath.Dir(abs))
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
	for i := range found {
		p := &found[i].Place
		if p.Path == filepath.ToSlash(name) {
			p.Path = filepath.ToSlash(file)
		} else {
			p.Path = spoken(file, filepath.Join(top, filepath.FromSlash(p.Path)))
		}
	}
	return doc, found, nil
}

// spoken names a file in the manner of another that the caller named: from the
// root of the disk, or from the directory the caller is in.
func spoken(like, abs string) string {
	if filepath.IsAbs(like) {
		return filepath.ToSlash(abs)
	}
	here, err := filepath.Abs(".")
	if err == nil {
		here, err = filepath.EvalSymlinks(here)
	}
	if err != nil {
		return filepath.ToSlash(abs)
	}
	rel, err := filepath.Rel(here, abs)
	if err != nil {
		return filepath.ToSlash(abs)
	}
	return filepath.ToSlash(rel)
}
