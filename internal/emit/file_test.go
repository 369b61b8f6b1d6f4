//go:build unix

package emit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
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
		m, err := ReadManifest(dir)
		if err == nil || !strings.Contains(err.Error(), "not readable") {
			t.Errorf("%s: %v", what, err)
		}
		if ours := m.owned(); len(ours) > 0 {
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

func TestWhatStandsWhereResultsAreMadeIsLeftAlone(t *testing.T) {
	for name, put := range map[string]func(path, elsewhere string) error{
		"a link to a folder": func(path, elsewhere string) error { return os.Symlink(elsewhere, path) },
		"a link to nothing":  func(path, elsewhere string) error { return os.Symlink(elsewhere+".gone", path) },
		"a file":             func(path, _ string) error { return os.WriteFile(path, []byte("mine"), 0o644) },
		"a pipe":             func(path, _ string) error { return syscall.Mkfifo(path, 0o644) },
		"a folder": func(path, _ string) error {
			return errors.Join(os.Mkdir(path, 0o755), os.WriteFile(filepath.Join(path, "thesis.md"), []byte("mine"), 0o644))
		},
		"a folder with a manifest of another program": func(path, _ string) error {
			return errors.Join(os.Mkdir(path, 0o755), os.WriteFile(filepath.Join(path, manifestFile), []byte(`{"outputs": [{"path": "thesis.md"}]}`), 0o644))
		},
	} {
		for _, before := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, results before: %t", name, before), func(t *testing.T) {
				root := t.TempDir()
				dir, elsewhere := filepath.Join(root, "results"), filepath.Join(root, "elsewhere")
				if err := errors.Join(os.Mkdir(elsewhere, 0o755), os.WriteFile(filepath.Join(elsewhere, "passwords"), []byte("mine"), 0o644)); err != nil {
					t.Fatal(err)
				}
				if before {
					write(t, dir, sample(t, 2, 3))
				}
				if err := put(filepath.Join(root, ".results.next"), elsewhere); err != nil {
					t.Fatal(err)
				}
				list := func() string { out, _ := exec.Command("find", root, "-ls").Output(); return string(out) }
				was := list()
				if _, err := Write(context.Background(), dir, sample(t, 1, 1)); err == nil {
					t.Error("no error")
				}
				if now := list(); now != was {
					t.Errorf("something changed:\n%s\n%s", was, now)
				}
			})
		}
	}
}

func TestOldResultsThatAreHalfGoneAreClearedAway(t *testing.T) {
	root := t.TempDir()
	dir, next := filepath.Join(root, "results"), filepath.Join(root, ".results.next")
	write(t, dir, sample(t, 2, 3))
	if err := errors.Join(os.CopyFS(next, os.DirFS(dir)), os.RemoveAll(filepath.Join(next, "fedramp-low")), os.WriteFile(filepath.Join(next, "notes.txt"), []byte("mine"), 0o644)); err != nil {
		t.Fatal(err)
	}
	write(t, dir, sample(t, 2, 3))
	if _, err := os.Lstat(next); err == nil {
		t.Error("they are still there")
	}
	if tree(t, dir)["notes.txt"] != "mine" {
		t.Error("a file of the user's is gone")
	}
}
