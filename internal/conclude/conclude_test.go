package conclude

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/assessment"
)

// What is cited: observations of bindings in effect, on boundary components
// the check looks at, in the order they came, with their evidence sets.
func TestResultsCiteWhatTheirBindingsSaw(t *testing.T) {
	s := situation{
		bind:    []string{"decides mfa", "informs tls", "disabled supports strict"},
		declare: []string{"accounts idp", "tls-config web", "strict-cfg idp"},
		seen:    []string{"both idp pass", "mfa idp pass", "mfa outside fail", "mfa web pass", "strict idp fail", "tls web fail"},
		change: func(_ *assessment.Plan, o *assessment.Observations) {
			o.Sets["mfaidp"] = assessment.EvidenceSet{Digest: "mfaidp", Count: 1}
			o.Sets["strictidp"] = assessment.EvidenceSet{Digest: "strictidp", Count: 1}
		},
	}
	r := s.conclude(t)
	var got []string
	for _, o := range r.Observations {
		got = append(got, o.Run.Check+" "+o.Component)
	}
	if diff := cmp.Diff([]string{"mfa idp", "tls web"}, got); diff != "" {
		t.Errorf("observations (-want +got):\n%s", diff)
	}
	if _, ok := r.Sets["mfaidp"]; !ok || len(r.Sets) != 1 {
		t.Errorf("sets %v", r.Sets)
	}
	f := r.Findings[0]
	if diff := cmp.Diff([][]int{{0}, {1}}, [][]int{f.Observations, f.Informing}); diff != "" {
		t.Errorf("a finding's observations (-want +got):\n%s", diff)
	}
	var ids []string
	for _, c := range r.Checks {
		ids = append(ids, c.ID)
	}
	if diff := cmp.Diff([]string{"mfa", "tls"}, ids); diff != "" {
		t.Errorf("checks (-want +got):\n%s", diff)
	}
}

func TestStartIsBeforeTheAssessment(t *testing.T) {
	with := situation{bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"}}.conclude(t)
	if !with.Start.Equal(seen) {
		t.Errorf("start %v, want the earliest collection %v", with.Start, seen)
	}
	without := situation{}.conclude(t)
	if !without.Start.Equal(asOf.Add(-time.Second)) {
		t.Errorf("start %v, want one second before %v", without.Start, asOf)
	}
	live := situation{bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"},
		change: func(_ *assessment.Plan, o *assessment.Observations) { o.All[0].First = asOf }}.conclude(t)
	if !live.Start.Before(asOf) {
		t.Errorf("start %v is not before %v", live.Start, asOf)
	}
}

func TestAnIncompleteRunSaysSo(t *testing.T) {
	r := situation{change: func(_ *assessment.Plan, o *assessment.Observations) { o.Complete = false }}.conclude(t)
	if r.Complete {
		t.Error("the results call an incomplete run complete")
	}
}

func TestWhy(t *testing.T) {
	for _, row := range []struct {
		name string
		situation
		want string
	}{
		{"a fail counts its subjects", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp fail", "mfa idp pass"}},
			"mfa fails on idp for 1 of 2 subjects"},
		{"a pass names what passes", situation{
			bind: []string{"decides mfa+tls"}, declare: []string{"accounts idp", "tls-config web"}, seen: []string{"mfa idp pass", "tls web pass"}},
			"mfa passes on idp for 1 subject; tls passes on web for 1 subject"},
		{"the most telling doubt comes first", situation{
			bind: []string{"decides mfa", "supports tls"}, declare: []string{"accounts idp", "tls-config web"}, seen: []string{"mfa idp undecided stale", "tls web undecided malformed"}},
			"tls on web: evidence cannot be read, or does not fit its schema; mfa on idp: evidence is older than its kind allows"},
		{"a looser parameter", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp fail parameter"},
			change: func(p *assessment.Plan, _ *assessment.Observations) { p.Runs[0].Looser = []string{"max-days"} }},
			"mfa on idp: looser than the framework allows: max-days"},
		{"a hole", situation{
			bind: []string{"decides both"}, declare: []string{"logs idp"}, seen: []string{"both idp pass"}},
			"both passes elsewhere, but no source brings logs for web"},
		{"an incomplete set", situation{
			bind: []string{"decides mfa+db"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"}},
			"the set is incomplete: db looks at database, and the boundary has none"},
		{"nothing bound", situation{}, "no check decides it"},
		{"no source", situation{bind: []string{"decides mfa"}}, "no source brings accounts for idp"},
		{"nothing to look at", situation{bind: []string{"decides db"}}, "db looks at database, and the boundary has none"},
		{"disabled", situation{bind: []string{"disabled decides mfa"}}, "its check is disabled by ana: noisy"},
		{"supported", situation{bind: []string{"supports tls"}, declare: []string{"tls-config web"}, seen: []string{"tls web pass"}},
			"no check decides it; what supports it passes"},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := row.conclude(t)
			var got string
			for _, f := range r.Findings {
				got = f.Why
			}
			for _, u := range r.Unassessed {
				if u.Target.ID == "t.a" {
					got = u.Why
				}
			}
			if got != row.want {
				t.Errorf("got  %q\nwant %q", got, row.want)
			}
		})
	}
}

// A system of many components under three bindings an objective: what a cloud
// account with a component per service looks like.
func BenchmarkResults(b *testing.B) {
	for _, n := range []int{10, 1000} {
		b.Run(fmt.Sprint(n, " components"), func(b *testing.B) {
			sys := &assessment.System{}
			scope := assessment.Scope{System: sys, Controls: []assessment.Control{{ID: "t"}}}
			plan := &assessment.Plan{System: sys, AsOf: asOf, Declared: assessment.Declared{}}
			obs := &assessment.Observations{Complete: true}
			for i := range n {
				key := fmt.Sprintf("c%04d", i)
				sys.Components = append(sys.Components, assessment.Component{Key: key})
				sys.Boundary = append(sys.Boundary, key)
			}
			for i := range 30 {
				c := &assessment.Check{ID: fmt.Sprintf("check%02d", i), Kinds: []string{"kind"}}
				plan.Runs = append(plan.Runs, assessment.Run{Key: assessment.RunKey{Check: c.ID}, Check: c})
				for _, key := range sys.Boundary {
					obs.All = append(obs.All, assessment.Observation{Run: plan.Runs[i].Key, Component: key, Outcome: assessment.Outcome(1 + i%2), Count: 1})
				}
			}
			for i := range 300 {
				t := assessment.Target{ID: fmt.Sprintf("t.%03d", i), ControlID: "t"}
				scope.Controls[0].Targets = append(scope.Controls[0].Targets, t)
				for k := range 3 {
					scope.Bindings = append(scope.Bindings, assessment.Binding{Target: t.ID, Strength: assessment.Decides, Runs: []assessment.RunKey{plan.Runs[(i+k)%30].Key}})
				}
			}
			for b.Loop() {
				Results([]assessment.Scope{scope}, plan, obs)
			}
		})
	}
}
