package pipeline

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/validate"
)

// Validate checks one OSCAL document as far as level, the name of a layer of
// package validate. From the references on it also opens the local files that the
// document names; nothing is opened outside the repository the file stands in.
// The document is nil when it cannot be read; the findings then say why. Their
// places name files as the caller does.
func Validate(file, level string) (*oscal.Document, []validate.Finding) {
	return validated(file, func() (*oscal.Document, []validate.Finding, error) {
		abs, err := filepath.Abs(file)
		if err == nil {
			abs, err = filepath.EvalSymlinks(abs)
		}
		if err != nil {
			return nil, nil, err
		}
		return inRepository(file, abs, func(root fs.FS, name string) (*oscal.Document, []validate.Finding) {
			return validate.File(root, name, level)
		})
	})
}

// ValidateFrom checks the document that in gives, as Validate would a file of the
// working directory: the files it names are looked for there. Places call it name.
func ValidateFrom(in io.Reader, name, level string) (*oscal.Document, []validate.Finding) {
	return validated(name, func() (*oscal.Document, []validate.Finding, error) {
		text, err := oscal.ReadAll(in, 0)
		switch at := (problem.Place{Path: name}); {
		case err != nil:
			cause, _ := problem.Cause(err)
			return nil, nil, problem.New(at, "standard input cannot be read to its end: "+cause, "give the document again, or as a file")
		case len(text) > oscal.MaxSize:
			return nil, nil, tooLarge(name)
		}
		return checkHere(name, text, level)
	})
}

// validated adds to the findings why a document could not be checked.
func validated(file string, check func() (*oscal.Document, []validate.Finding, error)) (*oscal.Document, []validate.Finding) {
	at := problem.Place{Path: filepath.ToSlash(file)}
	doc, found, err := check()
	if errors.Is(err, fs.ErrNotExist) {
		err = problem.New(at, "there is no such file", "give the path of an OSCAL document")
	}
	for _, p := range problem.Of(err) {
		found = append(found, validate.Finding{Rule: "read", Place: cmp.Or(p.Place, at), What: p.What, Remedy: p.Remedy})
	}
	return doc, found
}

// unnamed is where a document stands that is no file: no link leads there, because
// none may hold a zero byte.
const unnamed = "\x00"

// checkHere checks a document that is no file with the local files it names, from
// the working directory.
func checkHere(name string, text []byte, level string) (*oscal.Document, []validate.Finding, error) {
	here, err := filepath.Abs(".")
	if err == nil {
		here, err = filepath.EvalSymlinks(here)
	}
	if err != nil {
		return nil, nil, err
	}
	return inRepository(name, filepath.Join(here, unnamed), func(root fs.FS, name string) (*oscal.Document, []validate.Finding) {
		return validate.At(root, name, text, level)
	})
}

// inRepository checks the document at abs, which the caller calls file, within the
// repository it stands in.
func inRepository(file, abs string, check func(root fs.FS, name string) (*oscal.Document, []validate.Finding)) (*oscal.Document, []validate.Finding, error) {
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
	doc, found := check(root.FS(), filepath.ToSlash(name))
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
