package policies_test

import (
	"context"
	"io/fs"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/evaluate"
	regotest "github.com/assay-compliance/assay/internal/evaluate/test"
	"github.com/assay-compliance/assay/policies"
)

// regoReport runs every Rego test once, for the tests that look at the outcome.
var regoReport = sync.OnceValues(func() (regotest.Report, error) {
	known, err := evidence.LoadKinds(evidence.Schemas)
	if err != nil {
		return regotest.Report{}, err
	}
	list, err := evaluate.List(policies.FS, evaluate.EmbeddedPath, evaluate.ListOptions{})
	if err != nil {
		return regotest.Report{}, err
	}
	return regotest.Run(context.Background(), regotest.Options{
		Sources: evaluate.Sources{Embedded: policies.FS}, Kinds: known, Checks: list,
		AsOf: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC),
	})
})

// Every line of every policy is run by a test of its own package, by OPA's own
// measure. What no test runs may say anything.
func TestEveryLineIsCovered(t *testing.T) {
	report, err := regoReport()
	if err != nil {
		t.Fatal(err)
	}
	covered := map[string]bool{}
	for _, c := range report.Coverage {
		covered[c.File] = true
		if len(c.Lines) > 0 {
			t.Errorf("%s: no test runs lines %v", c.File, c.Lines)
		}
	}
	err = fs.WalkDir(policies.FS, ".", func(p string, e fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(p, ".rego") && !strings.HasSuffix(p, "_test.rego") && !covered["assay:policies/"+p] {
			t.Errorf("assay:policies/%s: no test runs it", p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// ordered matches a comparison with something else than nothing, and the calls
// that compare days.
var ordered = regexp.MustCompile(`(?m)^[^#\n]* (<|<=|>|>=) [^0\s]|\b(dates|seen)\.(until|after|over|lasts|happened)\(`)

// situations gives what the tests of a check must show, by the beginning of
// their names; needed says of which checks, by their text.
var situations = []struct {
	begin, shows string
	needed       func(src string) bool
}{
	{"test_pass", "a subject that passes", always},
	{"test_fail", "a subject that fails, or that this cannot be", always},
	{"test_skip", "a subject out of the rule's reach", func(src string) bool { return strings.Contains(src, "observe.skip(") }},
	{"test_empty", "evidence without a subject", always},
	{"test_unmatched", "a subject that no rule matches and that stays undecided", always},
	{"test_malformed", "evidence that its schema allows and that contradicts itself, is blank or lacks a fact", always},
	{"test_boundary", "both sides of each limit", ordered.MatchString},
}

func always(string) bool { return true }

// Each check has a test of every situation. What the tests hold beyond their
// names is measured by make mutate.
func TestEverySituationIsTested(t *testing.T) {
	report, err := regoReport()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string][]string{}
	for _, r := range report.Results {
		names[r.Check] = append(names[r.Check], r.Name)
	}
	for _, c := range checks(t) {
		src, err := fs.ReadFile(policies.FS, strings.TrimPrefix(c.Source.Path, evaluate.EmbeddedPath+"/"))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range situations {
			shown := false
			for _, name := range names[c.ID] {
				shown = shown || name == s.begin || strings.HasPrefix(name, s.begin+"_")
			}
			if !shown && s.needed(string(src)) {
				t.Errorf("%s: no test shows %s; write %s_…", c.ID, s.shows, s.begin)
			}
		}
	}
}
