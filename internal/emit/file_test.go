//go:build unix

package emit

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestReadFileReadsRegularFilesOfASize(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(at("ten"), []byte("0123456789"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(at("pipe"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/dev/zero", at("endless")); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name  string
		limit int64
		want  error
	}{
		{"ten", 10, nil}, {"ten", 9, ErrTooLarge}, {"pipe", 10, ErrNotRegular}, {"endless", 10, ErrNotRegular}, {".", 10, ErrNotRegular}, {"none", 10, os.ErrNotExist},
	} {
		done := make(chan error, 1)
		go func() {
			text, err := ReadFile(at(row.name), row.limit)
			if err == nil && string(text) != "0123456789" {
				err = errors.New("it reads " + string(text))
			}
			done <- err
		}()
		select {
		case err := <-done:
			if !errors.Is(err, row.want) {
				t.Errorf("%s, at most %d bytes: %v, want %v", row.name, row.limit, err, row.want)
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("%s: it waits", row.name)
		}
	}
}

// Results may be put there by anybody.
func TestAManifestThatIsNoFile(t *testing.T) {
	for what, make := range map[string]func(path string) error{
		"a pipe":      func(path string) error { return syscall.Mkfifo(path, 0o644) },
		"a device":    func(path string) error { return os.Symlink("/dev/zero", path) },
		"a directory": func(path string) error { return os.Mkdir(path, 0o755) },
	} {
		dir := t.TempDir()
		if err := make(filepath.Join(dir, manifestFile)); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadManifest(dir); err == nil || !strings.Contains(err.Error(), "not readable") {
			t.Errorf("%s: %v", what, err)
		}
		if ours := ownedBy(dir); len(ours) > 0 {
			t.Errorf("%s names %v", what, ours)
		}
	}
}
