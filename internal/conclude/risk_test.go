package conclude

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/assessment"
)

func riskKeys(r assessment.Results) []string {
	var out []string
	for _, k := range r.Risks {
		out = append(out, k.Key)
	}
	return out
}

func TestRisks(t *testing.T) {
	for _, row := range []struct {
		name string
		situation
		want []string
	}{
		{"one risk for a check that fails two targets", situation{
			bind: []string{"t.b: decides mfa", "supports mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp fail"}}, []string{"mfa"}},
		{"one risk for a check that fails on two components", situation{
			bind: []string{"decides both"}, declare: []string{"logs idp", "logs web"}, seen: []string{"both idp fail", "both web fail"}}, []string{"both"}},
		{"a risk for each check that fails", situation{
			bind: []string{"decides mfa+tls"}, declare: []string{"accounts idp", "tls-config web"}, seen: []string{"mfa idp fail", "tls web fail"}}, []string{"mfa", "tls"}},
		{"a check that only informs has no risk", situation{
			bind: []string{"informs mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp fail"}}, nil},
		{"a disabled check has no risk", situation{
			bind: []string{"disabled decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp fail"}}, nil},
		{"undecided targets share one gap for a kind and a component", situation{
			bind: []string{"t.b: decides mfa", "decides mfa"}, declare: []string{"accounts idp"}}, []string{"gap/accounts/idp"}},
		{"each component has its own gap", situation{
			bind: []string{"decides both"}, declare: []string{"logs idp", "logs web"}}, []string{"gap/logs/idp", "gap/logs/web"}},
		{"a check that joins kinds has a gap for each", situation{
			bind: []string{"decides join"}, declare: []string{"accounts idp", "hr idp"}}, []string{"gap/accounts/idp", "gap/hr/idp"}},
		{"a failed target has the gap of what else is undecided", situation{
			bind: []string{"decides mfa+tls"}, declare: []string{"accounts idp", "tls-config web"}, seen: []string{"mfa idp fail"}}, []string{"gap/tls-config/web", "mfa"}},
		{"a hole is a gap of the kind no source brings", situation{
			bind: []string{"decides mfa+strict"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"}}, []string{"gap/strict-cfg/idp"}},
		{"an incomplete set is a gap of the system", situation{
			bind: []string{"decides mfa+db"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"}}, []string{"gap/db-config/"}},
		{"a check without kinds still has a gap", situation{
			bind: []string{"decides kindless+mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"}}, []string{"gap//idp"}},
		{"an inventory that is not there is the gap, not what passes", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"},
			change: func(p *assessment.Plan, _ *assessment.Observations) { p.Inventoried = []string{"idp"} }}, []string{"gap/inventory/idp"}},
		{"what is not assessed has no risk", situation{bind: []string{"decides mfa"}}, nil},
		{"an asset no inventory knows is a finding of its own", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass", "mfa idp pass unknown-asset"}}, []string{"unknown-asset/idp"}},
		{"an asset no inventory knows is told by the population alone", situation{
			bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"},
			change: func(_ *assessment.Plan, o *assessment.Observations) { o.All[0].Population.Unknown = 1 }}, []string{"unknown-asset/idp"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := row.conclude(t)
			if got := riskKeys(r); !slices.Equal(got, row.want) {
				t.Errorf("got %q, want %q", got, row.want)
			}
			everyFindingRests(t, r)
		})
	}
}

// The whole of a weakness: level, rating, first detection and deadline.
func TestRiskIsRatedAndDated(t *testing.T) {
	early := seen.AddDate(0, 0, -3)
	r := situation{
		bind: []string{"t.b: decides mfa", "decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp fail", "mfa idp fail policy-error", "mfa idp fail too-large", "mfa idp pass"},
		change: func(_ *assessment.Plan, o *assessment.Observations) {
			for i := range o.All {
				switch {
				case o.All[i].Outcome == assessment.Pass:
					o.All[i].First = early.AddDate(0, 0, -1) // not when it was detected
				case o.All[i].Reason == assessment.ReasonPolicyError:
					o.All[i].First = early
				}
			}
		},
	}.conclude(t)
	if len(r.Risks) != 1 {
		t.Fatalf("risks: %v", riskKeys(r))
	}
	k := r.Risks[0]
	check := k.Check
	k.Check, k.Observations = nil, nil
	want := assessment.Risk{
		Key: "mfa", Title: "Fails: MFA", Statement: "d", Remediation: "r", Status: assessment.RiskOpen,
		Level: assessment.LevelHigh, Rating: assessment.Rating{Likelihood: "high", Impact: "high"},
		Detected: k.Detected, Deadline: k.Detected.AddDate(0, 0, 30).Add(-time.Second),
		Controls: []string{"t"}, Targets: []string{"t.a", "t.b"}, Formerly: []string{"old.mfa"},
	}
	if diff := cmp.Diff(want, k); diff != "" {
		t.Errorf("risk (-want +got):\n%s", diff)
	}
	var first time.Time
	for _, o := range r.Observations {
		if o.Outcome == assessment.Fail && (first.IsZero() || o.First.Before(first)) {
			first = o.First
		}
	}
	if !k.Detected.Equal(first) || check == nil {
		t.Errorf("detected %v, want the earliest failing collection %v", k.Detected, first)
	}
	if !k.Deadline.Before(k.Detected.AddDate(0, 0, 30)) {
		t.Error("the deadline is not strictly before detection plus the window")
	}
}

func TestRiskWithoutEvidenceIsDetectedAtTheAssessment(t *testing.T) {
	r := situation{
		bind: []string{"decides mfa"}, declare: []string{"accounts idp"},
		change: func(p *assessment.Plan, _ *assessment.Observations) { p.Runs[0].Looser = []string{"x"} },
	}.conclude(t)
	if len(r.Risks) != 1 || !r.Risks[0].Detected.Equal(asOf) {
		t.Errorf("risks %+v", r.Risks)
	}
}

func TestDeadline(t *testing.T) {
	windows := map[assessment.Level]int{assessment.LevelHigh: 30, assessment.LevelLow: 180}
	for _, row := range []struct {
		name  string
		level assessment.Level
		want  time.Time
	}{
		{"a level with a window", assessment.LevelLow, seen.AddDate(0, 0, 180).Add(-time.Second)},
		{"a level without one has no deadline", assessment.LevelModerate, time.Time{}},
		{"an unknown level has the shortest window", assessment.LevelUnknown, seen.AddDate(0, 0, 30).Add(-time.Second)},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := deadline(seen, row.level, windows); !got.Equal(row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
	if got := deadline(seen, assessment.LevelUnknown, nil); !got.IsZero() {
		t.Errorf("without any window: %v", got)
	}
}

// A gap says what is wrong with the evidence and what to do, and carries no
// level, deadline or rating.
func TestGapExplainsItself(t *testing.T) {
	r := situation{
		bind: []string{"decides mfa", "t.b: decides join"}, declare: []string{"accounts idp", "hr idp"},
		seen: []string{"mfa idp undecided stale", "join idp undecided malformed"},
	}.conclude(t)
	want := assessment.Risk{
		Key: "gap/accounts/idp", Gap: true, Kind: "accounts", Component: "idp", Title: "Assessment gap: accounts for idp", Status: assessment.RiskInvestigating,
		Statement:   "2 objectives could not be decided: evidence of accounts for idp cannot be read, or does not fit its schema; it is older than its kind allows.",
		Remediation: "Correct the evidence of accounts for idp; 'assay evidence verify' shows where.",
		Detected:    asOf, Controls: []string{"t"}, Targets: []string{"t.a", "t.b"}, Observations: []int{0, 1},
	}
	if diff := cmp.Diff(want, r.Risks[0]); diff != "" {
		t.Errorf("gap (-want +got):\n%s", diff)
	}
}

// A gap cites the observation that says what is missing.
func TestGapCitesWhatIsMissing(t *testing.T) {
	r := situation{bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp undecided missing"}}.conclude(t)
	if !slices.Equal(r.Risks[0].Observations, []int{0}) || !slices.Equal(r.Findings[0].Observations, []int{0}) {
		t.Errorf("risk %+v, finding %+v", r.Risks[0], r.Findings[0])
	}
}

// What is told of assets no inventory knows: how many, and the first by name.
func TestUnknownAssetsAreNamed(t *testing.T) {
	subjects := func(assets ...string) []assessment.Subject {
		var out []assessment.Subject
		for _, a := range assets {
			out = append(out, assessment.Subject{Component: "idp", Asset: a, ID: "root"})
		}
		return out
	}
	r := situation{
		bind: []string{"decides mfa", "t.b: supports strict"}, declare: []string{"accounts idp", "strict-cfg idp"},
		seen: []string{"mfa idp pass", "mfa idp fail", "strict idp pass"},
		change: func(_ *assessment.Plan, o *assessment.Observations) {
			o.Inventory = map[string]assessment.Inventory{"idp": {Assets: []string{"host1", "host2"}}}
			for i := range o.All {
				o.All[i].Population.Unknown = 2
			}
			o.All[0].Sample = subjects("", "host1", "host9", "idp")
			o.All[1].Sample = subjects("host2", "host7", "host9")
			o.All[2].Sample = subjects("host8")
			o.All[2].Population.Unknown = 1
		},
	}.conclude(t)
	k := r.Risks[len(r.Risks)-1]
	var names []string
	for _, a := range k.Assets {
		names = append(names, a.Asset+" "+a.ID)
	}
	if !slices.Equal(names, []string{"host7 host7", "host8 host8", "host9 host9"}) || k.Unknown != 3 || !k.Own || k.Component != "idp" {
		t.Errorf("%q, %d of them: %+v", names, k.Unknown, k)
	}
	if want := "Evidence of idp names 3 assets that the inventory does not list, so that nobody is known to answer for them."; k.Statement != want {
		t.Errorf("statement %q", k.Statement)
	}
	if k.Level != assessment.LevelModerate || k.Deadline.IsZero() || k.Status != assessment.RiskOpen {
		t.Errorf("%+v", k)
	}
}

func TestUnknownAssetsAreNamedToALimit(t *testing.T) {
	r := situation{
		bind: []string{"decides mfa"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"},
		change: func(_ *assessment.Plan, o *assessment.Observations) {
			o.All[0].Population.Unknown = 5000
			o.All[0].Subjects = func(yield func(assessment.Subject, error) bool) {
				for i := range 5000 {
					if !yield(assessment.Subject{Component: "idp", Asset: fmt.Sprintf("host%04d", i)}, nil) {
						return
					}
				}
			}
		},
	}.conclude(t)
	if k := r.Risks[0]; k.Unknown != 5000 || len(k.Assets) != mostStrangers {
		t.Errorf("%d named of %d", len(k.Assets), k.Unknown)
	}
}

func TestTelling(t *testing.T) {
	for _, row := range [][2]assessment.Reason{ // the first is the more telling
		{assessment.ReasonParameter, assessment.ReasonPolicyError},
		{assessment.ReasonMalformed, assessment.ReasonMissing},
		{assessment.ReasonNoSubject, "a reason of tomorrow"},
		{"a reason of tomorrow", ""},
		{assessment.ReasonStale, ""},
	} {
		if telling(row[0], row[1]) != row[0] || telling(row[1], row[0]) != row[0] {
			t.Errorf("%q does not come before %q", row[0], row[1])
		}
	}
}

// Every reason has words and a remedy, and its place in the order.
func TestEveryReasonHasWords(t *testing.T) {
	for _, reason := range tellingOrder() {
		if reason == assessment.ReasonNotApplicable {
			continue // never a doubt
		}
		if words(reason) == words("") {
			t.Errorf("%s has no words", reason)
		}
		if remedyFor(reason, "kind", "place") == remedyFor("", "kind", "place") {
			t.Errorf("%s has no remedy", reason)
		}
	}
	if len(phrases()) != len(tellingOrder())-1 {
		t.Error("a phrase has no place in the order")
	}
}
