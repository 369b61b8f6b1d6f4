package test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/evaluate"
	"github.com/assay-compliance/assay/policies"
)

const check = `# METADATA
# title: T
# description: D
# related_resources:
#   - {description: R, ref: "https://example.org/r"}
# custom:
#   evidence: hosts
#   method: TEST
#   severity: high
#   params: [most]
#   remediation: Mend it.
package policies.common.x

observations contains "old" if input.days > data.assay.params.most

observations contains "new" if input.days <= data.assay.params.most

observations contains "never" if input.days == 99
`

const schema = `{"type": "object", "additionalProperties": false, "required": ["days"], "properties": {"days": {"type": "integer"}}}`

func run(t *testing.T, tests string, filter string) (Report, error) {
	t.Helper()
	tree := fstest.MapFS{
		"common/x/x.rego":      {Data: []byte(check)},
		"common/x/x_test.rego": {Data: []byte("package policies.common.x_test\n\nimport data.policies.common.x\n\n" + tests)},
	}
	kinds, err := evidence.LoadKinds(fstest.MapFS{"schemas/hosts.json": {Data: []byte(schema)}})
	if err != nil {
		t.Fatal(err)
	}
	checks, err := evaluate.List(tree, "policies", evaluate.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	opt := Options{Sources: evaluate.Sources{Embedded: tree}, Kinds: kinds, Checks: checks, Deadline: 200 * time.Millisecond}
	if filter != "" {
		opt.Run = regexp.MustCompile(filter)
	}
	return Run(context.Background(), opt)
}

const most = "\n\twith data.assay.params.most as 30\n"

// TestOutcomes holds what becomes of tests that pass, fail, break, never end or
// lie about their input.
func TestOutcomes(t *testing.T) {
	report, err := run(t, `
test_a_pass if "old" in x.observations with input as {"days": 31}`+most+`
test_b_fail if {
	print("seen", x.observations) with input as {"days": 1}
	"old" in x.observations with input as {"days": 1}
}

todo_test_c if false

test_d_no_evidence if "old" in x.observations with input as {"days": 31, "hours": 2}`+most+`
test_e_loops if {
	some a in numbers.range(1, 1000000)
	some b in numbers.range(1, 1000000)
	a + b < 0
}

test_f_breaks if to_number("x") > 0
`, "")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, r := range report.Results {
		fmt.Fprintf(&b, "%s %s %s:%d %s: %s %v\n", r.Check, r.Name, r.Place.Path, r.Place.Line, r.Outcome, r.Why, r.Prints)
	}
	want := `common.x test_a_pass assay:policies/common/x/x_test.rego:6 pass:  []
common.x test_b_fail assay:policies/common/x/x_test.rego:9 fail: not true at assay:policies/common/x/x_test.rego:11 [assay:policies/common/x/x_test.rego:10: seen set()]
common.x todo_test_c assay:policies/common/x/x_test.rego:14 todo:  []
common.x test_d_no_evidence assay:policies/common/x/x_test.rego:16 fail: the input is no evidence of kind hosts: at /*: has a key the schema does not know; it knows days []
common.x test_e_loops assay:policies/common/x/x_test.rego:19 fail: stopped: the test took too long or too much memory []
common.x test_f_breaks assay:policies/common/x/x_test.rego:25 fail: assay:policies/common/x/x_test.rego:25: eval_builtin_error: to_number: strconv.ParseFloat: parsing "x": invalid syntax []
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
	if report.Passed() {
		t.Error("passed")
	}
}

// TestCoverage holds that lines no test ran are named.
func TestCoverage(t *testing.T) {
	report, err := run(t, `
test_pass if x.observations == {"old"} with input as {"days": 31}`+most, "")
	if err != nil || !report.Passed() {
		t.Fatal(err, report)
	}
	if len(report.Coverage) != 1 {
		t.Fatalf("coverage %v", report.Coverage)
	}
	c := report.Coverage[0]
	if c.File != "assay:policies/common/x/x.rego" || c.Percent >= 100 || !strings.Contains(fmt.Sprint(c.Lines), "18") {
		t.Errorf("coverage %+v", c)
	}
}

// TestFilter holds that only matching tests run.
func TestFilter(t *testing.T) {
	report, err := run(t, "test_a if x.observations\n\ntest_b if x.observations\n", `x_test|x\.test_b$`)
	if err != nil || len(report.Results) != 1 || report.Results[0].Name != "test_b" {
		t.Errorf("%v %v", report, err)
	}
}

// TestProblems holds that a test which would say more than is true does not
// compile.
func TestProblems(t *testing.T) {
	for name, tt := range map[string]struct{ tests, want string }{
		"twice":            {"test_a if true\n\ntest_a if false\n", "assay:policies/common/x/x_test.rego:7: test test_a exists twice"},
		"with an argument": {"test_a(x) if x\n", "test test_a is not a plain rule"},
		"network":          {"test_a if http.send({}).x\n", "built-in http.send is refused"},
		"broken":           {"test_a if {\n", "assay:policies/common/x/x_test.rego:"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := run(t, tt.tests, "")
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestShippedPolicies runs every Rego test that we ship, one subtest each.
func TestShippedPolicies(t *testing.T) {
	kinds, err := evidence.LoadKinds(evidence.Schemas)
	if err != nil {
		t.Fatal(err)
	}
	checks, err := evaluate.List(policies.FS, evaluate.EmbeddedPath, evaluate.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	report, err := Run(context.Background(), Options{
		Sources: evaluate.Sources{Embedded: policies.FS}, Kinds: kinds, Checks: checks,
		AsOf: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC),
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Results) < 5*len(checks) {
		t.Errorf("%d tests for %d checks", len(report.Results), len(checks))
	}
	for _, r := range report.Results {
		t.Run(r.Package+"/"+r.Name, func(t *testing.T) {
			if r.Outcome == Failed {
				t.Errorf("%s: %s", r.Place, r.Why)
			}
		})
	}
}
