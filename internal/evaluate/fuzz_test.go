package evaluate

import (
	"context"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
)

// FuzzPolicy holds that no policy text breaks the program: it is refused with
// its place, or it runs, ends, and says exactly one thing of the only subject.
func FuzzPolicy(f *testing.F) {
	for _, body := range []string{
		`observations contains observe.pass("h", "x") if input.ssh.root == "no"`,
		`observations contains observe.fail("h", x) if some x in ["a", "b"]`,
		`observations contains 1`,
		`observations := 1`,
		"observations contains observe.pass(\"h\", \"x\") if data",
		"observations contains observe.pass(\"h\", \"x\") if walk(input, [_, x])",
		"observations contains observe.skip(\"h\", \"\")\n\nsubjects contains \"h\"",
		"import rego.v1\n\nobservations contains observe.pass(\"h\", concat(\"\", [])) if every x in [] { x }",
		"observations contains observe.pass(\"h\", \"x\") if bits.lsh(1, 1000000000000000000) > 0",
		"observations contains observe.pass(\"h\", \"x\") if {\n\tx := numbers.range(1, 1000)\n\tsome a in x\n\tsome b in x\n\tsome c in x\n\ta + b + c < 0\n}",
		"a[b] := c if { b := \"x\"; c := [d | d := input[_]] }\n\nobservations contains observe.pass(\"h\", a.x)",
		strings.Repeat("(", 2000) + "1",
		"x := " + strings.Repeat("[", 3000) + strings.Repeat("]", 3000),
		"# METADATA\n# scope: rule\n# custom: {a: b}\nobservations contains observe.pass(\"h\", rego.metadata.rule().custom.a)",
	} {
		f.Add(own(body))
	}
	kinds := testKinds(f)
	tree := policies()
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 20_000 {
			return
		}
		s := situation{embedded: tree, kinds: kinds, workspace: fstest.MapFS{"acme/x/x.rego": {Data: []byte(src)}}}
		checks, err := List(s.workspace, "policies", ListOptions{Workspace: true, Library: tree})
		var e *Engine
		if err == nil {
			e, err = Compile(context.Background(), Sources{Embedded: tree, Workspace: s.workspace, WorkspacePath: "policies"}, kinds, checks, Limits{})
		}
		if err != nil {
			for _, p := range problem.All(err) {
				if p.Place.Path != "policies/acme/x/x.rego" || p.What == "" {
					t.Errorf("problem without its place: %v", p)
				}
			}
			if len(problem.All(err)) == 0 {
				t.Errorf("an error that is no problem: %v", err)
			}
			return
		}
		s.file(envelope("host-config", "web", "h", freshTime, `{"ssh": {"root": "no"}, "days": 3, "n": "x"}`))
		obs, err := e.Run(context.Background(), s.plan(checks), &fakeStream{files: s.files}, Options{Workers: 1, SpoolDir: t.TempDir(), Deadline: 100 * time.Millisecond, HeapLimit: 256 << 20})
		if err != nil {
			t.Fatal(err)
		}
		defer obs.Close()
		ids := map[string]bool{}
		for _, o := range obs.All {
			for sub, err := range o.Subjects {
				if err != nil || sub.ID == "" || ids[sub.ID] {
					t.Errorf("subject %+v, %v", sub, err)
				}
				ids[sub.ID] = true
			}
		}
		if !checks[0].HasSubjects && (len(ids) != 1 || !ids["h"]) && !ids["web"] {
			t.Errorf("subjects %v", ids)
		}
	})
}

// TestFoldProperties holds, over random sets: every subject has exactly one
// outcome; nothing else has one; it passes only when a pass and no fail was
// said of it; an outcome for anything else leaves no pass at all.
func TestFoldProperties(t *testing.T) {
	random := rand.New(rand.NewSource(3))
	names := []string{"a", "b", "c", "d", "e"}
	var f folder
	for range 20_000 {
		subjects := ast.NewSet()
		listed := map[string]bool{}
		for _, n := range names[:random.Intn(len(names)+1)] {
			listed[n] = true
			subjects.Add(ast.StringTerm(n))
		}
		said := map[string][]string{}
		observations := ast.NewSet()
		stray := false
		for range random.Intn(8) {
			n, w := names[random.Intn(len(names))], []string{"pass", "fail", "skip"}[random.Intn(3)]
			said[n] = append(said[n], w)
			stray = stray || !listed[n]
			observations.Add(ast.ObjectTerm(
				ast.Item(ast.StringTerm("subject"), ast.StringTerm(n)),
				ast.Item(ast.StringTerm("outcome"), ast.StringTerm(w)),
				ast.Item(ast.StringTerm("why"), ast.StringTerm("because"))))
		}
		f.outcomes(subjects, observations, "own")
		if len(listed) == 0 || stray {
			if len(f.out) != 1 || f.out[0].outcome != assessment.Undecided {
				t.Fatalf("%v of %v: %+v", said, listed, f.out)
			}
			continue
		}
		if len(f.out) != len(listed) {
			t.Fatalf("%d outcomes for %v", len(f.out), listed)
		}
		for _, v := range f.out {
			want := assessment.Undecided
			switch {
			case slices.Contains(said[v.id], "fail"):
				want = assessment.Fail
			case slices.Contains(said[v.id], "pass"):
				want = assessment.Pass
			case slices.Contains(said[v.id], "skip"):
				want = assessment.Skip
			}
			if !listed[v.id] || v.outcome != want {
				t.Fatalf("%+v, said %v", v, said[v.id])
			}
		}
	}
}

// TestTogether holds that messages which do not fit are counted.
func TestTogether(t *testing.T) {
	if got := together([]string{"a", "a", "b"}); got != "a; b" {
		t.Errorf("got %q", got)
	}
	many := make([]string, 1000)
	for i := range many {
		many[i] = strings.Repeat("x", 90) + string(rune('a'+i%26)) + strings.Repeat("y", i/26)
	}
	slices.Sort(many)
	got := cut(together(many))
	if len(got) > maxWhy || !strings.HasSuffix(got, " more") {
		t.Errorf("got %d bytes: …%s", len(got), got[len(got)-40:])
	}
}
