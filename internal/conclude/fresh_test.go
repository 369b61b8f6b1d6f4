package conclude

import (
	"testing"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// A control may ask for younger evidence than its kind: what is older shows
// nothing there, a failure neither, and other controls are not touched by it.
// Evidence of these tests is nine days and some hours old.
func TestAControlAsksForYoungerEvidence(t *testing.T) {
	const day = 24 * time.Hour
	for _, row := range []struct {
		name   string
		seen   string
		maxAge time.Duration
		want   assessment.Verdict
		why    string
	}{
		{"young enough", "mfa idp pass", 10 * day, assessment.VerdictPass, "mfa passes on idp for 1 subject"},
		{"too old to pass", "mfa idp pass", 9 * day, assessment.VerdictUndecided, "mfa on idp: evidence is older than the 9 days that the control allows"},
		{"too old to fail", "mfa idp fail", 36 * time.Hour, assessment.VerdictUndecided, "mfa on idp: evidence is older than the 36 hours that the control allows"},
		{"a skip is not young either", "mfa idp skip", day, assessment.VerdictUndecided, "mfa on idp: evidence is older than the 1 day that the control allows"},
		{"what is undecided keeps its own reason", "mfa idp undecided malformed", day, assessment.VerdictUndecided, "mfa on idp: evidence cannot be read, or does not fit its schema"},
		{"nothing asked", "mfa idp fail", 0, assessment.VerdictFail, "mfa fails on idp for 1 of 1 subject"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := situation{bind: []string{"decides mfa", "u.a: decides mfa"}, declare: []string{"accounts idp"}, seen: []string{row.seen}}
			scope, plan, obs := s.build(t)
			scope.Controls = append(scope.Controls, assessment.Control{ID: "u", Targets: []assessment.Target{{ID: "u.a", ControlID: "u", Kind: assessment.Objective}}})
			scope.MaxAge = map[string]time.Duration{"t": row.maxAge}
			r := Results([]assessment.Scope{scope}, plan, obs)[0]
			other := map[string]assessment.Verdict{"mfa idp pass": assessment.VerdictPass, "mfa idp fail": assessment.VerdictFail}[row.seen]
			for _, f := range r.Findings {
				switch {
				case f.Target.ID == "t.a" && (f.Verdict != row.want || f.Why != row.why):
					t.Errorf("%v, %q; want %v, %q", f.Verdict, f.Why, row.want, row.why)
				case f.Target.ID == "u.a" && other != 0 && f.Verdict != other:
					t.Errorf("a control that asks nothing is %v, want %v", f.Verdict, other)
				}
			}
		})
	}
}
