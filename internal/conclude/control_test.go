package conclude

import (
	"testing"

	"github.com/assay-compliance/assay/internal/assessment"
)

func TestControl(t *testing.T) {
	for _, row := range []struct {
		name                           string
		pass, fail, open, silent, none int
		want                           string
		partial                        bool
	}{
		{"all targets pass", 2, 0, 0, 0, 0, "pass", false},
		{"passing and not applicable targets pass", 1, 0, 0, 0, 1, "pass", false},
		{"only not applicable targets are no pass", 0, 0, 0, 0, 2, "not-applicable", false},
		{"one failed target fails it", 3, 1, 0, 0, 0, "fail", false},
		{"a fail outranks undecided and not reviewed", 0, 1, 1, 1, 0, "fail", true},
		{"one undecided target leaves it undecided", 3, 0, 1, 0, 0, "undecided", false},
		{"passing targets beside one not reviewed are partial, not a pass", 3, 0, 0, 1, 0, "not-assessed", true},
		{"nothing reviewed is not assessed and not partial", 0, 0, 0, 3, 0, "not-assessed", false},
		{"a control without targets is not assessed", 0, 0, 0, 0, 0, "not-assessed", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			all := row.pass + row.fail + row.open + row.silent + row.none
			got := rollUp(assessment.ControlResult{
				Control: assessment.Control{Targets: make([]assessment.Target, all)},
				Pass:    row.pass, Fail: row.fail, Undecided: row.open, NotReviewed: row.silent,
			})
			if got.Verdict.String() != row.want || got.Partial != row.partial {
				t.Errorf("got %s, partial %v; want %s, %v", got.Verdict, got.Partial, row.want, row.partial)
			}
		})
	}
}

func TestControlIsRolledUpFromItsObjectives(t *testing.T) {
	r := situation{
		bind: []string{"decides mfa", "t.b: decides tls"}, declare: []string{"accounts idp"}, seen: []string{"mfa idp pass"},
	}.conclude(t)
	doubt := situation{
		bind: []string{"decides mfa", "t.b: decides tls"}, declare: []string{"accounts idp", "tls-config web"}, seen: []string{"mfa idp fail"},
	}.conclude(t).Controls[0]
	if doubt.Fail != 1 || doubt.Undecided != 1 || doubt.Verdict != assessment.VerdictFail {
		t.Errorf("control %+v", doubt)
	}
	c := r.Controls[0]
	if c.Pass != 1 || c.NotReviewed != 1 || !c.Partial || c.Verdict != assessment.NotAssessed {
		t.Errorf("control %+v", c)
	}
}

// What a disabled binding costs is counted by targets, and not where it only
// informed.
func TestCoverageCountsTargetsThatLostABinding(t *testing.T) {
	for disabled, want := range map[string]int{"disabled supports tls": 1, "t.b: disabled decides tls": 2, "t.b: disabled informs tls": 1, "disabled decides any": 1} {
		r := situation{bind: []string{"decides mfa", "disabled supports tls", disabled}}.conclude(t)
		if r.Coverage.Disabled != want {
			t.Errorf("beside %s: %d targets lost a binding, want %d", disabled, r.Coverage.Disabled, want)
		}
	}
}

func TestCoverage(t *testing.T) {
	r := situation{
		bind:    []string{"decides mfa", "disabled supports tls", "t.b: supports tls", "t.b: disabled informs mfa"},
		declare: []string{"accounts idp", "tls-config web"}, seen: []string{"mfa idp fail", "tls web pass"},
	}.conclude(t)
	want := assessment.Coverage{Total: 2, Fail: 1, NotAssessed: 1, Supported: 1, Disabled: 1}
	if r.Coverage != want {
		t.Errorf("got %+v, want %+v", r.Coverage, want)
	}
	if got := r.Coverage.Ratio(); got != 0.5 {
		t.Errorf("ratio %v", got)
	}
}
