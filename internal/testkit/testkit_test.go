package testkit_test

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/assay-compliance/assay/internal/testkit"
)

func TestHostDocumentsAreWhatBenchmarksAreToldTheyAre(t *testing.T) {
	valid := testkit.SchemaOracle(t, []byte(testkit.HostSchema))
	total := 0
	for n := range 50 {
		b := testkit.HostDocument(n)
		total += len(b)
		if !json.Valid(b) || !valid(b) {
			t.Fatalf("document %d is not valid", n)
		}
	}
	if mean := total / 50; mean < 4500 || mean > 4900 {
		t.Errorf("the mean size is %d bytes, want about 4.7 KB", mean)
	}
}

func TestGoldenComparesEveryByte(t *testing.T) {
	path := filepath.Join("testdata", "golden.txt")
	testkit.Golden(t, path, []byte("one\ntwo\n"))
	if testkit.Updating() {
		return
	}
	for _, other := range []string{"one\ntwo", "one\r\ntwo\n", "One\ntwo\n", ""} {
		r := &recorder{TB: t}
		if testkit.Golden(r, path, []byte(other)); !r.failed {
			t.Errorf("%q passes for the golden file", other)
		}
	}
}

// recorder notes a failure instead of failing.
type recorder struct {
	testing.TB
	failed bool
}

func (r *recorder) Errorf(string, ...any) { r.failed = true }
func (r *recorder) Helper()               {}
