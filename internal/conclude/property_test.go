package conclude

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-compliance/assay/internal/assessment"
)

// anySituation draws bindings, declared sources and observations at random.
// Evidence is only seen where a source declares it, as evaluate reads it.
func anySituation(t *testing.T, r *rapid.T) (assessment.Scope, *assessment.Plan, *assessment.Observations) {
	checks := cast()
	pick := func(label string) string { return checks[rapid.IntRange(0, len(checks)-1).Draw(r, label)].ID }
	var s situation
	for range rapid.IntRange(0, 6).Draw(r, "bindings") {
		line := rapid.SampledFrom([]string{"", "t.b: "}).Draw(r, "target") +
			rapid.SampledFrom([]string{"", "", "", "disabled "}).Draw(r, "disabled") +
			rapid.SampledFrom([]string{"decides ", "decides ", "supports ", "informs "}).Draw(r, "strength") + pick("check")
		if rapid.IntRange(0, 3).Draw(r, "joint") == 0 {
			line += "+" + pick("member")
		}
		s.bind = append(s.bind, line)
	}
	declared := assessment.Declared{}
	for _, c := range checks {
		for _, k := range c.Kinds {
			for _, at := range []string{"idp", "web"} {
				if rapid.Bool().Draw(r, "declare") {
					s.declare = append(s.declare, k+" "+at)
					declared.Add(k, at)
				}
			}
		}
	}
	for _, c := range checks {
		for _, at := range []string{"idp", "web"} {
			kind := map[string]string{"idp": "identity-provider", "web": "application"}[at]
			if !c.Applies(kind) || !declared.Expects(c, at) {
				continue
			}
			for range rapid.IntRange(0, 3).Draw(r, "seen") {
				s.seen = append(s.seen, c.ID+" "+at+" "+rapid.SampledFrom([]string{
					"pass", "pass", "fail", "skip", "undecided no-outcome", "fail stale", "pass unknown-asset", "undecided missing",
				}).Draw(r, "outcome"))
			}
		}
	}
	slices.Sort(s.seen)
	s.change = func(p *assessment.Plan, _ *assessment.Observations) {
		i := rapid.IntRange(0, 4*len(p.Runs)).Draw(r, "parameter")
		switch {
		case i < len(p.Runs):
			p.Runs[i].Unset = []string{"x"}
		case i < 2*len(p.Runs):
			p.Runs[i-len(p.Runs)].Looser = []string{"x"}
		}
	}
	return s.build(t)
}

func verdicts(r assessment.Results) map[string]string {
	return map[string]string{"t.a": verdictOf(r, "t.a"), "t.b": verdictOf(r, "t.b")}
}

// Whatever is bound, declared and seen: findings have their risks, satisfied
// ones rest on evidence, and the counts add up.
func TestEverySituationIsConcluded(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		scope, plan, obs := anySituation(t, rt)
		everyFindingRests(t, Results([]assessment.Scope{scope}, plan, obs)[0])
		if t.Failed() {
			rt.Fatalf("bindings %+v, seen %+v", scope.Bindings, obs.All)
		}
	})
}

// Withholding a whole kind of evidence that a source declares never satisfies
// an objective, and never takes a finding away.
func TestWithholdingAKindNeverHelps(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		scope, plan, obs := anySituation(t, rt)
		kind := rapid.SampledFrom(plan.Kinds()).Draw(rt, "withheld")
		less := *obs
		less.All = slices.DeleteFunc(slices.Clone(obs.All), func(o assessment.Observation) bool {
			for _, c := range cast() {
				if c.ID == o.Run.Check {
					return slices.Contains(c.Kinds, kind)
				}
			}
			return false
		})
		all := Results([]assessment.Scope{scope}, plan, obs)[0]
		before, after := verdicts(all), verdicts(Results([]assessment.Scope{scope}, plan, &less)[0])
		reviewed := func(v string) bool { return v != "not-assessed" && v != "supported" }
		for target, was := range before {
			is := after[target]
			if is == "pass" && was != "pass" || reviewed(was) && !reviewed(is) {
				rt.Fatalf("without %s, %s went from %q to %q", kind, target, was, is)
			}
		}
	})
}

// The order of bindings, components and observations changes no verdict and no
// risk; the order of bindings and components changes nothing at all.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		scope, plan, obs := anySituation(t, rt)
		want := Results([]assessment.Scope{scope}, plan, obs)[0]

		other, system := scope, *scope.System
		want.Scope = nil
		system.Components = rapid.Permutation(system.Components).Draw(rt, "components")
		system.Boundary = rapid.Permutation(system.Boundary).Draw(rt, "boundary")
		other.System = &system
		// Turned round, any two stand the other way.
		turned := slices.Clone(scope.Bindings)
		slices.Reverse(turned)
		for _, order := range [][]assessment.Binding{turned, rapid.Permutation(scope.Bindings).Draw(rt, "bindings")} {
			other.Bindings = order
			got := Results([]assessment.Scope{other}, plan, obs)[0]
			got.Scope = nil
			if diff := cmp.Diff(want, got); diff != "" {
				rt.Fatalf("another order of bindings (-want +got):\n%s", diff)
			}
		}

		shuffled := *obs
		shuffled.All = rapid.Permutation(obs.All).Draw(rt, "observations")
		got := Results([]assessment.Scope{scope}, plan, &shuffled)[0]
		if diff := cmp.Diff(verdicts(want), verdicts(got)); diff != "" {
			rt.Fatalf("another order of observations (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(riskKeys(want), riskKeys(got)); diff != "" {
			rt.Fatalf("another order of observations: risks (-want +got):\n%s", diff)
		}
	})
}

// A second framework neither changes nor is changed by the first.
func TestFrameworksAreJudgedApart(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		scope, plan, obs := anySituation(t, rt)
		other := scope
		other.Bindings = nil
		alone := Results([]assessment.Scope{scope}, plan, obs)
		both := Results([]assessment.Scope{other, scope}, plan, obs)
		if diff := cmp.Diff(verdicts(alone[0]), verdicts(both[1])); diff != "" {
			rt.Fatal(diff)
		}
	})
}
