package emit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// failing is a run with an observation for each number of failing subjects.
func failing(t testing.TB, counts ...int) Run {
	t.Helper()
	run := sample(t, 1, 1)
	r := &run.Results[0]
	like := r.Observations[1]
	for i, n := range counts {
		o := like
		o.Component, o.EvidenceSet, o.Count = "web", "", n
		o.Reason = assessment.Reason(fmt.Sprint("r", i))
		o.Subjects = subjectsOf(n, assessment.Fail, fmt.Sprint("observation ", i), like.EvidenceSet)
		r.Observations = append(r.Observations, o)
	}
	return run
}

func resultsOf(t testing.TB, run Run) []byte {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "results")
	if _, err := Write(context.Background(), dir, run); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "fedramp-low", resultsFile))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestSubjectsStandInTheirObservationInOrder(t *testing.T) {
	counts := []int{1, 900, 0, 7000, 2, 3, 20_000, 1, 400, 5000}
	text := resultsOf(t, failing(t, counts...))
	var doc struct {
		AR oscal.AssessmentResults `json:"assessment-results"`
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	got := (*doc.AR.Results[0].Observations)[3:]
	for i, n := range counts {
		var want []string
		for s := range subjectsOf(n, assessment.Fail, "", "") {
			want = append(want, s.ID)
		}
		all := deref(got[i].Subjects)
		if len(all) != n {
			t.Fatalf("observation %d has %d subjects, not %d", i, len(all), n)
		}
		for j, s := range all {
			if props := *s.Props; props[0].Value != want[j] || props[1].Value != fmt.Sprint("observation ", i) {
				t.Fatalf("subject %d of observation %d is %v", j, i, props)
			}
		}
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if !bytes.Equal(text, resultsOf(t, failing(t, counts...))) {
		t.Error("one processor writes other bytes")
	}
}

func TestSubjectsThatCannotBeReadEndTheRun(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, at := range []int{0, 1, 3000, 19_999} {
		run := failing(t, 5, 20_000, 9000, 9000, 9000, 1, 1, 1)
		o := &run.Results[0].Observations[4]
		whole := o.Subjects
		o.Subjects = func(yield func(assessment.Subject, error) bool) {
			i := 0
			for s, err := range whole {
				if i == at {
					yield(assessment.Subject{}, errors.New("read temporary file: broken"))
					return
				}
				if i++; !yield(s, err) {
					return
				}
			}
		}
		dir := filepath.Join(t.TempDir(), "results")
		if _, err := Write(context.Background(), dir, run); err == nil {
			t.Errorf("subjects that end at %d were written", at)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("subjects that end at %d left results", at)
		}
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines are left, %d before", runtime.NumGoroutine(), before)
}
