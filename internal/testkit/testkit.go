// Package testkit holds what tests of several packages share: golden files, a
// fixed clock, and the way to real data that is not part of the repository.
package testkit

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Clock is the fixed time of assessment of tests: 2026-11-20T00:00:00Z, the one
// the example is dated for.
func Clock() time.Time { return time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC) }

// Root is the directory of go.mod, found upwards from the test's directory.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the test's directory")
		}
		dir = parent
	}
}

// SharedData is the directory of real files that no one on this project wrote:
// the one ASSAY_SHARED_DATA names, else ../shared/data from the module's root.
// Where it is missing the test is skipped and says so.
func SharedData(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("ASSAY_SHARED_DATA")
	if dir == "" {
		dir = filepath.Join(Root(t), "..", "shared", "data")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("real data is not here: set ASSAY_SHARED_DATA to its directory (looked at %s)", dir)
	}
	return dir
}

// Golden compares got with the file at path, relative to the test's directory,
// byte for byte. With -update it writes the file instead.
func Golden(t testing.TB, path string, got []byte) {
	t.Helper()
	if Updating() {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("golden file: %v (go test -update writes it)", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got); go test -update rewrites it:\n%s", path, diff)
	}
}

// update is registered here so that `go test -update` works in every package
// that uses testkit; a package must not register its own.
var update = flag.Bool("update", false, "rewrite golden files")

// Updating says whether the test was run with -update.
func Updating() bool { return *update }
