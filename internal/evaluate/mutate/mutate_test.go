package mutate

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/evaluate"
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
#   remediation: Mend it.
package policies.common.x

import data.policies.lib.observe

observations contains observe.fail(input.name, "old") if {
	_old
	input.kind in {"a", "b"}
}

_old if input.days > 30
`

const library = `# METADATA
# title: T
# description: D
package policies.lib.observe

fail(id, why) := {"subject": id, "outcome": "fail", "why": why}

pass(id, why) := {"subject": id, "outcome": "pass", "why": why}

skip(id, why) := {"subject": id, "outcome": "skip", "why": why}
`

const schema = `{"type": "object", "additionalProperties": false, "properties": {"days": {"type": "integer"}, "name": {"type": "string"}, "kind": {"type": "string"}}}`

func options(t *testing.T, tests, excuses string) Options {
	t.Helper()
	tree := fstest.MapFS{
		"common/x/x.rego":          {Data: []byte(check)},
		"common/x/x_test.rego":     {Data: []byte("package policies.common.x_test\n\nimport data.policies.common.x\n\n" + tests)},
		"lib/observe/observe.rego": {Data: []byte(library)},
	}
	if excuses != "" {
		tree[ExcusesFile] = &fstest.MapFile{Data: []byte(excuses)}
	}
	kinds, err := evidence.LoadKinds(fstest.MapFS{"schemas/hosts.json": {Data: []byte(schema)}})
	if err != nil {
		t.Fatal(err)
	}
	checks, err := evaluate.List(tree, "policies", evaluate.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return Options{
		Sources: evaluate.Sources{Embedded: tree}, Kinds: kinds, Checks: checks,
		AsOf: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC),
	}
}

// told lists what became of the mutants of the check, one a line.
func told(r Report) string {
	var b strings.Builder
	for _, m := range r.Mutants {
		if strings.HasPrefix(m.Package, "common.") {
			b.WriteString([]string{"survived ", "killed ", "excused "}[m.Fate] + m.ID() + "\n")
		}
	}
	return b.String()
}

const strong = `
test_fail if {
	every kind in ["a", "b"] {
		x.observations == {{"subject": "h", "outcome": "fail", "why": "old"}} with input as {"name": "h", "days": 31, "kind": kind}
	}
}

test_unmatched if {
	x.observations == set() with input as {"name": "h", "days": 30, "kind": "a"}
	x.observations == set() with input as {"name": "h", "days": 31, "kind": "c"}
}
`

const weak = `
test_fail if count(x.observations) == 1 with input as {"name": "h", "days": 99, "kind": "a"}
`

// TestStrongTestsKillEveryMutant holds which mutants are made, and that tests of
// both sides of every condition notice all of them.
func TestStrongTestsKillEveryMutant(t *testing.T) {
	rep, err := Run(context.Background(), options(t, strong, ""))
	if err != nil {
		t.Fatal(err)
	}
	want := `killed observations: drop the rule
killed observations: fail becomes pass
killed observations: fail becomes skip
killed observations: drop _old
killed observations: put not before _old
killed observations: drop input.kind in {"a", "b"}
killed observations: put not before input.kind in {"a", "b"}
killed observations: "a" becomes "a~" in input.kind in {"a", "b"}
killed observations: "b" becomes "b~" in input.kind in {"a", "b"}
killed _old: drop input.days > 30
killed _old: > becomes >= in input.days > 30
killed _old: > becomes <= in input.days > 30
killed _old: 30 becomes 31 in input.days > 30
killed _old: 30 becomes 29 in input.days > 30
`
	if diff := cmp.Diff(want, told(rep)); diff != "" {
		t.Error(diff)
	}
}

// TestWeakTestsLetMutantsLive holds that a survivor is told with its place, and
// that the rate counts it.
func TestWeakTestsLetMutantsLive(t *testing.T) {
	opt := options(t, weak, "")
	opt.Only = []string{"common"}
	rep, err := Run(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	all := rep.Count(func(Mutant) string { return "all" })
	want := []Tally{{Name: "all", Mutants: 14, Killed: 5, Survive: 9}}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Errorf("%s\n%s", diff, told(rep))
	}
	if r := all[0].Rate(); r != 35.7 {
		t.Errorf("rate %v", r)
	}
	for _, m := range rep.Mutants {
		if m.ID() == "_old: > becomes >= in input.days > 30" && (m.Fate != Survived || m.Place.String() != "assay:policies/common/x/x.rego:20:20") {
			t.Errorf("%+v", m)
		}
	}
}

// TestTheLibraryIsTestedByItsUsers holds that tests of a check kill mutants of
// what it imports, and that what nothing tests survives.
func TestTheLibraryIsTestedByItsUsers(t *testing.T) {
	opt := options(t, strong, "")
	opt.Only = []string{"lib"}
	rep, err := Run(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range rep.Mutants {
		want := Survived
		if m.Rule == "fail" {
			want = Killed
		}
		if m.Fate != want {
			t.Errorf("%s: %d by %s", m.ID(), m.Fate, m.By)
		}
	}
}

// TestExcuses holds that the list of mutants that are no change must say what is
// so: nothing that is killed, nothing that is not there, nothing without reason.
func TestExcuses(t *testing.T) {
	one := func(mutant, why string) string {
		return "equivalent:\n  - package: common.x\n    mutants: ['" + mutant + "']\n    why: " + why + "\n"
	}
	rep, err := Run(context.Background(), options(t, weak, one("_old: > becomes >= in input.days > 30", "Nobody is 30.")))
	if err != nil || !strings.Contains(told(rep), "excused _old: > becomes >= in input.days > 30\n") {
		t.Errorf("%v\n%s", err, told(rep))
	}
	for name, tt := range map[string]struct{ excuses, want string }{
		"killed":    {one("observations: drop the rule", "So."), `assay:policies/mutants.yaml:3:15: mutant "observations: drop the rule" is killed by common.x.test_fail`},
		"gone":      {one("observations: drop it", "So."), `common.x has no mutant "observations: drop it"`},
		"no reason": {one("_old: drop input.days > 30", `""`), "excused without a reason"},
		"no YAML":   {"equivalent: [", "assay:policies/mutants.yaml:2:1: not valid YAML"},
		"other key": {"equivalents: []", "equivalents"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Run(context.Background(), options(t, weak, tt.excuses))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestFailingTestsAreNoMeasure holds that tests which fail on the policy as it
// is are an error, and no kills.
func TestFailingTestsAreNoMeasure(t *testing.T) {
	_, err := Run(context.Background(), options(t, "\ntest_fail if count(x.observations) > 9\n", ""))
	if err == nil || !strings.Contains(err.Error(), "assay:policies/common/x/x_test.rego:6") {
		t.Errorf("got %v", err)
	}
}

// TestSitesLeaveTheModuleAlone holds that a change to a copy changes no other,
// and that sets and objects are found again after a change of a member.
func TestSitesLeaveTheModuleAlone(t *testing.T) {
	m := ast.MustParseModule(`package p

ranks := {"low": [1, {2}], "high": {true: "x"}}

r if {
	every x in {1, 2} { x > 0 }
	y := [z | some z in input.zs; z != "a"]
	count(y) == 1
} else := false if input.b

default s := true`)
	before := m.String()
	for n := range sites(m) {
		c := m.Copy()
		sites(c)[n].make()
		if c.String() == before {
			t.Errorf("%s changes nothing", sites(m)[n].change)
		}
		again := ast.MustParseModule(c.String())
		if len(again.Rules) == 3 && !again.Rules[0].Head.Value.Equal(c.Rules[0].Head.Value) || again.String() != c.String() {
			t.Errorf("%s: the changed module is not what it says:\n%s", sites(m)[n].change, c)
		}
	}
	if m.String() != before {
		t.Error("the module was changed")
	}
}

// FuzzExcuses holds that no list of mutants makes the reader panic, and that it
// gives none without a reason.
func FuzzExcuses(f *testing.F) {
	f.Add([]byte("equivalent:\n  - package: common.x\n    mutants: [a]\n    why: b\n"))
	f.Add([]byte("equivalent: [{}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := readExcuses("mutants.yaml", data)
		for _, e := range got {
			if err == nil && e.Why.Value == "" {
				t.Error("an excuse without a reason")
			}
		}
	})
}
