package problem

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Of returns every problem inside err. An err that holds none is one problem
// itself: what the file system refused has a remedy and, where it names it, its
// file as place; any other error has neither. A nil err has none.
func Of(err error) []*Problem {
	if err == nil {
		return nil
	}
	if found := All(err); len(found) > 0 {
		return found
	}
	if p := ofFile(err); p != nil {
		return []*Problem{p}
	}
	return []*Problem{New(Place{}, strings.ReplaceAll(err.Error(), "\n", "; "), "")}
}

// ofFile is the problem that the file system's refusal is; nil for an error of
// another kind.
func ofFile(err error) *Problem {
	var path *fs.PathError
	var link *os.LinkError
	at, op := "", ""
	switch {
	case errors.As(err, &path):
		at, op = path.Path, path.Op
	case errors.As(err, &link):
		at, op = link.New, link.Op
	default:
		if cause, remedy := Cause(err); remedy != "" {
			return New(Place{}, cause, remedy)
		}
		return nil
	}
	what := "cannot be used"
	for _, doing := range []struct{ op, what string }{
		{"mkdir", "cannot be made"}, {"open", "cannot be opened"}, {"read", "cannot be read"}, {"stat", "cannot be read"}, {"lstat", "cannot be read"},
		{"write", "cannot be written"}, {"rename", "cannot be put in its place"}, {"unlink", "cannot be removed"},
	} {
		if strings.HasPrefix(op, doing.op) {
			what = doing.what
		}
	}
	cause, remedy := Cause(err)
	if strings.HasPrefix(op, "mkdir") && errors.Is(err, fs.ErrNotExist) {
		cause, remedy = "the directory it would be in does not exist", "make that first, or choose another place"
	}
	return New(Place{Path: filepath.ToSlash(at)}, what+": "+cause, remedy)
}

// Cause says in few words why the file system refused, without the path, which
// the place tells, and what helps.
func Cause(err error) (cause, remedy string) {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "it does not exist", "give a path that is there"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied", "change its permissions, or choose another place"
	case errors.Is(err, fs.ErrExist):
		return "it is there already", "choose another place"
	case errors.Is(err, syscall.ENOTDIR):
		return "a part of its path is a file, not a directory", "choose another path"
	case errors.Is(err, syscall.EISDIR):
		return "it is a directory", "give a file"
	case errors.Is(err, syscall.EROFS):
		return "the disk is read-only", "choose another place"
	case errors.Is(err, syscall.ENOSPC):
		return "the disk is full", "make room, or choose another place"
	case errors.Is(err, syscall.ELOOP), strings.Contains(err.Error(), "too many links"): // filepath has no error value for it
		return "its symbolic links lead in a circle", "correct the links"
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return strings.TrimSpace(err.Error()), ""
}
