package policies_test

import (
	"context"
	"encoding/json"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/evaluate"
	regotest "github.com/assay-compliance/assay/internal/evaluate/test"
	"github.com/assay-compliance/assay/policies"
)

// Every Rego test is a subtest here, run as in a real run: strict, fenced, and
// typed by the schema of its evidence.
func TestRego(t *testing.T) {
	report, err := regoReport()
	if err != nil {
		t.Error(err)
	}
	if len(report.Results) == 0 {
		t.Error("no Rego test was found")
	}
	for _, r := range report.Results {
		t.Run(strings.TrimPrefix(r.Package, "policies.")+"."+r.Name, func(t *testing.T) {
			if r.Outcome != regotest.Passed {
				t.Errorf("%s: %s: %s", r.Place, r.Outcome, r.Why)
			}
		})
	}
}

// properties lists the names that a schema gives to the members of objects.
func properties(schema any, into map[string]bool) {
	switch s := schema.(type) {
	case map[string]any:
		if p, ok := s["properties"].(map[string]any); ok {
			for name := range p {
				into[name] = true
			}
		}
		for _, v := range s {
			properties(v, into)
		}
	case []any:
		for _, v := range s {
			properties(v, into)
		}
	}
}

// member matches a reference to a member of something: account.enabled. What
// stands before the dot tells evidence from imports.
var member = regexp.MustCompile(`\b([a-z_][a-z_]*)\.([a-z_]+)\b`)

// misspellings gives, for each member of evidence that a policy reads, the
// policy with that member misspelt everywhere.
func misspellings(src string, names map[string]bool) map[string]string {
	out := map[string]string{}
	lines := strings.Split(src, "\n")
	at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "package ") })
	body := strings.Join(lines[at+1:], "\n")
	for _, m := range member.FindAllStringSubmatch(body, -1) {
		if owner, name := m[1], m[2]; names[name] && !slices.Contains([]string{"data", "observe", "dates", "facts", "hosts", "severity", "breaches", "seen", "texts", "networks", "policies"}, owner) {
			wrong := regexp.MustCompile(`(\b(?:[a-z_]+|\])\.)`+name+`\b`).ReplaceAllString(body, "${1}"+name+"_x")
			out[name] = strings.Join(lines[:at+1], "\n") + "\n" + wrong
		}
	}
	return out
}

// A misspelt property is a compile error and not a rule that silently never
// speaks: for every property that every check reads.
func TestMisspeltPropertiesDoNotCompile(t *testing.T) {
	known := kinds(t)
	library := fstest.MapFS{}
	err := fs.WalkDir(policies.FS, "lib", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasSuffix(p, "_test.rego") {
			return err
		}
		data, err := fs.ReadFile(policies.FS, p)
		library[p] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	misspelt := 0
	for _, c := range checks(t) {
		names := map[string]bool{}
		for _, name := range c.Kinds {
			k, _ := known.Get(name)
			var schema any
			if err := json.Unmarshal(k.Schema, &schema); err != nil {
				t.Fatal(err)
			}
			properties(schema, names)
		}
		file := strings.TrimPrefix(c.Source.Path, evaluate.EmbeddedPath+"/")
		src, err := fs.ReadFile(policies.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		if err := compiles(known, library, file, string(src)); err != nil {
			t.Errorf("%s: as it is: %v", c.ID, err)
			continue
		}
		for name, wrong := range misspellings(string(src), names) {
			misspelt++
			if compiles(known, library, file, wrong) == nil {
				t.Errorf("%s: misspelling %s is not noticed; read the property where its object is typed", c.ID, name)
			}
		}
	}
	if misspelt < 300 {
		t.Errorf("only %d properties were misspelt; the search for them is broken", misspelt)
	}
}

// compiles compiles one check beside the library.
func compiles(known *evidence.Kinds, library fstest.MapFS, file, src string) error {
	tree := fstest.MapFS{file: &fstest.MapFile{Data: []byte(src)}}
	for p, f := range library {
		tree[p] = f
	}
	list, err := evaluate.List(tree, evaluate.EmbeddedPath, evaluate.ListOptions{})
	if err != nil {
		return err
	}
	e, err := evaluate.Compile(context.Background(), evaluate.Sources{Embedded: tree}, known, list, evaluate.Limits{})
	if err != nil {
		return err
	}
	return e.Verify(context.Background())
}

// runsOf gives the runs of the shipped frameworks by check.
func runsOf(t *testing.T, list []assessment.Check) map[string][]assessment.Run {
	t.Helper()
	out := map[string][]assessment.Run{}
	for _, r := range joined(t, list).Plan(nil, time.Time{}).Runs {
		out[r.Key.Check] = append(out[r.Key.Check], r)
	}
	return out
}
