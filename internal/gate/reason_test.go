package gate

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/assessment"
)

// A failing reason tells which control, check, subject, why and what to do.
func TestReasonOfAFailure(t *testing.T) {
	v := Decide([]assessment.Results{results(t, "hipaa", "fail a1 mfa:high", "fail z1 mfa:high")}, []assessment.POAM{state("hipaa", "open mfa high")}, moderate())
	r := v.Reasons[0]
	r.Check = nil
	want := Reason{
		Kind: Failing, Framework: "hipaa", Level: assessment.LevelHigh, ID: "mfa", Component: "idp",
		Controls: []string{"Z", "A"}, Targets: []string{"a1", "z1"}, Subjects: 2, Item: "HIPAA-0001",
		Example: assessment.Subject{Component: "idp", Asset: "idp", ID: "alice", Why: "no second factor"},
		Why:     "no second factor", Remedy: "mend mfa",
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("reason (-want +got):\n%s", diff)
	}
	bare := results(t, "hipaa", "fail a1 mfa:high")
	bare.Observations[0].Sample = nil
	if got := Decide([]assessment.Results{bare}, nil, moderate()).Reasons[0].Why; got != "why of a1" {
		t.Errorf("without a subject: %q", got)
	}
}

func TestReasonOfARecordedItem(t *testing.T) {
	v := Decide([]assessment.Results{results(t, "hipaa", "pass a1")}, []assessment.POAM{state("hipaa", "open mfa high")}, moderate())
	want := Reason{
		Kind: Recorded, Framework: "hipaa", Level: assessment.LevelHigh, ID: "HIPAA-0001", Item: "HIPAA-0001", Component: "idp",
		Controls: []string{"A"}, Targets: []string{"a1"}, Subjects: 1, Remedy: "mend mfa",
		Example: assessment.Subject{Component: "idp", Asset: "idp", ID: "bob", Outcome: assessment.Fail, Why: "no second factor", Collected: asOf.AddDate(0, -2, 0)},
		Why:     "recorded since 2026-09-20 and not verified as remedied for 1 of 2 subjects; overdue since 2026-10-20",
		// Nothing of the run says what its subjects are.
		Personal: true,
	}
	if diff := cmp.Diff(want, v.Reasons[0]); diff != "" {
		t.Errorf("reason (-want +got):\n%s", diff)
	}
}

func TestReasonOfAnItemWithoutSubjects(t *testing.T) {
	p := state("hipaa", "open mfa high")
	p.Items[0].Affected, p.Items[0].Remediation, p.Items[0].Deadline = assessment.AffectedSet{}, "", time.Time{}
	r := Decide(nil, []assessment.POAM{p}, moderate()).Reasons[0]
	if r.Why != "recorded since 2026-09-20 and not verified as remedied" || r.Remedy == "" {
		t.Errorf("why %q, remedy %q", r.Why, r.Remedy)
	}
}

func TestReasonOfAnUnknownAsset(t *testing.T) {
	r := results(t, "hipaa", "pass a1", "unknown idp")
	r.Risks[0].Unknown, r.Risks[0].Remediation = 3, "list them"
	r.Risks[0].Assets = []assessment.Subject{{Component: "idp", Asset: "host9", ID: "host9"}}
	want := Reason{
		Kind: UnknownAsset, Framework: "hipaa", Level: assessment.LevelModerate, ID: "unknown-asset/idp", Component: "idp",
		Controls: []string{"A"}, Targets: []string{"a1"}, Subjects: 3, Example: r.Risks[0].Assets[0],
		Why: "no inventory lists it", Remedy: "list them",
	}
	if diff := cmp.Diff(want, Decide([]assessment.Results{r}, nil, moderate()).Reasons[0]); diff != "" {
		t.Errorf("reason (-want +got):\n%s", diff)
	}
}

// A gap stands at the worst severity of the checks it keeps from deciding.
func TestAGapStandsAtWhatIsAtStake(t *testing.T) {
	r := results(t, "hipaa", "pass a1", "undecided b1 accounts@idp", "undecided c1 logs@idp")
	r.Checks = []*assessment.Check{
		{ID: "mfa", Kinds: []string{"accounts"}, Severity: assessment.LevelHigh},
		{ID: "idle", Kinds: []string{"accounts"}, Severity: assessment.LevelLow},
		{ID: "worse", Kinds: []string{"accounts"}, Severity: assessment.LevelCritical},
		{ID: "audit", Kinds: []string{"logs"}, Severity: assessment.LevelModerate},
	}
	bind := func(target, check string, s assessment.Strength, d *assessment.Disabled) {
		r.Scope.Bindings = append(r.Scope.Bindings, assessment.Binding{Target: target, Strength: s, Runs: []assessment.RunKey{{Check: check}}, Disabled: d})
	}
	bind("b1", "mfa", assessment.Decides, nil)
	bind("b1", "idle", assessment.Supports, nil)
	bind("b1", "worse", assessment.Informs, nil)
	bind("b1", "worse", assessment.Decides, &assessment.Disabled{})
	bind("a1", "worse", assessment.Decides, nil)
	bind("c1", "audit", assessment.Supports, nil)
	bind("c1", "mfa", assessment.Decides, nil) // reads another kind
	bind("c1", "phantom", assessment.Decides, nil)
	v := Decide([]assessment.Results{r}, nil, moderate())
	if diff := cmp.Diff([]string{"undecided high gap/accounts/idp b1", "undecided moderate gap/logs/idp c1"}, told(v.Reasons)); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}
}

func TestSummary(t *testing.T) {
	for _, row := range []struct {
		name string
		said []string
		gate Thresholds
		want string
	}{
		{"passed", []string{"pass a1"}, moderate(), "nothing at or above moderate fails"},
		{"passed the strictest", []string{"pass a1"}, Thresholds{}, "nothing fails"},
		{"failed", []string{"fail a1 mfa:high tls:moderate old:low", "undecided b1 accounts@idp logs@web"}, moderate(), "2 weaknesses at or above moderate; 1 objective undecided"},
		{"failed by one", []string{"fail a1 mfa:high"}, Thresholds{}, "1 weakness"},
		{"undecided", []string{"pass a1", "undecided b1 accounts@idp", "undecided c1 accounts@idp"}, moderate(), "2 objectives undecided"},
		{"nothing", []string{"silent a1"}, Thresholds{MinCoverage: 0.5}, "1 framework under its floor of coverage; 1 framework with nothing assessed"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := Decide([]assessment.Results{results(t, "hipaa", row.said...)}, nil, row.gate).Summary; got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
	cut := results(t, "hipaa", "pass a1", "unknown idp")
	cut.Complete = false
	v := Decide([]assessment.Results{cut}, []assessment.POAM{state("hipaa", "open mfa high", "open tls high")}, moderate())
	if want := "2 recorded items stand open; 1 component with assets no inventory lists; the run was cut short"; v.Summary != want {
		t.Errorf("got %q, want %q", v.Summary, want)
	}
}

func TestCoverageIsToldWithItsFloor(t *testing.T) {
	r := results(t, "hipaa", "pass a1", "silent b1", "silent c1", "na d1")
	v := Decide([]assessment.Results{r}, nil, Thresholds{FailOn: assessment.LevelLow, MinCoverage: 0.34})
	if want := "1 of 3 objectives passed or failed, 33.3 %; the floor is 34 %"; v.Reasons[0].Why != want {
		t.Errorf("got %q, want %q", v.Reasons[0].Why, want)
	}
	if got := percent(0.3999); got != "39.9 %" {
		t.Errorf("rounded up: %s", got)
	}
}

// seenBy makes an observation of subjects named "asset/id", in order.
func seenBy(check, params, component string, subjects ...string) assessment.Observation {
	o := assessment.Observation{Run: assessment.RunKey{Check: check, Params: params}, Component: component, Outcome: assessment.Fail, Count: len(subjects)}
	for _, name := range subjects {
		asset, id, _ := strings.Cut(name, "/")
		o.Sample = append(o.Sample, assessment.Subject{Component: component, Asset: asset, ID: id, Outcome: assessment.Fail})
	}
	all := o.Sample
	o.Sample = o.Sample[:min(len(o.Sample), 2)]
	o.Subjects = func(yield func(assessment.Subject, error) bool) {
		for _, s := range all {
			if !yield(s, nil) {
				return
			}
		}
	}
	return o
}

// A subject counts once, however many runs of a check, or checks behind one gap,
// or pieces of evidence, say it of the same subject.
func TestASubjectCountsOnce(t *testing.T) {
	spoiled := seenBy("mfa", "b", "idp", "t/a", "t/b", "t/c")
	spoiled.Subjects = func(yield func(assessment.Subject, error) bool) { yield(assessment.Subject{}, errors.New("no spool")) }
	listed := seenBy("mfa", "b", "idp", "t/a", "t/b", "t/c")
	listed.Subjects = nil // of a document that shows its first subjects only
	for name, row := range map[string]struct {
		seen []assessment.Observation
		want int
	}{
		"two parameter sets of one check":     {[]assessment.Observation{seenBy("mfa", "a", "idp", "t/a", "t/b", "u/a"), seenBy("mfa", "b", "idp", "t/b", "t/c", "u/a")}, 4},
		"two pieces of evidence of a subject": {[]assessment.Observation{seenBy("mfa", "", "idp", "t/a", "t/a", "t/b")}, 2},
		"two components":                      {[]assessment.Observation{seenBy("mfa", "", "idp", "t/a"), seenBy("mfa", "", "web", "t/a")}, 2},
		"few, and all of them in the sample":  {[]assessment.Observation{seenBy("mfa", "a", "idp", "t/a"), seenBy("mfa", "b", "idp", "t/a")}, 1},
		"a spool that cannot be read":         {[]assessment.Observation{seenBy("mfa", "a", "idp", "t/a"), spoiled}, 3},
		"a document with a sample":            {[]assessment.Observation{seenBy("mfa", "a", "idp", "t/a"), listed}, 3},
		"none":                                {[]assessment.Observation{seenBy("mfa", "a", "idp")}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			for _, said := range []string{"fail a1 mfa:high", "undecided a1 accounts@idp"} {
				r := results(t, "hipaa", said)
				r.Observations = row.seen
				r.Risks[0].Observations = nil
				for i := range row.seen {
					r.Risks[0].Observations = append(r.Risks[0].Observations, i)
				}
				other := r
				scope := *r.Scope
				scope.Framework.ID = "cmmc"
				other.Scope = &scope
				for _, reason := range Decide([]assessment.Results{r, other}, nil, moderate()).Reasons {
					if reason.Kind != NothingAssessed && reason.Subjects != row.want {
						t.Errorf("%s, %s: %d subjects, want %d", reason.Framework, said, reason.Subjects, row.want)
					}
				}
			}
		})
	}
}
