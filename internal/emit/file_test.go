//go:build unix

package emit

import (
	"bytes"
	"errors"
	"maps"
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

func TestAFileOfTheResultsBeforeIsUsedAgainOnlyIfItIsTheSame(t *testing.T) {
	for name, spoil := range map[string]func(path string) error{
		"as it was": func(string) error { return nil },
		"other bytes": func(path string) error {
			text, err := os.ReadFile(path)
			return errors.Join(err, os.WriteFile(path, bytes.ToUpper(text), 0o644))
		},
		"cut short": func(path string) error { return os.Truncate(path, 1) },
		"gone":      os.Remove,
		"a link": func(path string) error {
			return errors.Join(os.Rename(path, path+".away"), os.Symlink(path+".away", path))
		},
		"a folder":     func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o755)) },
		"not readable": func(path string) error { return os.Chmod(path, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "results")
			m := write(t, dir, sample(t, 2, 3))
			before := tree(t, dir)
			evidence := m.Evidence.Sources[0]
			placed := filepath.Join(dir, "fedramp-low", resourcesDir, evidence.Digest)
			inode := fileOf(t, placed)
			if err := spoil(placed); err != nil {
				t.Fatal(err)
			}
			write(t, dir, sample(t, 2, 3))
			if after := tree(t, dir); !maps.Equal(before, after) {
				t.Error("the results differ from those of a first run")
			}
			now := fileOf(t, placed)
			if !now.Mode().IsRegular() {
				t.Errorf("what was placed is %s", now.Mode())
			}
			if same := os.SameFile(inode, now); same != (name == "as it was") {
				t.Errorf("used again: %t", same)
			}
		})
	}
}

func fileOf(t *testing.T, path string) os.FileInfo {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info
}
