package pipeline_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
)

// What a run writes is all that is needed to decide on it again, to explain it,
// and to see that somebody changed it.
func TestDocumentsHoldWhatTheyWereWrittenFrom(t *testing.T) {
	dir := example(t)
	results := filepath.Join(dir, "results")
	hipaa := filepath.Join(results, "hipaa", "assessment-results.json")
	var run report.Input
	gates := []string{"pr", "release", "default"}
	if testing.Short() {
		gates = gates[2:]
	}
	for _, name := range gates {
		t.Run("the gate "+name+" says of them what it said of the run", func(t *testing.T) {
			run = assess(t, dir, func(o *pipeline.AssessOptions) { o.Gate = name })
			read, err := pipeline.Decide(t.Context(), pipeline.DecideOptions{Config: filepath.Join(dir, "assay.yaml"), Gate: name, Path: results, Version: "test"})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tell(t, run), tell(t, read)); diff != "" {
				t.Errorf("the run (-) and its documents (+) differ:\n%s", diff)
			}
		})
	}

	// An open item keeps its level, and explain can cite.
	t.Run("checks come back with severity and citation", func(t *testing.T) {
		want := map[string]*assessment.Check{}
		for _, r := range run.Results {
			for _, c := range r.Checks {
				want[c.ID] = c
			}
		}
		runs, err := pipeline.Runs(results)
		if err != nil {
			t.Fatal(err)
		}
		seen := 0
		for _, r := range runs {
			for _, c := range r.Results.Checks {
				w := want[c.ID]
				seen++
				if w == nil || c.Severity != w.Severity || len(c.Citations) != len(w.Citations) || c.Method != w.Method || c.Digest != w.Digest || c.Source.Path != w.Source.Path {
					t.Errorf("%s comes back as %+v", c.ID, c)
				}
			}
		}
		if seen < 50 {
			t.Errorf("%d checks came back, want those of the example", seen)
		}
	})

	// Without any property of ours, as another tool writes results, nothing
	// becomes a pass for want of a word we know.
	t.Run("another tool's results are decided", func(t *testing.T) {
		text, err := os.ReadFile(hipaa)
		if err != nil {
			t.Fatal(err)
		}
		var doc any
		if err := json.Unmarshal(text, &doc); err != nil {
			t.Fatal(err)
		}
		if text, err = json.Marshal(without(doc, "props")); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "ar.json")
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
		own, err := pipeline.Decide(t.Context(), pipeline.DecideOptions{Path: hipaa})
		if err != nil {
			t.Fatal(err)
		}
		other, err := pipeline.Decide(t.Context(), pipeline.DecideOptions{Path: file})
		if err != nil {
			t.Fatal(err)
		}
		if other.Decision.Code != 1 || other.Decision.Passed {
			t.Errorf("decided with code %d: %s", other.Decision.Code, other.Decision.Summary)
		}
		a, b := own.Results[0].Coverage, other.Results[0].Coverage
		if b.Pass != a.Pass || b.Fail != a.Fail || b.Undecided != a.Undecided {
			t.Errorf("counts %+v without our properties, %+v with them", b, a)
		}
	})

	t.Run("an edit by hand is refused", func(t *testing.T) {
		text, err := os.ReadFile(hipaa)
		if err != nil {
			t.Fatal(err)
		}
		edited := strings.Replace(string(text), `"state": "not-satisfied"`, `"state": "satisfied"`, 1)
		if edited == string(text) {
			t.Fatal("there is nothing to edit")
		}
		if err := os.WriteFile(hipaa, []byte(edited), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err = pipeline.Decide(t.Context(), pipeline.DecideOptions{Path: results})
		if found := problem.All(err); len(found) != 1 || found[0].Where() != "results/hipaa/assessment-results.json" {
			t.Errorf("the edit is told as %v", err)
		}
	})
}

// without drops every member of that name.
func without(v any, name string) any {
	switch v := v.(type) {
	case map[string]any:
		delete(v, name)
		for k := range v {
			v[k] = without(v[k], name)
		}
	case []any:
		for i := range v {
			v[i] = without(v[i], name)
		}
	}
	return v
}

func TestWhereThereAreNoResultsItSaysSo(t *testing.T) {
	empty := t.TempDir()
	for name, path := range map[string]string{"no such path": filepath.Join(empty, "nothing"), "a directory without manifest": empty} {
		_, err := pipeline.Runs(path)
		if found := problem.All(err); len(found) != 1 || found[0].Remedy == "" || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
