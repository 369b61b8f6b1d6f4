package problem

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// What the file system refuses has a place and a remedy, whatever was done.
func TestARefusalOfTheFileSystemIsAProblem(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	at := filepath.ToSlash(file)
	_, missing := os.Open(file + "x")
	_, below := os.Open(filepath.Join(file, "x"))
	denied := func(op string, why error) error { return &fs.PathError{Op: op, Path: file, Err: why} }
	rows := []struct {
		name string
		err  error
		want string
	}{
		{"not there", missing, at + "x: cannot be opened: it does not exist; give a path that is there"},
		{"a file in the path", below, at + "/x: cannot be opened: a part of its path is a file, not a directory; choose another path"},
		{"a directory that cannot be made", denied("mkdir", fs.ErrPermission), at + ": cannot be made: permission denied; change its permissions, or choose another place"},
		{"a directory without its parent", denied("mkdirat", fs.ErrNotExist), at + ": cannot be made: the directory it would be in does not exist; make that first, or choose another place"},
		{"a full disk", denied("write", syscall.ENOSPC), at + ": cannot be written: the disk is full; make room, or choose another place"},
		{"a read-only disk", denied("openat", syscall.EROFS), at + ": cannot be opened: the disk is read-only; choose another place"},
		{"a directory for a file", denied("read", syscall.EISDIR), at + ": cannot be read: it is a directory; give a file"},
		{"a link to itself", denied("lstat", errors.New("EvalSymlinks: too many links")), at + ": cannot be read: its symbolic links lead in a circle; correct the links"},
		{"a rename", &os.LinkError{Op: "rename", Old: "a", New: file, Err: fs.ErrPermission}, at + ": cannot be put in its place: permission denied; change its permissions, or choose another place"},
		{"something else", denied("chmod", errors.New("strange")), at + ": cannot be used: strange"},
		{"wrapped", fmt.Errorf("stage results: %w", denied("mkdir", fs.ErrExist)), at + ": cannot be made: it is there already; choose another place"},
		{"without a path", fmt.Errorf("x: %w", syscall.ENOTDIR), "a part of its path is a file, not a directory; choose another path"},
		{"no file at all", errors.New("one\ntwo"), "one; two"},
		{"a problem inside", fmt.Errorf("x: %w", New(Place{Path: "p"}, "what", "remedy")), "p: what; remedy"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got := Of(row.err)
			if len(got) != 1 || got[0].Error() != row.want {
				t.Errorf("told %v\nwant %s", got, row.want)
			}
		})
	}
	if Of(nil) != nil {
		t.Error("nothing is a problem")
	}
}

// In a list, what names no place of its own is at the place it was met.
func TestJoinKeepsThePlaceThatIsKnown(t *testing.T) {
	here := Place{Path: "here"}
	for _, row := range []struct {
		err  error
		want string
	}{
		{errors.New("plain"), "here: plain"},
		{&fs.PathError{Op: "open", Path: "there", Err: fs.ErrPermission}, "there: cannot be opened: permission denied"},
		{New(Place{Path: "p"}, "what", ""), "p: what"},
		{New(Place{}, "of all", ""), "of all"},
	} {
		var list List
		list.Join(here, row.err)
		list.Join(here, nil)
		if list.Len() != 1 || !strings.HasPrefix(list.Err().Error(), row.want) {
			t.Errorf("told %v, want %s", list.Err(), row.want)
		}
	}
}
