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
)

// The documents hold all that a verdict rests on: the gate decides on them as
// it did on the run that wrote them, whatever it asks.
func TestTheGateSaysOfDocumentsWhatItSaidOfTheRun(t *testing.T) {
	dir := example(t)
	for _, name := range []string{"default", "pr", "release"} {
		t.Run(name, func(t *testing.T) {
			run := assess(t, dir, func(o *pipeline.AssessOptions) { o.Gate = name })
			read, err := pipeline.Decide(pipeline.DecideOptions{
				Config: filepath.Join(dir, "assay.yaml"), Gate: name, Path: filepath.Join(dir, "results"), Version: "test",
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tell(t, run), tell(t, read)); diff != "" {
				t.Errorf("the run (-) and its documents (+) differ:\n%s", diff)
			}
		})
	}
}

// Severities and citations come back with the checks, so that a recorded item
// keeps its level and explain can cite.
func TestChecksComeBackFromDocumentsWithSeverityAndCitation(t *testing.T) {
	dir := example(t)
	want := map[string]*assessment.Check{}
	for _, r := range assess(t, dir).Results {
		for _, c := range r.Checks {
			want[c.ID] = c
		}
	}
	runs, err := pipeline.Runs(filepath.Join(dir, "results"))
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
}

// Results that somebody changed are no longer what the manifest says.
func TestEditedResultsAreRefused(t *testing.T) {
	dir := example(t)
	assess(t, dir)
	file := filepath.Join(dir, "results", "hipaa", "assessment-results.json")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.Replace(string(text), `"state": "not-satisfied"`, `"state": "satisfied"`, 1)
	if edited == string(text) {
		t.Fatal("there is nothing to edit")
	}
	if err := os.WriteFile(file, []byte(edited), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err = pipeline.Decide(pipeline.DecideOptions{Path: filepath.Join(dir, "results")})
	if found := problem.All(err); len(found) != 1 || found[0].Where() != "results/hipaa/assessment-results.json" {
		t.Errorf("the edit is told as %v", err)
	}
}

// A file of assessment results of another tool, without any property of ours,
// is decided too: nothing in it becomes a pass for want of a word we know.
func TestAnotherToolsResultsAreDecided(t *testing.T) {
	dir := example(t)
	assess(t, dir)
	text, err := os.ReadFile(filepath.Join(dir, "results", "hipaa", "assessment-results.json"))
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	text, err = json.Marshal(without(doc, "props"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ar.json")
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
	own, err := pipeline.Decide(pipeline.DecideOptions{Path: filepath.Join(dir, "results", "hipaa", "assessment-results.json")})
	if err != nil {
		t.Fatal(err)
	}
	other, err := pipeline.Decide(pipeline.DecideOptions{Path: file})
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
