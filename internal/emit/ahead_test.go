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

func TestMoreThanAHundredPassingSubjectsStandInAFile(t *testing.T) {
	for _, n := range []int{1, 100, 101, 1500} {
		dir := filepath.Join(t.TempDir(), "results")
		if _, err := Write(context.Background(), dir, sample(t, 101, n)); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, "fedramp-low", resultsFile))
		if err != nil {
			t.Fatal(err)
		}
		var doc struct {
			AR oscal.AssessmentResults `json:"assessment-results"`
		}
		if err := json.Unmarshal(text, &doc); err != nil {
			t.Fatal(err)
		}
		observations := *doc.AR.Results[0].Observations
		if failing := deref(observations[1].Subjects); len(failing) != 101 {
			t.Errorf("%d of 101 failing subjects stand in the document", len(failing))
		}
		inside, file := len(deref(observations[0].Subjects)), 0
		for _, l := range deref(observations[0].Links) {
			if l.Rel != "subjects" {
				continue
			}
			for _, r := range deref(doc.AR.BackMatter.Resources) {
				if "#"+r.UUID == l.Href {
					list, err := os.ReadFile(filepath.Join(dir, "fedramp-low", (*r.Rlinks)[0].Href))
					if err != nil {
						t.Fatal(err)
					}
					file = bytes.Count(list, []byte("\n"))
				}
			}
		}
		if want := n <= 100; inside+file != n || (inside == n) != want {
			t.Errorf("of %d passing subjects %d stand in the document and %d in a file", n, inside, file)
		}
	}
}
