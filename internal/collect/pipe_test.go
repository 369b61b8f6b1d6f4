//go:build unix

package collect

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/assay-compliance/assay/evidence"
)

func TestWhatIsNoRegularFile(t *testing.T) {
	root := repo(t, map[string]string{"e/dir.json/": "", "e/pipelink.json": "-> pipe", "e/ok.json": envelope("web", "ok")})
	if err := syscall.Mkfifo(filepath.Join(root, "e/pipe.json"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(root, "e/pipe"), 0o644); err != nil {
		t.Fatal(err)
	}
	equal(t, "by pattern", told(all(t, root, Options{}, Entry{Path: "e/*.json"})),
		"e/ok.json ok", "e/pipe.json! it is no regular file", "e/pipelink.json! it is no regular file")
	equal(t, "by name", told(all(t, root, Options{}, Entry{Path: "e/pipe.json"}, Entry{Path: "e/dir.json"}, Entry{Path: "e"})),
		"e/pipe.json! it is no regular file", "e/dir.json! it is a directory", "e! it is a directory")
	// A file that has become a pipe since it was listed is not waited for.
	s, err := Open(root, "", []Entry{{Path: "e/o*.json"}}, kinds(), Options{Boundary: []string{"web"}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	it, err := s.Next(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	os.Remove(filepath.Join(root, "e/ok.json"))
	if err := syscall.Mkfifo(filepath.Join(root, "e/ok.json"), 0o644); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		done <- it.Documents(context.Background(), func(d *evidence.Document) error {
			if d.Problem == nil {
				return errors.New("a pipe was read")
			}
			return nil
		})
	}()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Error("a pipe without writer was waited for")
	}
}
