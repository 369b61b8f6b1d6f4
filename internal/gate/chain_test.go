package gate_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/conclude"
	"github.com/assay-compliance/assay/internal/gate"
	"github.com/assay-compliance/assay/internal/poam"
)

// system is a drawn system: each check reads one kind, is bound to some of four
// objectives, and sees three subjects of each of two components.
type system struct {
	scope assessment.Scope
	plan  assessment.Plan
}

func anySystem(r *rapid.T) system {
	sys := &assessment.System{ID: "meridian", Boundary: []string{"idp", "web"}, Components: []assessment.Component{{Key: "idp", Type: "identity-provider"}, {Key: "web", Type: "application"}}}
	s := system{
		scope: assessment.Scope{System: sys, Framework: assessment.Framework{ID: "hipaa", Deadlines: map[assessment.Level]int{assessment.LevelHigh: 30}}},
		plan:  assessment.Plan{System: sys, Declared: assessment.Declared{}},
	}
	control := assessment.Control{ID: "t"}
	for _, id := range []string{"t.a", "t.b", "t.c", "t.d"} {
		control.Targets = append(control.Targets, assessment.Target{ID: id, ControlID: "t"})
	}
	s.scope.Controls = []assessment.Control{control}
	for i := range 4 {
		c := &assessment.Check{
			ID: fmt.Sprintf("check%d", i), Kinds: []string{fmt.Sprintf("kind%d", i%3)}, Severity: assessment.LevelHigh,
			AppliesTo: rapid.SampledFrom([][]string{nil, {"identity-provider"}, {"application"}}).Draw(r, "applies"),
		}
		key := assessment.RunKey{Check: c.ID}
		s.plan.Runs = append(s.plan.Runs, assessment.Run{Key: key, Check: c})
		for _, component := range sys.Boundary {
			s.plan.Declared.Add(c.Kinds[0], component)
		}
		for range rapid.IntRange(1, 2).Draw(r, "bindings") {
			s.scope.Bindings = append(s.scope.Bindings, assessment.Binding{
				Target: rapid.SampledFrom(control.Targets).Draw(r, "target").ID, Runs: []assessment.RunKey{key},
				Strength: rapid.SampledFrom([]assessment.Strength{assessment.Decides, assessment.Supports, assessment.Informs}).Draw(r, "strength"),
			})
		}
	}
	return s
}

// run assesses on a day, with subjects of these outcomes; withheld kinds bring no
// evidence.
func (s system) run(t testing.TB, r *rapid.T, day int, outcomes []assessment.Outcome, withheld ...string) assessment.Results {
	s.plan.AsOf = time.Date(2026, 3, day, 12, 0, 0, 0, time.UTC)
	obs := &assessment.Observations{Complete: true}
	for i := range s.plan.Runs {
		run := &s.plan.Runs[i]
		for _, component := range s.scope.System.Components {
			if !run.Check.Applies(component.Type) {
				continue
			}
			by := map[assessment.Outcome][]assessment.Subject{}
			for _, id := range []string{"alice", "bob", "carol"} {
				o := rapid.SampledFrom(outcomes).Draw(r, "outcome")
				by[o] = append(by[o], assessment.Subject{Component: component.Key, Asset: component.Key, ID: id, Outcome: o, Collected: s.plan.AsOf.Add(-time.Hour)})
			}
			if slices.Contains(withheld, run.Check.Kinds[0]) {
				continue
			}
			for o := assessment.Undecided; o <= assessment.Skip; o++ {
				if list := by[o]; len(list) > 0 {
					obs.All = append(obs.All, assessment.Observation{
						Run: run.Key, Component: component.Key, Outcome: o, Count: len(list), Sample: list,
						First: s.plan.AsOf.Add(-time.Hour), Last: s.plan.AsOf.Add(-time.Hour), EvidenceSet: "set",
					})
				}
			}
		}
	}
	return conclude.Results([]assessment.Scope{s.scope}, &s.plan, obs)[0]
}

// The honesty of the whole chain: from one day to the next, withholding kinds
// of evidence never satisfies an objective that was not, never closes an item,
// and never brings the gate down to 0 while an item is recorded open.
func TestWithholdingEvidenceNeverOpensTheGate(t *testing.T) {
	thresholds := gate.Thresholds{FailOn: assessment.LevelModerate, TolerateUndecided: true}
	mixed := []assessment.Outcome{assessment.Pass, assessment.Pass, assessment.Pass, assessment.Fail, assessment.Skip, assessment.Undecided}
	good := []assessment.Outcome{assessment.Pass} // nothing fails now but what is recorded
	rapid.Check(t, func(rt *rapid.T) {
		s := anySystem(rt)
		first := s.run(t, rt, 1, mixed)
		recorded, err := poam.Fold(assessment.POAM{}, first)
		if err != nil {
			rt.Fatal(err)
		}
		withheld := rapid.SampledFrom([][]string{{"kind0"}, {"kind1"}, {"kind0", "kind2"}, {"kind0", "kind1", "kind2"}}).Draw(rt, "withheld")
		second := s.run(t, rt, 2, rapid.SampledFrom([][]assessment.Outcome{mixed, good}).Draw(rt, "second"), withheld...)
		next, err := poam.Fold(recorded, second)
		if err != nil {
			rt.Fatal(err)
		}
		blind := func(check string) bool { // does the check read a withheld kind?
			for _, run := range s.plan.Runs {
				if run.Check.ID == check {
					return slices.Contains(withheld, run.Check.Kinds[0])
				}
			}
			return false
		}
		open := 0
		for i := range recorded.Items {
			if it := &next.Items[i]; it.Open() {
				open++
			} else if blind(it.Weakness) {
				rt.Fatalf("%s was closed without evidence", it.ID)
			}
		}
		verdict := gate.Decide([]assessment.Results{second}, []assessment.POAM{next}, thresholds)
		if open > 0 && verdict.Code != gate.CodeFailed {
			rt.Fatalf("code %d with %d items open", verdict.Code, open)
		}
		for _, f := range second.Findings {
			for _, b := range s.scope.Bindings {
				if f.Verdict == assessment.VerdictPass && b.Target == f.Target.ID && b.Strength > assessment.Informs && blind(b.Runs[0].Check) {
					rt.Fatalf("%s passes although %s saw nothing", f.Target.ID, b.Runs[0].Check)
				}
			}
		}
	})
}

// A failure that was mended lets the gate open again, and folding it in twice
// changes nothing.
func TestMendingOpensTheGate(t *testing.T) {
	sys := &assessment.System{ID: "meridian", Boundary: []string{"idp"}, Components: []assessment.Component{{Key: "idp"}}}
	check := &assessment.Check{ID: "mfa", Kinds: []string{"accounts"}, Severity: assessment.LevelHigh}
	key := assessment.RunKey{Check: "mfa"}
	scope := assessment.Scope{
		System: sys, Framework: assessment.Framework{ID: "hipaa"},
		Controls: []assessment.Control{{ID: "t", Targets: []assessment.Target{{ID: "t.a", ControlID: "t"}}}},
		Bindings: []assessment.Binding{{Target: "t.a", Strength: assessment.Decides, Runs: []assessment.RunKey{key}}},
	}
	var state assessment.POAM
	var told []string
	for day, outcome := range []assessment.Outcome{assessment.Fail, assessment.Undecided, assessment.Pass, assessment.Fail} {
		at := time.Date(2026, 3, 1+day, 12, 0, 0, 0, time.UTC)
		plan := &assessment.Plan{System: sys, AsOf: at, Declared: assessment.Declared{}, Runs: []assessment.Run{{Key: key, Check: check}}}
		plan.Declared.Add("accounts", "idp")
		r := conclude.Results([]assessment.Scope{scope}, plan, &assessment.Observations{Complete: true, All: []assessment.Observation{{
			Run: key, Component: "idp", Outcome: outcome, Count: 1, First: at, Last: at, EvidenceSet: "set",
			Sample: []assessment.Subject{{Component: "idp", Asset: "idp", ID: "alice", Outcome: outcome, Collected: at}},
		}}})
		for range 2 {
			next, err := poam.Fold(state, r[0])
			if err != nil {
				t.Fatal(err)
			}
			state = next
		}
		v := gate.Decide(r, []assessment.POAM{state}, gate.Thresholds{FailOn: assessment.LevelModerate})
		told = append(told, fmt.Sprint(outcome, " ", v.Code, " of ", len(state.Items)))
	}
	if got, want := strings.Join(told, ", "), "fail 1 of 1, undecided 1 of 1, pass 0 of 1, fail 1 of 2"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
