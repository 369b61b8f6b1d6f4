package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
)

// document reads the text of one document: a regular file, or - for standard
// input. The error is a problem at the name as given.
func (f *factory) document(ctx context.Context, file string) (text []byte, err error) {
	at := problem.Place{Path: filepath.ToSlash(file)}
	if file == stdin {
		text, err = io.ReadAll(io.LimitReader(&interruptible{ctx, f.in}, oscal.MaxSize+1))
		if err == nil && len(text) > oscal.MaxSize {
			err = emit.ErrTooLarge
		}
	} else {
		text, err = emit.ReadFile(file, oscal.MaxSize)
	}
	switch {
	case err == nil:
		return text, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, fs.ErrNotExist):
		return nil, problem.New(at, "there is no such file", "give the path of an OSCAL document")
	}
	cause, _ := problem.Cause(err)
	return nil, problem.New(at, "the document cannot be read: "+cause, "give a file of at most 256 MiB that can be read")
}

// product writes what a command makes: to standard output for -, else into a file
// that appears whole or not at all. A link is followed, and a file that is there
// keeps its mode.
func (f *factory) product(path string, text []byte) error {
	return f.produce(path, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// produce is product for what is written part by part.
func (f *factory) produce(path string, write func(io.Writer) error) error {
	if path == stdin {
		return write(f.out)
	}
	if err := replaceFile(path, write); err != nil {
		cause, _ := problem.Cause(err)
		return problem.New(problem.Place{Path: filepath.ToSlash(path)}, "this file cannot be written: "+cause, "give a path in a directory that is there and can be written to")
	}
	return nil
}

// errProtected refuses to replace a file that nobody may write to, which a new
// file in its place would do all the same.
var errProtected = errors.New("the file is write-protected")

func replaceFile(path string, write func(io.Writer) error) error {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		if !info.Mode().IsRegular() {
			return emit.ErrNotRegular
		}
		if mode = info.Mode().Perm(); mode&0o222 == 0 {
			return errProtected
		}
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".assay-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	err = write(tmp)
	if e := tmp.Chmod(mode); err == nil {
		err = e
	}
	if e := tmp.Sync(); err == nil {
		err = e
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

// sameFile says whether two paths lead to one file that is there.
func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	two, err := os.Stat(b)
	return err == nil && os.SameFile(one, two)
}
