package gate

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-compliance/assay/internal/assessment"
)

// anything draws the results of two frameworks, their plans of action and a
// threshold.
func anything(t *testing.T, r *rapid.T) ([]assessment.Results, []assessment.POAM, Thresholds) {
	var all []assessment.Results
	var states []assessment.POAM
	for _, id := range []string{"hipaa", "cmmc-l2"} {
		var said, items []string
		for _, target := range []string{"a1", "a2", "b1", "c1"} {
			said = append(said, rapid.SampledFrom([]string{
				"pass " + target, "silent " + target, "na " + target,
				"fail " + target + " mfa:high", "fail " + target + " tls:low", "fail " + target + " mfa:high tls:low",
				"undecided " + target + " accounts@idp", "undecided " + target + " logs@web accounts@idp",
			}).Draw(r, "target"))
		}
		if rapid.IntRange(0, 4).Draw(r, "unknown") == 0 {
			said = append(said, "unknown idp")
		}
		for _, weakness := range []string{"mfa", "tls", "gone"} {
			if rapid.IntRange(0, 2).Draw(r, "item") == 0 {
				items = append(items, rapid.SampledFrom([]string{"open ", "closed "}).Draw(r, "status")+weakness+" "+
					rapid.SampledFrom([]string{"low", "high", "unknown"}).Draw(r, "level"))
			}
		}
		res := results(t, id, said...)
		res.Complete = rapid.IntRange(0, 4).Draw(r, "complete") > 0
		all, states = append(all, res), append(states, state(id, items...))
	}
	return all, states, Thresholds{
		FailOn:            assessment.Level(rapid.IntRange(0, 5).Draw(r, "fail-on")),
		TolerateUndecided: rapid.Bool().Draw(r, "warn"),
		MinCoverage:       float64(rapid.IntRange(0, 4).Draw(r, "floor")) / 4,
	}
}

// badness orders codes from the best.
func badness(code int) int { return slices.Index([]int{CodePassed, CodeUndecided, CodeFailed}, code) }

func TestEveryVerdictExplainsItself(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		all, states, gate := anything(t, rt)
		v := Decide(all, states, gate)
		explained(t, v)
		if badness(v.Code) < 0 {
			rt.Fatalf("code %d", v.Code)
		}
		if !slices.IsSortedFunc(v.Reasons, compareReasons) || !slices.IsSortedFunc(v.Tolerated, compareReasons) {
			rt.Fatal("the worst does not come first")
		}
		if t.Failed() {
			rt.Fatalf("%+v", v)
		}
	})
}

// The order of frameworks, findings, risks and items changes nothing.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		all, states, gate := anything(t, rt)
		want := Decide(all, states, gate)
		all = rapid.Permutation(all).Draw(rt, "frameworks")
		states = rapid.Permutation(states).Draw(rt, "states")
		for i := range all {
			all[i].Findings = rapid.Permutation(all[i].Findings).Draw(rt, "findings")
			all[i].Risks = rapid.Permutation(all[i].Risks).Draw(rt, "risks")
		}
		for i := range states {
			states[i].Items = rapid.Permutation(states[i].Items).Draw(rt, "items")
		}
		if diff := cmp.Diff(want, Decide(all, states, gate)); diff != "" {
			rt.Fatalf("in another order (-want +got):\n%s", diff)
		}
	})
}

// With an item recorded open at the level, no finding that is taken away, made
// undecided or left unassessed brings the code down from 1.
func TestWithholdingDoesNotHelpWhatIsRecorded(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		all, states, gate := anything(t, rt)
		states[0] = state("hipaa", "open mfa high")
		if !assessment.LevelHigh.AtLeast(gate.FailOn) {
			gate.FailOn = assessment.LevelHigh
		}
		for i := range all {
			switch rapid.IntRange(0, 3).Draw(rt, "withhold") {
			case 0:
				all[i].Findings, all[i].Risks = nil, nil
			case 1:
				for k := range all[i].Findings {
					all[i].Findings[k].Verdict = assessment.VerdictUndecided
				}
			case 2:
				all[i].Findings, all[i].Risks, all[i].Checks = nil, nil, nil
				all[i].Coverage = assessment.Coverage{}
			}
		}
		if v := Decide(all, states, gate); v.Code != CodeFailed {
			rt.Fatalf("code %d: %+v", v.Code, told(v.Reasons))
		}
	})
}

// A stricter gate, another failing finding, an open item or an incomplete run
// never gives a better code.
func TestWorseNeverHelps(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		all, states, gate := anything(t, rt)
		before := Decide(all, states, gate).Code
		switch rapid.IntRange(0, 5).Draw(rt, "worse") {
		case 0:
			gate.FailOn = assessment.Level(rapid.IntRange(0, int(gate.FailOn)).Draw(rt, "lower"))
		case 1:
			gate.TolerateUndecided = false
		case 2:
			gate.MinCoverage += 0.2
		case 3:
			all[0].Complete = false
		case 4:
			states[1].Items = append(states[1].Items, state("cmmc-l2", "open more high").Items...)
		case 5:
			all[0].Findings = append(slices.Clone(all[0].Findings), assessment.Finding{
				Target: assessment.Target{ID: "f1", ControlID: "f"}, Verdict: assessment.VerdictFail, Why: "it fails",
			})
		}
		if after := Decide(all, states, gate).Code; badness(after) < badness(before) {
			rt.Fatalf("from %d to %d", before, after)
		}
	})
}

// Nothing ever passes the gate without an objective that passed or failed in
// every framework, and a complete run.
func TestAPassRestsOnSomething(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		all, states, gate := anything(t, rt)
		if Decide(all, states, gate).Code != CodePassed {
			return
		}
		for _, r := range all {
			if !r.Complete || r.Coverage.Pass+r.Coverage.Fail == 0 {
				rt.Fatalf("passed on %+v, complete %v", r.Coverage, r.Complete)
			}
			for _, f := range r.Findings {
				if f.Verdict == assessment.VerdictUndecided && !gate.TolerateUndecided {
					rt.Fatal("passed on something undecided")
				}
			}
		}
	})
}
