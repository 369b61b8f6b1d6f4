package pipeline_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/report"
)

// Whoever takes away all evidence of a kind, and says nothing of it in
// assay.yaml, gains nothing: no objective passes that did not pass before, what
// rested on it is undecided, and the gate that failed does not pass.
func TestWithholdingEvidenceNeverSatisfiesAnything(t *testing.T) {
	whole := example(t)
	before := assess(t, whole, alone)
	passed := verdicts(before, assessment.VerdictPass)
	if len(passed) < 50 {
		t.Fatalf("%d objectives of the example pass, too few to show anything", len(passed))
	}
	cfg, err := config.Load(filepath.Join(whole, "assay.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]bool{}
	for _, s := range cfg.Sources {
		for _, k := range s.Kinds.Words() {
			kinds[k] = true
		}
	}
	if len(kinds) < 25 {
		t.Fatalf("the example declares %d kinds", len(kinds))
	}
	// An inventory is evidence of what there is; it has a test of its own.
	delete(kinds, "inventory")
	n := 0
	for kind := range kinds {
		if n++; testing.Short() && n > 2 {
			break
		}
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			dir := example(t)
			there := withhold(t, dir, cfg, kind)
			after := assess(t, dir, alone)
			for id := range verdicts(after, assessment.VerdictPass) {
				if !passed[id] {
					t.Errorf("%s passes only without %s", id, kind)
				}
			}
			if there && len(verdicts(after, assessment.VerdictUndecided)) <= 0 {
				t.Errorf("nothing is undecided without %s", kind)
			}
			if after.Decision.Passed || after.Decision.Code == 0 {
				t.Errorf("the gate passes without %s", kind)
			}
		})
	}
}

// alone runs on one core, for tests that run side by side.
func alone(o *pipeline.AssessOptions) { o.Workers = 1 }

// verdicts are the objectives that have a verdict, as "framework objective".
func verdicts(in report.Input, v assessment.Verdict) map[string]bool {
	out := map[string]bool{}
	for _, r := range in.Results {
		for _, f := range r.Findings {
			if f.Verdict == v {
				out[r.Scope.Framework.ID+" "+f.Target.ID] = true
			}
		}
	}
	return out
}

// withhold removes every file with evidence of a kind, and says whether there
// was one.
func withhold(t testing.TB, dir string, cfg *config.Config, kind string) bool {
	t.Helper()
	found := false
	for _, s := range cfg.Sources {
		if !slices.Contains(s.Kinds.Words(), kind) {
			continue
		}
		paths, err := doublestar.Glob(os.DirFS(dir), s.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			file := filepath.Join(dir, filepath.FromSlash(path))
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			// An envelope says its kind; another export is of its entry's.
			envelope := strings.Contains(string(text), `"kind":`) && !strings.HasPrefix(path, "scans/")
			if envelope && !strings.Contains(string(text), fmt.Sprintf(`"kind": %q`, kind)) {
				continue
			}
			found = true
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}
	}
	return found
}
