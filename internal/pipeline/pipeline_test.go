package pipeline_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/examples"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/internal/testkit"
)

// example copies the shipped example into a directory of the test's own.
func example(t testing.TB) string {
	t.Helper()
	tree, err := fs.Sub(examples.FS, "meridian")
	if err != nil {
		t.Fatal(err)
	}
	dir := inMemory(t)
	if err := os.CopyFS(dir, tree); err != nil {
		t.Fatal(err)
	}
	return dir
}

// inMemory is a temporary directory that costs no disk where the system has one:
// a run over the example writes some four hundred files.
func inMemory(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "assay-test-*")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// assess runs the pipe over dir as of the clock of tests, into dir/results.
func assess(t testing.TB, dir string, change ...func(*pipeline.AssessOptions)) report.Input {
	t.Helper()
	o := pipeline.AssessOptions{
		Config: filepath.Join(dir, "assay.yaml"), AsOf: testkit.Clock(), Declared: true, Out: filepath.Join(dir, "results"), Version: "test",
	}
	for _, f := range change {
		f(&o)
	}
	in, err := pipeline.Assess(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// told is the JSON report in the parts that a gate rests on, sorted, so that
// two can be compared.
type told struct {
	Gate struct {
		Code    int `json:"exit-code"`
		Summary string
		Reasons []map[string]any
	}
	Frameworks []map[string]any
}

func tell(t testing.TB, in report.Input) told {
	t.Helper()
	var b bytes.Buffer
	if err := report.JSON(&b, in); err != nil {
		t.Fatal(err)
	}
	var out told
	if err := json.Unmarshal(b.Bytes(), &out); err != nil {
		t.Fatal(err)
	}
	text := func(m map[string]any) string {
		b, _ := json.Marshal(m)
		return string(b)
	}
	sort := func(list []map[string]any) {
		slices.SortFunc(list, func(a, b map[string]any) int { return strings.Compare(text(a), text(b)) })
	}
	sort(out.Gate.Reasons)
	sort(out.Frameworks)
	for _, f := range out.Frameworks {
		for _, o := range f["objectives"].([]any) {
			// Why nothing was assessed is not in a document.
			if o := o.(map[string]any); o["verdict"] == "not-assessed" {
				delete(o, "why")
			}
		}
	}
	return out
}
